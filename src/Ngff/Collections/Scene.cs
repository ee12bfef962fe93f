using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Collections;

/// <summary>Images that share a spatial relationship (0.6, "scene" metadata).</summary>
public sealed record Scene
{
    /// <summary>Coordinate systems of the scene itself; those of its images are in the images' groups.</summary>
    public EquatableArray<CoordinateSystem> CoordinateSystems { get; init; }

    /// <summary>Transformations between coordinate systems of the scene and of its images.</summary>
    public EquatableArray<CoordinateTransformation> CoordinateTransformations { get; init; }

    /// <summary>Members that the model does not interpret, in their order; an object, or null when there is none.</summary>
    public RawJson? Other { get; init; }
}
