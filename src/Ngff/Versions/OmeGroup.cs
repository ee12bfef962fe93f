using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Collections;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Versions;

/// <summary>The OME metadata of one Zarr group, as read from its attributes without looking at its arrays.</summary>
public sealed record OmeGroup
{
    /// <summary>The version it is written in.</summary>
    public OmeVersion Version { get; init; }

    /// <summary>The images; empty for a group that is none, such as a labels group or a plate.</summary>
    public EquatableArray<OmeMultiscale> Multiscales { get; init; }

    /// <summary>The <c>omero</c> rendering settings as they are, or null.</summary>
    public RawJson? Omero { get; init; }

    /// <summary>The <c>labels</c> list of a labels group: paths of label images relative to it; or null.</summary>
    public EquatableArray<string>? Labels { get; init; }

    /// <summary>The <c>image-label</c> member of a label image as it is but for its version, or null.</summary>
    public RawJson? ImageLabel { get; init; }

    /// <summary>The plate that the group is, or null.</summary>
    public Plate? Plate { get; init; }

    /// <summary>The well that the group is, or null.</summary>
    public Well? Well { get; init; }

    /// <summary>
    /// The <c>bioformats2raw.layout</c> of a group of numbered images (transitional), 3; or null for another group.
    /// </summary>
    public int? SeriesLayout { get; init; }

    /// <summary>
    /// The <c>series</c> list of an <c>OME</c> group: paths of the images, relative to the group above; or null.
    /// </summary>
    public EquatableArray<string>? Series { get; init; }

    /// <summary>The scene that the group is, or null.</summary>
    public Scene? Scene { get; init; }

    /// <summary>
    /// Other OME members as they are (<c>_creator</c>; where there is a namespace, whatever else is under <c>ome</c>; and
    /// members of the above that are too faulty to be read); an object, or null.
    /// </summary>
    public RawJson? OtherOme { get; init; }

    /// <summary>The group's attributes that are not OME's; an object, or null.</summary>
    public RawJson? Attributes { get; init; }
}

/// <summary>A <c>multiscales</c> entry. What it lacks may be with the arrays: the distributed layout.</summary>
public sealed record OmeMultiscale
{
    /// <summary>The name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The method of down-scaling, or null.</summary>
    public string? Type { get; init; }

    /// <summary>The axes of the intrinsic space, or null when the group does not say them.</summary>
    public EquatableArray<Axis>? Axes { get; init; }

    /// <summary>The name of the intrinsic space, the output of all levels (0.6); null where it has none.</summary>
    public string? IntrinsicName { get; init; }

    /// <summary>Other members of the intrinsic coordinate system (0.6); an object, or null.</summary>
    public RawJson? IntrinsicOther { get; init; }

    /// <summary>Named coordinate systems beside the intrinsic one (0.6).</summary>
    public EquatableArray<CoordinateSystem> CoordinateSystems { get; init; }

    /// <summary>The levels, finest first; at least one.</summary>
    public EquatableArray<OmeDataset> Datasets { get; init; }

    /// <summary>
    /// Transformations of the whole group: those without input and output are applied after those of the levels, in
    /// this order; the others lead from one named coordinate system to another (0.6).
    /// </summary>
    public EquatableArray<CoordinateTransformation> CoordinateTransformations { get; init; }

    /// <summary>Other members (such as <c>metadata</c>); an object, or null.</summary>
    public RawJson? Other { get; init; }
}

/// <summary>A <c>datasets</c> entry.</summary>
/// <param name="Path">
/// The array's path, relative to the group: no scheme, no leading slash, no <c>.</c> or <c>..</c>.
/// </param>
/// <param name="Transformation">Index to intrinsic space, or null when the group does not say it.</param>
public sealed record OmeDataset(string Path, CoordinateTransformation? Transformation)
{
    /// <summary>Members that the model does not interpret, in their order; an object, or null when there is none.</summary>
    public RawJson? Other { get; init; }
}

/// <summary>What reading a group's attributes gave.</summary>
/// <param name="Group">The metadata; null when there is no OME metadata, or when a diagnostic refuses it.</param>
/// <param name="Diagnostics">What was found; empty when there is no OME metadata.</param>
public sealed record OmeReading(OmeGroup? Group, EquatableArray<Diagnostic> Diagnostics)
{
    /// <summary>True when the document does not say its version, which was assumed or inferred from its form.</summary>
    public bool IsVersionInferred { get; init; }
}
