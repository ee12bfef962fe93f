using OmeNgff.Zarr.Arrays.Codecs;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Arrays;

/// <summary>Stored bytes of which parts can be read.</summary>
internal abstract class ByteSource
{
    /// <summary>Reads a part, or all.</summary>
    /// <param name="range">The part; the default is all.</param>
    /// <param name="maxBytes">The most bytes that may be meant; more are refused.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <returns>
    /// The bytes; fewer where the source ends, none where the part begins past its end. Null when there is no object.
    /// </returns>
    public abstract ValueTask<ReadOnlyMemory<byte>?> Read(ByteRange? range, int maxBytes, CancellationToken ct);

    /// <summary>The refusal of more bytes than may be.</summary>
    protected static CodecException TooLong(int maxBytes) => new(
        ArrayRules.ChunkTooLarge, FormattableString.Invariant(
            $"More than {maxBytes} bytes are stored, which no codec makes of these elements."));
}

/// <summary>Bytes that are at hand.</summary>
internal sealed class MemorySource(ReadOnlyMemory<byte> bytes) : ByteSource
{
    /// <inheritdoc/>
    public override ValueTask<ReadOnlyMemory<byte>?> Read(ByteRange? range, int maxBytes, CancellationToken ct)
    {
        var (offset, length) = range is { } part ? part.Resolve(bytes.Length) ?? (0, 0) : (0, bytes.Length);
        return length <= maxBytes
            ? new(bytes.Slice((int)offset, (int)length))
            : throw TooLong(maxBytes);
    }
}

/// <summary>An object of a store, of which only what is asked for is fetched.</summary>
internal sealed class StoredSource(IZarrStore store, string key) : ByteSource
{
    private const int FirstBufferBytes = 1 << 16;

    /// <inheritdoc/>
    public override async ValueTask<ReadOnlyMemory<byte>?> Read(
        ByteRange? range, int maxBytes, CancellationToken ct)
    {
        try
        {
            await using var stored = await store.Open(key, range, ct);
            if (stored is null)
            {
                return null;
            }

            return await Content(stored, maxBytes, ct);
        }
        catch (RangeNotSatisfiableException)
        {
            return ReadOnlyMemory<byte>.Empty;
        }
        catch (IOException problem)
        {
            throw new StoreException(
                StoreAddress.KeyAddress(store.Address, key),
                StoreRules.StoreUnreadable,
                "The chunk cannot be read to its end.",
                problem);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> Content(StoreObject stored, int maxBytes, CancellationToken ct)
    {
        if (stored.Length > maxBytes)
        {
            throw TooLong(maxBytes);
        }

        if (stored.Length is { } known)
        {
            var exact = new byte[known];
            await stored.Content.ReadExactlyAsync(exact, ct);
            return exact;
        }

        // One byte more than may be tells that there are more.
        var most = Math.Min(maxBytes + 1L, Array.MaxLength);
        var bytes = new byte[Math.Min(most, FirstBufferBytes)];
        var length = 0;
        while (await stored.Content.ReadAsync(bytes.AsMemory(length), ct) is > 0 and var read)
        {
            length += read;
            if (length > maxBytes)
            {
                throw TooLong(maxBytes);
            }

            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min(most, 2L * length));
            }
        }

        return bytes.AsMemory(0, length);
    }
}
