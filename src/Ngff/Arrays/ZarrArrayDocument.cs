using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Arrays;

/// <summary>
/// The document of one Zarr array, of format 2 (<c>.zarray</c>, with <c>.zattrs</c> beside it) or 3 (<c>zarr.json</c>).
/// Lists with one element per dimension are in the order of the array's dimensions. A document of one format can be
/// said in the other where nothing is lost: the chunks stay as they are.
/// </summary>
public sealed record ZarrArrayDocument
{
    private RawJson? _document;

    internal ZarrArrayDocument()
    {
    }

    /// <summary>2 or 3.</summary>
    public int ZarrFormat { get; internal init; }

    /// <summary>The number of items per dimension; empty for an array without dimensions.</summary>
    public EquatableArray<long> Shape { get; internal init; }

    /// <summary>The smallest part that is read alone: the chunk, or the inner chunk where there are shards.</summary>
    public EquatableArray<long> ChunkShape { get; internal init; }

    /// <summary>The shard, one object of the store, where the array is sharded; else null.</summary>
    public EquatableArray<long>? ShardShape { get; internal init; }

    /// <summary>
    /// The data type by its v3 name (<c>uint16</c>). Types without a name in v3 keep their v2 <c>dtype</c>; structured
    /// types and types with a configuration keep their JSON text.
    /// </summary>
    public string DataType { get; internal init; } = "";

    /// <summary>The v3 <c>dimension_names</c>, null where the document has none (v2 never has).</summary>
    public EquatableArray<string?>? DimensionNames { get; internal init; }

    /// <summary>The array's own document as it was read, without the attributes that v3 keeps in it.</summary>
    public RawJson Document
    {
        // Taking the attributes out costs more than all the rest, and most readers never ask.
        get => _document ??= JsonText.Without(WithAttributes.Element, "attributes") ?? RawJson.EmptyObject;
        internal init => _document = value;
    }

    /// <summary>The document of format 3 as it was read.</summary>
    internal RawJson WithAttributes { get; init; } = RawJson.EmptyObject;

    /// <summary>The attributes; an object.</summary>
    public RawJson Attributes { get; internal init; } = RawJson.EmptyObject;

    /// <summary>How the keys of its chunks (its shards, where it is sharded) are formed.</summary>
    public ChunkKeyEncoding ChunkKeys { get; internal init; } = new(ChunkKeyForm.Default, '/');

    /// <summary>The part that one object of the store holds: the shard, or the chunk.</summary>
    public EquatableArray<long> GridShape => ShardShape ?? ChunkShape;

    /// <summary>Reads a document.</summary>
    /// <param name="zarrFormat">2 for <c>.zarray</c>, 3 for <c>zarr.json</c>.</param>
    /// <param name="document">The document.</param>
    /// <param name="attributes">
    /// Format 2: the <c>.zattrs</c>, if there is one. Format 3: null, as the document holds them.
    /// </param>
    /// <exception cref="NgffException">
    /// The document is no array of that format; pointer and rule (<c>zarr-format</c>, <c>zarr-member-missing</c>,
    /// <c>zarr-member-invalid</c>, <c>chunk-grid-unsupported</c>, <c>chunk-key-encoding-unsupported</c>) say why.
    /// </exception>
    public static ZarrArrayDocument Parse(int zarrFormat, RawJson document, RawJson? attributes = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        UnicodeText.Demand(document);
        if (attributes is not null)
        {
            UnicodeText.Demand(attributes);
        }

        return zarrFormat switch
        {
            2 => ZarrV2Reader.Read(document, attributes ?? RawJson.EmptyObject),
            3 when attributes is null => ZarrV3Reader.Read(document),
            3 => throw new ArgumentException("Zarr v3 keeps attributes in the document.", nameof(attributes)),
            _ => throw new ArgumentOutOfRangeException(nameof(zarrFormat), zarrFormat, "Zarr has formats 2 and 3."),
        };
    }

    /// <summary>
    /// Reads the key of a chunk (a shard, where it is sharded) and checks that the array has it: true only where the
    /// place is inside the chunk grid.
    /// </summary>
    /// <param name="key">The key, relative to the array.</param>
    /// <param name="index">Takes the place in the grid; as long as the array has dimensions.</param>
    /// <exception cref="ArgumentException"><paramref name="index"/> has another length.</exception>
    public bool TryDecodeChunk(string key, Span<long> index)
    {
        if (index.Length != Shape.Count)
        {
            throw new ArgumentException($"The array has {Shape.Count} dimensions.", nameof(index));
        }

        if (!ChunkKeys.TryDecode(key, index))
        {
            return false;
        }

        var grid = GridShape;
        for (var dimension = 0; dimension < index.Length; dimension++)
        {
            if (index[dimension] >= ChunkCount(Shape[dimension], grid[dimension]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The array as a v3 <c>zarr.json</c>. A v2 array keeps its keys by <c>chunk_key_encoding</c> "v2"; a v3 document
    /// stays as it is but for names and attributes.
    /// </summary>
    /// <param name="dimensionNames">One name per dimension.</param>
    /// <param name="attributes">The attributes that the document is to have; an object.</param>
    /// <exception cref="NgffException">
    /// Something in it has no word in v3: <c>filters-not-in-v3</c>, <c>codec-not-in-v3</c>,
    /// <c>data-type-not-in-v3</c>, <c>fill-value-not-in-v3</c>.
    /// </exception>
    /// <exception cref="ArgumentException">There are not as many names as dimensions.</exception>
    public RawJson AsV3(EquatableArray<string> dimensionNames, RawJson attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        if (dimensionNames.Count != Shape.Count)
        {
            throw new ArgumentException($"The array has {Shape.Count} dimensions.", nameof(dimensionNames));
        }

        return ZarrV3Writer.Write(this, dimensionNames, attributes);
    }

    /// <summary>
    /// The array as a v2 <c>.zarray</c>. A v3 array gets <c>dimension_separator</c> "/", whatever its own keys are:
    /// who serves it maps the keys through <see cref="ChunkKeys"/>.
    /// </summary>
    /// <exception cref="NgffException">
    /// Something in it has no word in v2: <c>sharding-not-in-v2</c>, <c>codec-not-in-v2</c>,
    /// <c>data-type-not-in-v2</c>, <c>fill-value-not-in-v2</c>, <c>extension-not-in-v2</c>.
    /// </exception>
    public RawJson AsV2() => ZarrFormat == 2 ? Document : ZarrV2Writer.Write(this);

    /// <summary>True when format, document and attributes are equal, from which all else follows.</summary>
    public bool Equals(ZarrArrayDocument? other) => other is not null && ZarrFormat == other.ZarrFormat
        && (ReferenceEquals(this, other) || (Document.Equals(other.Document) && Attributes.Equals(other.Attributes)));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ZarrFormat, Shape, DataType);

    private static long ChunkCount(long length, long chunk) => length == 0 ? 0 : ((length - 1) / chunk) + 1;
}
