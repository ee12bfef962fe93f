using OmeNgff.Ngff.Json;

namespace OmeNgff.Zarr.Stores;

/// <summary>Reads documents from stores, within limits.</summary>
public static class StoreDocuments
{
    private const int FirstBufferBytes = 1 << 14;

    /// <summary>Reads one JSON document.</summary>
    /// <returns>The document, or null when there is none.</returns>
    /// <exception cref="StoreException">
    /// It cannot or must not be read, is larger or deeper than the limits, or is not JSON.
    /// </exception>
    public static async Task<RawJson?> ReadDocument(
        this IZarrStore store, string key, StoreLimits limits, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(limits);
        return await store.ReadBytes(key, limits, ct) is { } bytes
            ? JsonDocuments.Parse(StoreAddress.KeyAddress(store.Address, key), bytes, limits)
            : null;
    }

    /// <summary>Reads one document, JSON or not, as its bytes.</summary>
    /// <returns>The bytes, or null when there is no such document.</returns>
    /// <exception cref="StoreException">It cannot or must not be read, or is larger than the limits.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadBytes(
        this IZarrStore store, string key, StoreLimits limits, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(limits);
        await using var stored = await store.Open(key, range: null, ct);
        if (stored is null)
        {
            return null;
        }

        var address = StoreAddress.KeyAddress(store.Address, key);
        try
        {
            return stored.Length is { } length
                ? await ReadKnown(stored.Content, address, length, limits, ct)
                : await ReadUnknown(stored.Content, address, limits, ct);
        }
        catch (IOException problem)
        {
            throw new StoreException(
                address, StoreRules.StoreUnreadable, "The document cannot be read to its end.", problem);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadKnown(
        Stream content, string address, long length, StoreLimits limits, CancellationToken ct)
    {
        if (length > limits.MaxDocumentBytes)
        {
            throw TooLarge(address, $"{length}", limits);
        }

        var bytes = new byte[length];
        await content.ReadExactlyAsync(bytes, ct);
        return bytes;
    }

    /// <summary>Reads to the end, but never holds more than the limit.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadUnknown(
        Stream content, string address, StoreLimits limits, CancellationToken ct)
    {
        var most = (int)Math.Min(limits.MaxDocumentBytes, Array.MaxLength);
        var bytes = new byte[Math.Min(most, FirstBufferBytes)];
        var length = 0;
        while (true)
        {
            if (length == bytes.Length)
            {
                if (length == most)
                {
                    return await content.ReadAsync(new byte[1], ct) == 0
                        ? bytes
                        : throw TooLarge(address, $"more than {most}", limits);
                }

                Array.Resize(ref bytes, (int)Math.Min(most, 2L * length));
            }

            var read = await content.ReadAsync(bytes.AsMemory(length), ct);
            if (read == 0)
            {
                return bytes.AsMemory(0, length);
            }

            length += read;
        }
    }

    private static StoreException TooLarge(string address, FormattableString length, StoreLimits limits)
    {
        var most = FormattableString.Invariant($"{nameof(limits.MaxDocumentBytes)} is {limits.MaxDocumentBytes}");
        return new StoreException(
            address, StoreRules.DocumentTooLarge, $"It has {FormattableString.Invariant(length)} bytes; {most}.");
    }
}
