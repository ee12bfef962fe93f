using System.Text.Json;
using System.Text.Json.Serialization;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Pyramids;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Client.Records;

/// <summary>
/// One Zarr array, and the only authority for its axes and its transformation from index space (pixel centres at
/// integers) to physical space.
/// </summary>
public sealed record ArrayRecord : CatalogRecord
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override RecordKind Kind => RecordKind.Array;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string DisplayName => Location is null ? Id : Location.Path.Length > 0 ? Location.Path : Id;

    /// <summary>Where the array lies, or null when only its metadata is catalogued.</summary>
    public Location? Location { get; init; }

    /// <summary>The array's own document: <c>.zarray</c>, or <c>zarr.json</c> without its attributes.</summary>
    public RawJson? Zarr { get; init; }

    /// <summary>2 or 3. Derived from <see cref="Zarr"/>.</summary>
    public int ZarrFormat { get; init; }

    /// <summary>The size of each dimension. Derived from <see cref="Zarr"/>.</summary>
    public EquatableArray<long> Shape { get; init; }

    /// <summary>The size of a chunk; of an inner chunk where there are shards. Derived from <see cref="Zarr"/>.</summary>
    public EquatableArray<long> ChunkShape { get; init; }

    /// <summary>The size of a shard, or null. Derived from <see cref="Zarr"/>.</summary>
    public EquatableArray<long>? ShardShape { get; init; }

    /// <summary>The data type by its Zarr v3 name. Derived from <see cref="Zarr"/>.</summary>
    public string DataType { get; init; } = "";

    /// <summary>The names of the dimensions that the document records, or null. Derived from <see cref="Zarr"/>.</summary>
    public EquatableArray<string?>? DimensionNames { get; init; }

    /// <summary>One axis per dimension, in the order of the dimensions.</summary>
    public EquatableArray<Axis> Axes { get; init; }

    /// <summary>
    /// Exactly one transformation, from index space to physical space. Derived where <see cref="DerivedFrom"/> is given.
    /// </summary>
    public EquatableArray<CoordinateTransformation> CoordinateTransformations { get; init; }

    /// <summary>
    /// The base array that axes and transformation follow from, or null when the array has its own.
    /// </summary>
    public ArrayDerivation? DerivedFrom { get; init; }

    /// <summary>The ids of the images that reference the array. Derived.</summary>
    public EquatableArray<string>? ReferencedBy { get; init; }

    /// <summary>What the array owns of space. The record must be complete.</summary>
    [JsonIgnore]
    public SpatialMetadata Spatial => new(Axes, CoordinateTransformations[0]);

    /// <summary>The array's document, parsed.</summary>
    /// <exception cref="NgffException">The document is no valid Zarr array document.</exception>
    public ZarrArrayDocument ParseZarr()
    {
        var document = Zarr ?? RawJson.EmptyObject;
        var format = document.Member("zarr_format") is { ValueKind: JsonValueKind.Number } number
            && number.TryGetInt32(out var value) ? value : 0;
        return format is 2 or 3
            ? ZarrArrayDocument.Parse(format, document, format == 2 ? Attributes : null)
            : throw new NgffException("zarr-format-invalid", "/zarr_format", "zarr_format must be 2 or 3.");
    }

    /// <inheritdoc/>
    public override CatalogRecord WithoutDerived() => this with { PendingViews = null, ReferencedBy = null };
}

/// <summary>
/// A definition by where the array lies on the index grid of a base array, <c>base = factor · index + offset</c> per
/// axis: correcting the base corrects it too, and the factors stay exact.
/// </summary>
/// <param name="Array">The base array's id.</param>
/// <param name="Factors">The factor per axis, in the order of the axes, all above 0.</param>
/// <param name="Offset">The base index of pixel 0 per axis; (factor − 1)/2 when it is left out, as pixels that each cover
/// whole base pixels have it.</param>
public sealed record ArrayDerivation(
    string Array, EquatableArray<Rational> Factors, EquatableArray<Rational>? Offset = null)
{
    /// <summary>The same as the pyramid model has it.</summary>
    /// <exception cref="OverflowException">An offset does not fit.</exception>
    public DerivedLevel ToLevel() =>
        Offset is { } offset ? new DerivedLevel(Factors, offset) : DerivedLevel.Binned(Factors);
}
