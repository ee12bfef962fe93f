using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Collections;

/// <summary>A well of a plate: its fields of view ("well" metadata).</summary>
public sealed record Well
{
    /// <summary>The fields of view.</summary>
    public EquatableArray<WellImage> Images { get; init; }

    /// <summary>Members that the model does not interpret, in their order; an object, or null when there is none.</summary>
    public RawJson? Other { get; init; }
}

/// <summary>A field of view of a well.</summary>
/// <param name="Path">The name of the image's group in that of the well.</param>
/// <param name="Acquisition">The id of the plate's acquisition, or null where it has but one.</param>
public sealed record WellImage(string Path, int? Acquisition = null)
{
    /// <summary>Members that the model does not interpret, in their order; an object, or null when there is none.</summary>
    public RawJson? Other { get; init; }
}
