using System.Text.Json.Serialization;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Axes;

/// <summary>A named list of axes (NGFF 0.6, "coordinateSystems").</summary>
/// <param name="Name">The name, unique within its document.</param>
/// <param name="Axes">The axes in order.</param>
public sealed record CoordinateSystem(string Name, EquatableArray<Axis> Axes)
{
    /// <summary>The name that the intrinsic space of an image has where it has none of its own.</summary>
    public const string DefaultIntrinsicName = "physical";

    /// <summary>
    /// The name, in 0.6, of what the transformations of a whole group lead to, which in 0.4 and 0.5 has none.
    /// </summary>
    public const string TransformedName = "transformed";

    /// <summary>Members that the model does not interpret, in their order; an object, or null when there is none.</summary>
    [JsonPropertyName("attributes")]
    public RawJson? Other { get; init; }
}
