namespace OmeNgff.Ngff.Axes;

/// <summary>A named list of axes (NGFF 0.6, "coordinateSystems").</summary>
/// <param name="Name">The name, unique within its document.</param>
/// <param name="Axes">The axes in order.</param>
public sealed record CoordinateSystem(string Name, EquatableArray<Axis> Axes);
