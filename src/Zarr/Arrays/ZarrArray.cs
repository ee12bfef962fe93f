using System.Collections.Immutable;
using System.Text.Json;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Zarr.Arrays.Codecs;
using OmeNgff.Zarr.Hierarchies;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Arrays;

/// <summary>
/// An array whose elements can be read, of Zarr v2 or v3: chunk by chunk, or, where it is sharded, inner chunk by inner
/// chunk, for which only the shard's index and the chunk's own bytes are fetched. Safe for concurrent use.
/// </summary>
public sealed class ZarrArray
{
    private readonly IZarrStore _store;
    private readonly string _path;
    private readonly CodecChain _codecs;
    private readonly ImmutableArray<byte> _fill;
    private readonly ArrayLimits _limits;
    private readonly ChunkCache? _indexes;

    private ZarrArray(
        IZarrStore store,
        string path,
        ZarrArrayDocument document,
        CodecChain codecs,
        ImmutableArray<byte> fill,
        ArrayLimits limits,
        ChunkCache? indexes)
    {
        (_store, _path, Document, _codecs, _fill, _limits, _indexes) = (store, path, document, codecs, fill, limits, indexes);
        Address = StoreAddress.Combine(store.Address, path);
    }

    /// <summary>The array's own address, with a slash at its end.</summary>
    public string Address { get; }

    /// <summary>Its document.</summary>
    public ZarrArrayDocument Document { get; }

    /// <summary>The type of its elements.</summary>
    public ElementType Type => _codecs.Type;

    /// <summary>The number of elements per dimension.</summary>
    public EquatableArray<long> Shape => Document.Shape;

    /// <summary>What <see cref="ReadChunk"/> reads: the chunk, or the inner chunk of a shard.</summary>
    public EquatableArray<long> ChunkShape => Document.ChunkShape;

    /// <summary>The bytes of one decoded chunk.</summary>
    public long ChunkBytes => Sizes.Bytes(ChunkShape.Items, Type);

    /// <summary>Opens an array by its document; no chunk is looked at.</summary>
    /// <param name="store">Where it lies.</param>
    /// <param name="path">Its key, empty for the store itself.</param>
    /// <param name="documents">Bounds on its document.</param>
    /// <param name="limits">Bounds on its chunks.</param>
    /// <param name="indexes">Keeps the indexes of its shards; null reads them anew for every chunk.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="StoreException">
    /// There is no array (<c>node-missing</c>, <c>array-expected</c>), its document cannot be read, or its elements
    /// cannot: the rules of <see cref="ArrayRules"/>, and those of <see cref="ZarrArrayDocument.Parse"/>.
    /// </exception>
    public static async Task<ZarrArray> Open(
        IZarrStore store,
        string path,
        StoreLimits documents,
        ArrayLimits limits,
        ChunkCache? indexes,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(limits);
        var address = StoreAddress.Combine(store.Address, path);
        var node = await ZarrHierarchy.ReadNode(store, path, documents, ct)
            ?? throw new StoreException(address, StoreRules.NodeMissing, "There is no Zarr array at this address.");
        return node.Kind == ZarrNodeKind.Array
            ? Open(store, node, limits, indexes)
            : throw new StoreException(
                address, ArrayRules.ArrayExpected, "At this address is a Zarr group where an array is needed.");
    }

    /// <summary>Reads and decodes one chunk.</summary>
    /// <param name="index">Its place in the grid of chunks (inner chunks, where there are shards).</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <returns>The chunk; filled where nothing is stored of it.</returns>
    /// <exception cref="StoreException">It cannot be read or decoded: <see cref="ArrayRules"/>.</exception>
    /// <exception cref="ArgumentException">The array has no such chunk.</exception>
    public async Task<ArrayChunk> ReadChunk(ReadOnlyMemory<long> index, CancellationToken ct)
    {
        var key = KeyOf(index.Span);
        try
        {
            var source = new StoredSource(_store, key);
            var bytes = _codecs.Shard is { } shard
                ? await ReadInner(shard, source, key, index, ct)
                : await _codecs.Decode(source, _limits, ct);
            return new ArrayChunk(Type, ChunkShape, bytes ?? Filled(), bytes is not null);
        }
        catch (CodecException problem)
        {
            throw new StoreException(StoreAddress.KeyAddress(_store.Address, key), problem.Rule, problem.Message, problem);
        }
    }

    /// <summary>What the store says of the object that holds a chunk, without reading it; null where there is none.</summary>
    /// <param name="index">The chunk's place in the grid of chunks.</param>
    /// <param name="ct">Cancels the looking.</param>
    /// <exception cref="StoreException">The object cannot or must not be read.</exception>
    /// <exception cref="ArgumentException">The array has no such chunk.</exception>
    public ValueTask<StoreObjectState?> Look(ReadOnlyMemory<long> index, CancellationToken ct) =>
        _store.Look(KeyOf(index.Span), ct);

    /// <summary>The number of chunks in a dimension.</summary>
    public long ChunkCount(int dimension) => Shape[dimension] == 0 ? 0 : ((Shape[dimension] - 1) / ChunkShape[dimension]) + 1;

