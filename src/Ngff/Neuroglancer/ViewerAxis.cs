using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Neuroglancer;

/// <summary>An axis of a coordinate system with its unit in Neuroglancer's terms.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="UnitSize">How many <paramref name="Unit"/> one unit of the axis is.</param>
/// <param name="Unit">The SI unit, <c>m</c> or <c>s</c>; empty for an axis without a unit.</param>
public sealed record ViewerAxis(Axis Axis, double UnitSize, string Unit)
{
    private const string ChannelType = "channel";

    /// <summary>The name of the axis.</summary>
    public string Name => Axis.Name;

    /// <summary>True where values along the axis are shown one at a time, beside each other: channels.</summary>
    public bool IsChannel => Axis.Type == ChannelType;

    /// <summary>True for an axis of space; where no type is recorded, for one with a length.</summary>
    public bool IsSpace => Axis.Type is { } type ? type == "space" : Unit == "m";

    /// <summary>True for an axis of time.</summary>
    public bool IsTime => Axis.Type is { } type ? type == "time" : Unit == "s";

    /// <summary>Says axes in Neuroglancer's terms.</summary>
    /// <param name="axes">The axes.</param>
    /// <exception cref="NgffException"><c>viewer-unit-unknown</c>: Neuroglancer opens nothing with such a unit.</exception>
    public static EquatableArray<ViewerAxis> Of(EquatableArray<Axis> axes) => axes.Select((axis, index) =>
        axis.Unit is null ? new ViewerAxis(axis, 1, "")
        : Units.TryGetKind(axis.Unit, out var kind) && Units.TryToSi(1, axis.Unit, out var size)
            ? new ViewerAxis(axis, size, kind == UnitKind.Time ? "s" : "m")
        : throw Rules.ViewerUnitUnknown.Refusal($"/axes/{index}/unit",
            $"The unit \"{axis.Unit}\" of the axis \"{axis.Name}\" is none of those that OME-NGFF recommends, and "
            + "Neuroglancer opens nothing with another."
            + (Units.Propose(axis.Unit) is { } meant ? $" Is \"{meant}\" meant?" : ""))).ToEquatableArray();
}
