using OmeNgff.Ngff.Axes;
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

    /// <summary>The <c>image-label</c> member of a label image as it is, or null.</summary>
    public RawJson? ImageLabel { get; init; }

    /// <summary>
    /// Other OME members as they are (<c>_creator</c>, <c>plate</c>, <c>well</c>, <c>bioformats2raw.layout</c>,
    /// <c>series</c>; in 0.5 whatever else is under <c>ome</c>); an object, or null.
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

    /// <summary>The axes, or null when the group does not say them.</summary>
    public EquatableArray<Axis>? Axes { get; init; }

    /// <summary>The levels, finest first; at least one.</summary>
    public EquatableArray<OmeDataset> Datasets { get; init; }

    /// <summary>Transformations of the whole group, applied after those of the levels, in this order.</summary>
    public EquatableArray<CoordinateTransformation> CoordinateTransformations { get; init; }

    /// <summary>Other members (such as <c>metadata</c>); an object, or null.</summary>
    public RawJson? Other { get; init; }
}

/// <summary>A <c>datasets</c> entry.</summary>
/// <param name="Path">
/// The array's path, relative to the group: no scheme, no leading slash, no <c>.</c> or <c>..</c>.
/// </param>
/// <param name="Transformation">Index to intrinsic space, or null when the group does not say it.</param>
public sealed record OmeDataset(string Path, CoordinateTransformation? Transformation);

/// <summary>What reading a group's attributes gave.</summary>
/// <param name="Group">The metadata; null when there is no OME metadata, or when a diagnostic refuses it.</param>
/// <param name="Diagnostics">What was found; empty when there is no OME metadata.</param>
public sealed record OmeReading(OmeGroup? Group, EquatableArray<Diagnostic> Diagnostics);
