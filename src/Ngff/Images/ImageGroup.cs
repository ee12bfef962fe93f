using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Images;

/// <summary>
/// What an array owns: its axes and the transformation from its index space (pixel centres at integers) to physical
/// space. With it an array can be placed in space from its own document alone.
/// </summary>
/// <param name="Axes">One axis per dimension, in the order of the dimensions.</param>
/// <param name="Transformation">Index to physical, as many parameters as axes.</param>
public sealed record SpatialMetadata(EquatableArray<Axis> Axes, CoordinateTransformation Transformation);

/// <summary>An image group's reference to one array.</summary>
/// <param name="Path">The array's path, relative to the group.</param>
/// <param name="Transformation">A further transformation after the array's own, or null.</param>
public sealed record LevelReference(string Path, CoordinateTransformation? Transformation = null)
{
    /// <summary>Members of the <c>datasets</c> entry that the model does not interpret; an object, or null.</summary>
    public RawJson? Other { get; init; }
}

/// <summary>
/// An image group: references to arrays and what belongs to the group alone. It holds no axes and no level
/// transformations; those belong to the arrays, and consolidation puts both together.
/// </summary>
public sealed record ImageGroup
{
    /// <summary>The name of the multiscale, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The method of down-scaling, such as <c>gaussian</c>, or null.</summary>
    public string? Type { get; init; }

    /// <summary>The levels, finest first.</summary>
    public EquatableArray<LevelReference> Levels { get; init; }

    /// <summary>The name of the intrinsic space (0.6), or null: it is called <c>physical</c> then.</summary>
    public string? IntrinsicName { get; init; }

    /// <summary>Other members of the intrinsic coordinate system (0.6); an object, or null.</summary>
    public RawJson? IntrinsicOther { get; init; }

    /// <summary>Named coordinate systems beside the intrinsic one (0.6).</summary>
    public EquatableArray<CoordinateSystem> CoordinateSystems { get; init; }

    /// <summary>
    /// Transformations of the whole group: those without input and output are applied after those of the levels, in
    /// this order; the others lead from one named coordinate system to another (0.6).
    /// </summary>
    public EquatableArray<CoordinateTransformation> CoordinateTransformations { get; init; }

    /// <summary>Other members of the multiscale (such as <c>metadata</c>); an object, or null.</summary>
    public RawJson? Other { get; init; }

    /// <summary>The group's <c>omero</c> rendering settings, or null.</summary>
    public RawJson? Omero { get; init; }

    /// <summary>The group's <c>image-label</c> member when it is a label image, or null.</summary>
    public RawJson? ImageLabel { get; init; }

    /// <summary>Other OME members of the group (such as <c>_creator</c>); an object, or null.</summary>
    public RawJson? OtherOme { get; init; }

    /// <summary>The Zarr group's attributes that are not OME's; an object, or null.</summary>
    public RawJson? Attributes { get; init; }
}

/// <summary>One level of a consolidated multiscale.</summary>
/// <param name="Path">The array's path, relative to the group.</param>
/// <param name="Transformation">Index to intrinsic space.</param>
public sealed record MultiscaleLevel(string Path, CoordinateTransformation Transformation)
{
    /// <summary>Members of the <c>datasets</c> entry that the model does not interpret; an object, or null.</summary>
    public RawJson? Other { get; init; }
}

/// <summary>
/// A <c>multiscales</c> entry as every OME version publishes it: the group's members and, repeated from the arrays, the
/// axes and the transformation of every level.
/// </summary>
public sealed record Multiscale
{
    /// <summary>The name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The method of down-scaling, or null.</summary>
    public string? Type { get; init; }

    /// <summary>The axes of the intrinsic space.</summary>
    public EquatableArray<Axis> Axes { get; init; }

    /// <summary>The levels, finest first.</summary>
    public EquatableArray<MultiscaleLevel> Levels { get; init; }

    /// <summary>The name of the intrinsic space (0.6), or null: it is called <c>physical</c> then.</summary>
    public string? IntrinsicName { get; init; }

    /// <summary>Other members of the intrinsic coordinate system (0.6); an object, or null.</summary>
    public RawJson? IntrinsicOther { get; init; }

    /// <summary>Named coordinate systems beside the intrinsic one (0.6).</summary>
    public EquatableArray<CoordinateSystem> CoordinateSystems { get; init; }

    /// <summary>
    /// Transformations of the whole group: those without input and output are applied after those of the levels, in
    /// this order; the others lead from one named coordinate system to another (0.6).
    /// </summary>
    public EquatableArray<CoordinateTransformation> CoordinateTransformations { get; init; }

    /// <summary>Other members (such as <c>metadata</c>); an object, or null.</summary>
    public RawJson? Other { get; init; }
}
