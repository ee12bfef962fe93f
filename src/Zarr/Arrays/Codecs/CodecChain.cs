using System.Collections.Immutable;

namespace OmeNgff.Zarr.Arrays.Codecs;

/// <summary>
/// The codecs of a chunk in the order in which they encode (Zarr v3, "Codecs"): some that put the dimensions in another
/// order, one that makes bytes of the elements, some that make bytes of bytes. Decoded elements are in C order and
/// little endian, whatever is stored.
/// </summary>
internal sealed record CodecChain
{
    /// <summary>What is decoded: the lengths of the chunk.</summary>
    public required ImmutableArray<long> Shape { get; init; }

    /// <summary>The type of the elements.</summary>
    public required ElementType Type { get; init; }

    /// <summary>
    /// For each dimension that the bytes are in, that of the chunk; default where they are the same.
    /// </summary>
    public required ImmutableArray<int> Order { get; init; }

    /// <summary>Whether the stored elements are in big endian.</summary>
    public required bool IsBigEndian { get; init; }

    /// <summary>The shard that the chunk is, or null for one whose elements lie one after the other.</summary>
    public required ShardCodec? Shard { get; init; }

    /// <summary>The codecs from bytes to bytes.</summary>
    public required ImmutableArray<BytesCodec> BytesCodecs { get; init; }

    /// <summary>The bytes of the decoded chunk; more than can be for a shard that is only read in parts.</summary>
    public long DecodedBytes => Sizes.Bytes(Shape, Type);

    /// <summary>The bytes that are stored, where the codecs say so beforehand; else null.</summary>
    public long? EncodedBytes => Shard is not null
        ? null
        : BytesCodecs.Aggregate((long?)DecodedBytes, (length, codec) => length is { } some ? codec.EncodedLength(some) : null);

    /// <summary>Decodes the whole chunk.</summary>
    /// <param name="source">What is stored of it.</param>
    /// <param name="limits">Bounds on it.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <returns>The elements; null when nothing is stored.</returns>
    /// <exception cref="CodecException">It cannot be decoded.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> Decode(ByteSource source, ArrayLimits limits, CancellationToken ct)
    {
        var decoded = Sizes.Check(DecodedBytes, limits, "The chunk");
        var unpacked = decoded;
        if (Shard is not null)
        {
            unpacked = ArrayLimits.MaxStoredBytes(decoded) + Sizes.Check(Shard.IndexBytes, limits, "The shard's index");
        }

        if (await source.Read(null, ArrayLimits.MaxStoredBytes(unpacked), ct) is not { } stored)
        {
            return null;
        }

        stored = Unpack(stored, unpacked);
        var elements = Shard is null ? Elements(stored, decoded) : await Shard.DecodeAll(new MemorySource(stored), limits, ct);
        return InOrder(elements, Shape.AsSpan());
    }

    /// <summary>The stored bytes of a shard, so that parts of it can be read.</summary>
    public async ValueTask<ByteSource?> Unpacked(ByteSource source, ArrayLimits limits, CancellationToken ct)
    {
        if (BytesCodecs.IsEmpty)
        {
            return source;
        }

        var unpacked = ArrayLimits.MaxStoredBytes(Sizes.Check(DecodedBytes, limits, "The shard"))
            + Sizes.Check(Shard!.IndexBytes, limits, "The shard's index");
        return await source.Read(null, ArrayLimits.MaxStoredBytes(unpacked), ct) is { } stored
            ? new MemorySource(Unpack(stored, unpacked))
            : null;
    }

    /// <summary>Elements as the codec from elements to bytes has them, in the chunk's own order.</summary>
    public ReadOnlyMemory<byte> InOrder(ReadOnlyMemory<byte> elements, ReadOnlySpan<long> shape) => Order.IsDefault
        ? elements
        : StridedCopy.Untranspose(elements.Span, Order, shape, Type.Size());

    private ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> stored, int maxBytes)
    {
        for (var codec = BytesCodecs.Length - 1; codec >= 0; codec--)
        {
            stored = BytesCodecs[codec].Decode(stored, codec == 0 ? maxBytes : ArrayLimits.MaxStoredBytes(maxBytes));
        }

        return stored;
    }

    private ReadOnlyMemory<byte> Elements(ReadOnlyMemory<byte> bytes, int expected)
    {
        if (bytes.Length != expected)
        {
            throw new CodecException(ArrayRules.ChunkLength, FormattableString.Invariant(
                $"The chunk has {bytes.Length} bytes; its elements have {expected}."));
        }

        if (!IsBigEndian)
        {
            return bytes;
        }

        var turned = bytes.ToArray();
        Type.ReverseBytes(turned);
        return turned;
    }
}
