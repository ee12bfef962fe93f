using System.Text.Json.Serialization;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Axes;

/// <summary>One axis of a coordinate system. Axes are listed in the order of the array's dimensions.</summary>
/// <param name="Name">The name, unique within its coordinate system.</param>
/// <param name="Type"><c>space</c>, <c>time</c>, <c>channel</c>, a custom type, or null when none is recorded.</param>
/// <param name="Unit">A UDUNITS name such as <c>micrometer</c>, or null when none is recorded.</param>
[JsonConverter(typeof(AxisConverter))]
public sealed record Axis(string Name, string? Type = null, string? Unit = null)
{
    /// <summary>Members that the model does not interpret, in their order; an object, or null when there is none.</summary>
    public RawJson? Other { get; init; }
}
