using System.Text.Json.Serialization;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Pyramids;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Client.Records;

/// <summary>
/// An image group: ordered references to arrays. It holds no axes and no level transformations; its published
/// documents are derived from its arrays.
/// </summary>
public sealed record ImageRecord : CatalogRecord
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Image;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DisplayName => string.IsNullOrEmpty(Name) ? Id : Name;

    /// <summary>The name; when none is given, the last segment of the path without its ending.</summary>
    public string? Name { get; init; }

    /// <summary>A text for people.</summary>
    public string? Description { get; init; }

    /// <summary>Words to search by.</summary>
    public EquatableArray<string> Tags { get; init; }

    /// <summary>The method of down-scaling, such as <c>gaussian</c>, or null.</summary>
    public string? Type { get; init; }

    /// <summary>Where the group lies, or null.</summary>
    public Location? Location { get; init; }

    /// <summary>The levels, finest first.</summary>
    public EquatableArray<ImageLevel> Levels { get; init; }

    /// <summary>The name of the intrinsic coordinate system, or null: it is called <c>physical</c> then.</summary>
    public string? IntrinsicName { get; init; }

    /// <summary>
    /// Members of the intrinsic coordinate system that the model does not interpret; an object, or null.
    /// </summary>
    public RawJson? OtherIntrinsic { get; init; }

    /// <summary>Named coordinate systems beside the intrinsic one.</summary>
    public EquatableArray<CoordinateSystem> CoordinateSystems { get; init; }

    /// <summary>
    /// Transformations of the whole group: those without input and output are applied after those of the levels; the
    /// others lead from one named coordinate system to another.
    /// </summary>
    public EquatableArray<CoordinateTransformation> CoordinateTransformations { get; init; }

    /// <summary>Rendering settings, or null.</summary>
    public RawJson? Omero { get; init; }

    /// <summary>The label images of this image.</summary>
    public EquatableArray<ImageLabelLink> Labels { get; init; }

    /// <summary>The id of the image that this one labels, or null.</summary>
    public string? LabelOf { get; init; }

    /// <summary>The <c>image-label</c> document of a label image, or null.</summary>
    public RawJson? ImageLabel { get; init; }

    /// <summary>Members of the <c>multiscales</c> entry that the model does not interpret; an object, or null.</summary>
    public RawJson? OtherMultiscale { get; init; }

    /// <summary>OME members of the group that the model does not interpret; an object, or null.</summary>
    public RawJson? OtherOme { get; init; }

    /// <summary>The OME version of the source the image was imported from. Kept by the server.</summary>
    public string? OmeVersion { get; init; }

    /// <summary>What was found in the source at import. Kept by the server.</summary>
    public EquatableArray<Diagnostic>? Diagnostics { get; init; }

    /// <summary>What the image publishes. Derived.</summary>
    public ImageViewSummary? View { get; init; }

    /// <summary>The group as the NGFF model has it.</summary>
    public ImageGroup ToGroup() => new()
    {
        Name = Name,
        Type = Type,
        Levels = Levels.Select(level => new LevelReference(level.Path, level.Transformation)
        {
            Other = level.Attributes,
        }).ToEquatableArray(),
        IntrinsicName = IntrinsicName,
        IntrinsicOther = OtherIntrinsic,
        CoordinateSystems = CoordinateSystems,
        CoordinateTransformations = CoordinateTransformations,
        Omero = Omero,
        ImageLabel = ImageLabel,
        Other = OtherMultiscale,
        OtherOme = OtherOme,
        Attributes = Attributes,
    };

    /// <inheritdoc/>
    public override CatalogRecord WithoutDerived() => this with { PendingViews = null, View = null };
}

/// <summary>An image group's reference to one array.</summary>
public sealed record ImageLevel
{
    /// <summary>The path under which the image publishes the array.</summary>
    public required string Path { get; init; }

    /// <summary>The array's id.</summary>
    public required string Array { get; init; }

    /// <summary>At most one transformation, applied after the array's own.</summary>
    public EquatableArray<CoordinateTransformation>? CoordinateTransformations { get; init; }

    /// <summary>Members of the <c>datasets</c> entry that the model does not interpret; an object, or null.</summary>
    public RawJson? Attributes { get; init; }

    /// <summary>The further transformation, or null.</summary>
    [JsonIgnore]
    public CoordinateTransformation? Transformation =>
        CoordinateTransformations is { Count: > 0 } list ? list[0] : null;
}

/// <summary>A label image of an image.</summary>
/// <param name="Path">Its name below <c>labels/</c>.</param>
/// <param name="Image">The label image's id.</param>
public sealed record ImageLabelLink(string Path, string Image);

/// <summary>What an image publishes, in short.</summary>
public sealed record ImageViewSummary
{
    /// <summary>Rises whenever the image or one of its arrays changes.</summary>
    public long Revision { get; init; }

    /// <summary>The exact versions of the arrays that the view was made from, by array id.</summary>
    public IReadOnlyDictionary<string, long> ArrayVersions { get; init; } = new Dictionary<string, long>();

    /// <summary>What relates the levels: exact fractions, or not.</summary>
    public PyramidKind Kind { get; init; }

    /// <summary>Per level the factor to the first one along each axis, as exact fractions; empty when the pyramid is
    /// continuous.</summary>
    public EquatableArray<EquatableArray<Rational>> Factors { get; init; }

    /// <summary>Per level the index of the first level that its pixel 0 lies at, along each axis; null where that is no
    /// small fraction. Empty when the pyramid is continuous.</summary>
    public EquatableArray<EquatableArray<Rational?>> Offsets { get; init; }

    /// <summary>The pixel edges of all levels in intrinsic space, in the units of the axes.</summary>
    public Extent? Extent { get; init; }

    /// <summary>The axes of intrinsic space.</summary>
    public EquatableArray<Axis> Axes { get; init; }

    /// <summary>What is amiss with the image, from the import and from the view itself.</summary>
    public EquatableArray<Diagnostic> Diagnostics { get; init; }
}
