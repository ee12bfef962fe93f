using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Client.Transforms;

/// <summary>Boxes to carry from one coordinate space to another.</summary>
public sealed record BoxesRequest
{
    /// <summary>The space that the boxes are in.</summary>
    public required string From { get; init; }

    /// <summary>The space to carry them to.</summary>
    public required string To { get; init; }

    /// <summary>The boxes.</summary>
    public EquatableArray<TransformBox> Boxes { get; init; }

    /// <summary>Versions that the path must take: <c>alignment@version</c>.</summary>
    public EquatableArray<string> Pins { get; init; }

    /// <summary>The time to look at, or null for now.</summary>
    public DateTimeOffset? AsOf { get; init; }
}

/// <summary>A box with sides along the axes of a space, in their order and units.</summary>
/// <param name="Min">The least coordinate per axis.</param>
/// <param name="Max">The greatest coordinate per axis.</param>
public sealed record TransformBox(EquatableArray<double> Min, EquatableArray<double> Max)
{
    /// <summary>False where the box may be larger than the smallest one around what was carried. Only in answers.</summary>
    public bool? Exact { get; init; }
}

/// <summary>Boxes that were carried.</summary>
public sealed record BoxesAnswer
{
    /// <summary>The boxes, in the order of the request; null where one lies outside of a field that its way leads through, or leaves
    /// the range of double precision.</summary>
    public EquatableArray<TransformBox?> Boxes { get; init; }

    /// <summary>The axes of the boxes.</summary>
    public EquatableArray<Axis> Axes { get; init; }

    /// <summary>The steps.</summary>
    public EquatableArray<TransformStep> Path { get; init; }

    /// <summary>What whoever uses the path should know.</summary>
    public EquatableArray<Diagnostic>? Diagnostics { get; init; }

    /// <summary>The change that the answer is current to.</summary>
    public string? Change { get; init; }
}

/// <summary>Where an image lies in a space.</summary>
public sealed record ExtentAnswer
{
    /// <summary>The image's id.</summary>
    public required string Image { get; init; }

    /// <summary>The space, as a reference.</summary>
    public required string Space { get; init; }

    /// <summary>The axes of the space.</summary>
    public EquatableArray<Axis> Axes { get; init; }

    /// <summary>The least coordinate of its pixel edges per axis.</summary>
    public EquatableArray<double> Min { get; init; }

    /// <summary>The greatest coordinate of its pixel edges per axis.</summary>
    public EquatableArray<double> Max { get; init; }

    /// <summary>False where the box may be larger than the smallest one around the image.</summary>
    public bool Exact { get; init; }

    /// <summary>The steps that lead there.</summary>
    public EquatableArray<TransformStep> Path { get; init; }

    /// <summary>What whoever uses the path should know.</summary>
    public EquatableArray<Diagnostic>? Diagnostics { get; init; }

    /// <summary>The change that the answer is current to.</summary>
    public string? Change { get; init; }
}