    /// <summary>Opens an array whose document is known already; nothing is read.</summary>
    /// <param name="store">Where its chunks lie.</param>
    /// <param name="node">The array.</param>
    /// <param name="limits">Bounds on its chunks.</param>
    /// <param name="indexes">Keeps the indexes of its shards; null reads them anew for every chunk.</param>
    /// <exception cref="StoreException">Its document is none, or its elements cannot be read: as above.</exception>
    public static ZarrArray Open(IZarrStore store, ZarrNode node, ArrayLimits limits, ChunkCache? indexes)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(limits);
        var address = StoreAddress.KeyAddress(store.Address, node.DocumentKey);
        try
        {
            var document = ZarrArrayDocument.Parse(
                node.ZarrFormat, node.Document!, node.ZarrFormat == 2 ? node.Attributes : null);
            var type = Elements.TypeOf(document.DataType) ?? throw new CodecException(
                ArrayRules.DataTypeUnsupported, $"Elements of the data type {document.DataType} are not read here.");
            var json = AsVersion3(document).Element;
            var fillValue = json.GetProperty("fill_value");
            var fill = FillElement.Read(fillValue, type) ?? throw new CodecException(
                ArrayRules.FillValueInvalid, $"The fill value {fillValue.GetRawText()} is no {type.DataType()}.");
            var codecs = new CodecReader([.. fill]).Read(json.GetProperty("codecs"), document.GridShape.Items, type);
            var array = new ZarrArray(store, node.Path, document, codecs, [.. fill], limits, indexes);
            _ = Sizes.Check(array.ChunkBytes, limits, "A chunk");
            return array;
        }
        catch (CodecException problem)
        {
            throw new StoreException(address, problem.Rule, problem.Message, problem);
        }
        catch (NgffException problem)
        {
            throw new StoreException(address, problem.Diagnostics[0].Rule, problem.Message, problem);
        }
    }

    /// <summary>The document in the words of v3, whichever format it is of, so that there is one reader of codecs.</summary>
    private static RawJson AsVersion3(ZarrArrayDocument document)
    {
        if (document.ZarrFormat == 3)
        {
            return document.Document.Member("storage_transformers") is { ValueKind: JsonValueKind.Array } list
                && list.GetArrayLength() > 0
                ? throw new CodecException(ArrayRules.CodecUnsupported, "Storage transformers are not read here.")
                : document.Document;
        }

        if (document.Document.Member("filters") is { ValueKind: not JsonValueKind.Null } filters
            && !(filters.ValueKind == JsonValueKind.Array && filters.GetArrayLength() == 0))
        {
            throw new CodecException(
                ArrayRules.CodecUnsupported, $"The filters {filters.GetRawText()} are not read here; none are.");
        }

        if (document.Document.Member("compressor") is { ValueKind: JsonValueKind.Object } compressor
            && (!compressor.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String
                || id.GetString() is not ("blosc" or "zstd" or "gzip" or "zlib")))
        {
            throw new CodecException(
                ArrayRules.CodecUnsupported,
                $"The compressor {compressor.GetRawText()} is not read here; blosc, zstd, gzip and zlib are.");
        }

        return document.AsV3(
            Enumerable.Range(0, document.Shape.Count).Select(dimension => $"{dimension}").ToEquatableArray(),
            RawJson.EmptyObject);
    }

    private async ValueTask<ReadOnlyMemory<byte>?> ReadInner(
        ShardCodec shard, StoredSource source, string key, ReadOnlyMemory<long> index, CancellationToken ct)
    {
        if (await _codecs.Unpacked(source, _limits, ct) is not { } unpacked
            || await Index(shard, unpacked, key, ct) is not { Length: > 0 } entries)
        {
            return null;
        }

        var number = 0L;
        for (var dimension = 0; dimension < index.Length; dimension++)
        {
            var own = _codecs.Order.IsDefault ? dimension : _codecs.Order[dimension];
            number = (number * shard.Counts[dimension]) + (index.Span[own] % (Document.GridShape[own] / ChunkShape[own]));
        }

        if (await shard.ReadInner(unpacked, entries, number, _limits, ct) is not { } inner)
        {
            return null;
        }

        return _codecs.InOrder(inner, ChunkShape.AsSpan());
    }

    /// <summary>The index of a shard; empty when there is no shard.</summary>
    private async ValueTask<ulong[]> Index(ShardCodec shard, ByteSource source, string key, CancellationToken ct)
    {
        return _indexes is null
            ? await Read(ct)
            : await _indexes.Get($"index {_store.Address}{key}", Read, entries => sizeof(ulong) * entries.Length, ct);

        async Task<ulong[]> Read(CancellationToken stop) => await shard.ReadIndex(source, _limits, stop) ?? [];
    }

    private byte[] Filled()
    {
        var bytes = new byte[ChunkBytes];
        Filling.Fill(bytes, _fill.AsSpan());
        return bytes;
    }

    /// <summary>The key of the object that holds a chunk.</summary>
    private string KeyOf(ReadOnlySpan<long> index)
    {
        CheckIndex(index);
        return StoreKey.Join(_path, Document.ChunkKeys.Encode(GridIndex(index)));
    }

    private long[] GridIndex(ReadOnlySpan<long> index)
    {
        var place = new long[index.Length];
        for (var dimension = 0; dimension < place.Length; dimension++)
        {
            place[dimension] = index[dimension] / (Document.GridShape[dimension] / ChunkShape[dimension]);
        }

        return place;
    }

    private void CheckIndex(ReadOnlySpan<long> index)
    {
        if (index.Length != Shape.Count)
        {
            throw new ArgumentException($"The array has {Shape.Count} dimensions, not {index.Length}.", nameof(index));
        }

        for (var dimension = 0; dimension < index.Length; dimension++)
        {
            if ((ulong)index[dimension] >= (ulong)ChunkCount(dimension))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(index), index[dimension], $"There are {ChunkCount(dimension)} chunks in dimension {dimension}.");
            }
        }
    }
}
