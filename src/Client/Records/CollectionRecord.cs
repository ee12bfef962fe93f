using System.Text.Json.Serialization;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Collections;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Client.Records;

/// <summary>A plate, a well, a bioformats2raw series, a scene, or a free list of image groups.</summary>
public sealed record CollectionRecord : CatalogRecord
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Collection;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DisplayName => string.IsNullOrEmpty(Name) ? Id : Name;

    /// <summary>What the collection is.</summary>
    [JsonPropertyName("kind"), JsonRequired]
    public CollectionKind CollectionKind { get; init; }

    /// <summary>The name; when none is given, the last segment of the path without its ending.</summary>
    public string? Name { get; init; }

    /// <summary>A text for people.</summary>
    public string? Description { get; init; }

    /// <summary>Words to search by.</summary>
    public EquatableArray<string> Tags { get; init; }

    /// <summary>Where the group lies, or null.</summary>
    public Location? Location { get; init; }

    /// <summary>The names of a plate's rows, whether there are wells in them or not.</summary>
    public EquatableArray<string> Rows { get; init; }

    /// <summary>The names of a plate's columns.</summary>
    public EquatableArray<string> Columns { get; init; }

    /// <summary>The acquisitions of a plate, as OME-NGFF has them.</summary>
    public EquatableArray<Acquisition> Acquisitions { get; init; }

    /// <summary>Coordinate systems of a scene that are catalogued spaces. Those of the scene itself are published first.
    /// </summary>
    public EquatableArray<SceneSystem> Systems { get; init; }

    /// <summary>Transformations of a scene that are alignments. Their default versions are published first.</summary>
    public EquatableArray<SceneAlignment> Alignments { get; init; }

    /// <summary>Coordinate systems of a scene that nothing but its document knows, published after <see cref="Systems"/>;
    /// those of its images are with the images.</summary>
    public EquatableArray<CoordinateSystem> CoordinateSystems { get; init; }

    /// <summary>Transformations of a scene that nothing but its document knows, published after
    /// <see cref="Alignments"/>. Their ends are systems of either list, or systems of members, which are named with the
    /// path of the member.</summary>
    public EquatableArray<CoordinateTransformation> CoordinateTransformations { get; init; }

    /// <summary>The members, in their order.</summary>
    public EquatableArray<CollectionMember> Members { get; init; }

    /// <summary>Members of the plate's, well's or scene's document that the model does not interpret; an object, or
    /// null.</summary>
    public RawJson? Other { get; init; }

    /// <summary>OME members of the group that the model does not interpret; an object, or null.</summary>
    public RawJson? OtherOme { get; init; }

    /// <summary>What an import wrote, or null. Kept by the server.</summary>
    public CollectionOrigin? Origin { get; init; }

    /// <summary>What imports found. Kept by the server.</summary>
    public EquatableArray<Diagnostic>? Diagnostics { get; init; }
}

/// <summary>What a collection is.</summary>
public enum CollectionKind
{
    /// <summary>A free list.</summary>
    List,

    /// <summary>A multi-well plate; its members are wells.</summary>
    Plate,

    /// <summary>A well; its members are fields of view.</summary>
    Well,

    /// <summary>A series of images, as bioformats2raw writes them.</summary>
    [JsonStringEnumMemberName("bioformats2raw")]
    Bioformats2Raw,

    /// <summary>Images that share a spatial relationship (0.6).</summary>
    Scene,
}

/// <summary>A member of a collection and its role: either an image group or another collection.</summary>
public sealed record CollectionMember
{
    /// <summary>The image's id, or null.</summary>
    public string? Image { get; init; }

    /// <summary>The collection's id, or null.</summary>
    public string? Collection { get; init; }

    /// <summary>The path that the member is published under, relative to the collection; wells have theirs from row and
    /// column.</summary>
    public string? Path { get; init; }

    /// <summary>The row of a well.</summary>
    public string? Row { get; init; }

    /// <summary>The column of a well.</summary>
    public string? Column { get; init; }

    /// <summary>The id of the acquisition that a field of view belongs to.</summary>
    public int? Acquisition { get; init; }

    /// <summary>Free attributes; an object, or null.</summary>
    public RawJson? Attributes { get; init; }
}
