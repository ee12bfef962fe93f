using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Images;

/// <summary>One image of a Zarr group, put together with its arrays.</summary>
/// <param name="Index">Its place in <c>multiscales</c>.</param>
/// <param name="Group">The image group; null when a diagnostic refuses it.</param>
/// <param name="Levels">
/// The levels that could be read, finest first; all of them when <paramref name="Group"/> is not null.
/// </param>
/// <param name="Diagnostics">
/// What the arrays add to the group's own diagnostics. <see cref="Diagnostic.Path"/> is the key of the array's
/// document that the pointer leads into; where a level is missing it is the key that was looked for, and the pointer
/// leads to the path in the group's document.
/// </param>
public sealed record ImageReading(
    int Index, ImageGroup? Group, EquatableArray<LevelReading> Levels, EquatableArray<Diagnostic> Diagnostics);

/// <summary>One level of an image and its array.</summary>
/// <param name="Path">The array's path, relative to the group.</param>
/// <param name="Array">The array.</param>
/// <param name="Spatial">What the array owns: its own metadata where it has them, else the group's copy.</param>
/// <param name="Attributes">The array's attributes without the spatial ones; an object.</param>
public sealed record LevelReading(string Path, ZarrArrayDocument Array, SpatialMetadata Spatial, RawJson Attributes);
