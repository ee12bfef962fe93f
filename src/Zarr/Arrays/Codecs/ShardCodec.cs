using System.Buffers.Binary;
using System.Collections.Immutable;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Arrays.Codecs;

/// <summary>
/// <c>sharding_indexed</c> (Zarr v3, "Sharding codec"): many chunks in one object, with an index of where each lies.
/// Inner chunks are numbered in C order.
/// </summary>
internal sealed record ShardCodec
{
    /// <summary>The lengths of an inner chunk, and all that is needed to decode one.</summary>
    public required CodecChain Inner { get; init; }

    /// <summary>The number of inner chunks in each dimension.</summary>
    public required ImmutableArray<long> Counts { get; init; }

    /// <summary>Decodes the index: for each inner chunk an offset and a length.</summary>
    public required CodecChain Index { get; init; }

    /// <summary>The index as it is stored.</summary>
    public required long IndexBytes { get; init; }

    /// <summary>Whether the index is the end of the shard or its beginning.</summary>
    public required bool IsIndexAtEnd { get; init; }

    /// <summary>The fill value's bytes.</summary>
    public required ImmutableArray<byte> Fill { get; init; }

    /// <summary>Reads the index alone.</summary>
    /// <returns>An offset and a length for each inner chunk; null when nothing is stored of the shard.</returns>
    /// <exception cref="CodecException">The index cannot be read.</exception>
    public async ValueTask<ulong[]?> ReadIndex(ByteSource shard, ArrayLimits limits, CancellationToken ct)
    {
        var length = Sizes.Check(IndexBytes, limits, "The shard's index");
        var range = IsIndexAtEnd ? ByteRange.Suffix(length) : ByteRange.FromTo(0, length - 1);
        if (await shard.Read(range, length, ct) is not { } stored)
        {
            return null;
        }

        if (stored.Length != length)
        {
            throw new CodecException(ArrayRules.ShardIndexInvalid, FormattableString.Invariant(
                $"The shard has {stored.Length} bytes, and its index alone has {length}."));
        }

        var decoded = await Index.Decode(new MemorySource(stored), limits, ct);
        var entries = new ulong[decoded!.Value.Length / sizeof(ulong)];
        for (var entry = 0; entry < entries.Length; entry++)
        {
            entries[entry] = BinaryPrimitives.ReadUInt64LittleEndian(decoded.Value.Span[(entry * sizeof(ulong))..]);
        }

        return entries;
    }

    /// <summary>Reads one inner chunk alone.</summary>
    /// <returns>Its elements; null when it is absent.</returns>
    /// <exception cref="CodecException">It cannot be read.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadInner(
        ByteSource shard, ulong[] index, long number, ArrayLimits limits, CancellationToken ct)
    {
        var (offset, length) = (index[2 * number], index[(2 * number) + 1]);
        if (offset == ulong.MaxValue && length == ulong.MaxValue)
        {
            return null;
        }

        if (offset > long.MaxValue || length > long.MaxValue - offset)
        {
            throw new CodecException(ArrayRules.ShardIndexInvalid, FormattableString.Invariant(
                $"The shard's index says that inner chunk {number} has {length} bytes from {offset} on."));
        }

        var most = ArrayLimits.MaxStoredBytes(Sizes.Check(Inner.DecodedBytes, limits, "The chunk"));
        if (Inner.Shard is not null)
        {
            most += Sizes.Check(Inner.Shard.IndexBytes, limits, "The shard's index");
        }

        if (length > (ulong)most)
        {
            throw new CodecException(ArrayRules.ChunkTooLarge, FormattableString.Invariant(
                $"The shard's index says that {length} bytes are stored of inner chunk {number}, which no codec makes of it."));
        }

        var part = length == 0
            ? ReadOnlyMemory<byte>.Empty
            : await shard.Read(ByteRange.FromTo((long)offset, (long)(offset + length - 1)), most, ct);
        if (part is not { } bytes || bytes.Length != (int)length)
        {
            throw new CodecException(ArrayRules.ShardIndexInvalid, FormattableString.Invariant(
                $"Inner chunk {number}, of {length} bytes from {offset} on, is not all in the shard."));
        }

        return await Inner.Decode(new MemorySource(bytes), limits, ct);
    }

    /// <summary>All inner chunks as one.</summary>
    /// <exception cref="CodecException">One cannot be read.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> DecodeAll(ByteSource shard, ArrayLimits limits, CancellationToken ct)
    {
        var index = (await ReadIndex(shard, limits, ct))!;
        var shape = Counts.Select((count, dimension) => count * Inner.Shape[dimension]).ToArray();
        var size = Inner.Type.Size();
        var whole = new byte[Sizes.Check(Sizes.Bytes([.. shape], Inner.Type), limits, "The shard")];
        Filling.Fill(whole, Fill.AsSpan());
        var strides = StridedCopy.Strides(shape);
        var innerStrides = StridedCopy.Strides(Inner.Shape.AsSpan());
        for (var number = 0L; number < index.Length / 2; number++)
        {
            ct.ThrowIfCancellationRequested();
            if (await ReadInner(shard, index, number, limits, ct) is not { } inner)
            {
                continue;
            }

            var (start, rest) = (0L, number);
            for (var dimension = Counts.Length - 1; dimension >= 0; dimension--)
            {
                (rest, var place) = Math.DivRem(rest, Counts[dimension]);
                start += place * Inner.Shape[dimension] * strides[dimension];
            }

            StridedCopy.Copy(inner.Span, 0, innerStrides, whole, start, strides, Inner.Shape.AsSpan(), size);
        }

        return whole;
    }
}

/// <summary>Repeats one element.</summary>
internal static class Filling
{
    /// <summary>Fills bytes with an element, which goes into them without remainder.</summary>
    public static void Fill(Span<byte> bytes, ReadOnlySpan<byte> element)
    {
        if (!element.ContainsAnyExcept((byte)0))
        {
            bytes.Clear();
            return;
        }

        for (var filled = 0; filled < bytes.Length;)
        {
            var part = filled == 0 ? element : bytes[..Math.Min(filled, bytes.Length - filled)];
            part.CopyTo(bytes[filled..]);
            filled += part.Length;
        }
    }
}
