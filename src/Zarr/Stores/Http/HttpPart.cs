using System.Buffers;

namespace OmeNgff.Zarr.Stores.Http;

/// <summary>
/// A range of an object, cut out of the whole because the server sends nothing less: it ignores ranges, or they would
/// count the bytes of the compressed object.
/// </summary>
/// <param name="Offset">Where the part begins in the object.</param>
/// <param name="Length">How many bytes it has, or null.</param>
/// <param name="Total">How many bytes the object has, or null.</param>
/// <param name="Ahead">Bytes that had to be read, the part's first: of a suffix all.</param>
internal sealed record HttpPart(long Offset, long? Length, long? Total, ReadOnlyMemory<byte> Ahead)
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Goes to where the range begins.</summary>
    /// <param name="source">The whole object, at its beginning.</param>
    /// <param name="total">Its length in bytes, or null.</param>
    /// <param name="range">The range.</param>
    /// <param name="exchange">What the object comes through.</param>
    /// <param name="limits">Of these, <see cref="StoreLimits.MaxHttpSuffixBytes"/> counts here.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="RangeNotSatisfiableException">The range begins at or past the object's end.</exception>
    /// <exception cref="EndOfStreamException">The object is shorter than was said.</exception>
    /// <exception cref="StoreException">It cannot be read, or too much would have to be held.</exception>
    public static async Task<HttpPart> Find(
        Stream source, long? total, ByteRange range, HttpExchange exchange, StoreLimits limits, CancellationToken ct)
    {
        if (total is { } known)
        {
            var (offset, length) = range.Resolve(known) ?? throw new RangeNotSatisfiableException(known);
            return await Skip(source, offset, exchange, ct) == offset
                ? new HttpPart(offset, length, known, default)
                : throw new EndOfStreamException("The object ended before the length that the server said.");
        }

        return range.First is { } first
            ? await From(source, first, exchange, ct)
            : await Last(source, range, exchange, limits, ct);
    }

    private static async Task<HttpPart> From(Stream source, long first, HttpExchange exchange, CancellationToken ct)
    {
        var skipped = await Skip(source, first, exchange, ct);
        var ahead = new byte[1];
        return skipped == first && await exchange.Within(stop => source.ReadAsync(ahead, stop), ct) == 1
            ? new HttpPart(first, null, null, ahead)
            : throw new RangeNotSatisfiableException(skipped);
    }

    /// <summary>Reads up to a number of bytes and forgets them; returns how many there were.</summary>
    private static async Task<long> Skip(Stream source, long count, HttpExchange exchange, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var skipped = 0L;
            while (skipped < count)
            {
                var wanted = buffer.AsMemory(0, (int)Math.Min(buffer.Length, count - skipped));
                var read = await exchange.Within(stop => source.ReadAsync(wanted, stop), ct);
                if (read == 0)
                {
                    break;
                }

                skipped += read;
            }

            return skipped;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads to the end, holding no more than the last bytes.</summary>
    private static async Task<HttpPart> Last(
        Stream source, ByteRange range, HttpExchange exchange, StoreLimits limits, CancellationToken ct)
    {
        // One byte more than is wanted, as a ring of no bytes could not be read into.
        var ring = new byte[Math.Min(range.MaxLength, limits.MaxHttpSuffixBytes) + 1];
        var total = 0L;
        while (true)
        {
            var space = ring.AsMemory((int)(total % ring.Length));
            var read = await exchange.Within(stop => source.ReadAsync(space, stop), ct);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        var (offset, length) = range.Resolve(total) ?? throw new RangeNotSatisfiableException(total);
        if (length > limits.MaxHttpSuffixBytes)
        {
            var most = FormattableString.Invariant(
                $"{nameof(limits.MaxHttpSuffixBytes)} is {limits.MaxHttpSuffixBytes}");
            throw exchange.Unreadable(
                FormattableString.Invariant($"The server does not cut out the last {length} bytes; {most}."));
        }

        var last = new byte[length];
        for (var i = 0L; i < length; i++)
        {
            last[i] = ring[(offset + i) % ring.Length];
        }

        return new HttpPart(offset, length, total, last);
    }
}
