using OmeNgff.Ngff.Json;

namespace OmeNgff.Zarr.Stores;

/// <summary>Reads JSON documents from stores, within limits.</summary>
public static class StoreDocuments
{
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
        await using var stored = await store.Open(key, range: null, ct);
        if (stored is null)
        {
            return null;
        }

        var address = StoreAddress.KeyAddress(store.Address, key);
        if (stored.TotalLength > limits.MaxDocumentBytes)
        {
            var message = FormattableString.Invariant(
                $"It has {stored.TotalLength} bytes; {nameof(limits.MaxDocumentBytes)} is {limits.MaxDocumentBytes}.");
            throw new StoreException(address, StoreRules.DocumentTooLarge, message);
        }

        var bytes = new byte[stored.Length];
        try
        {
            await stored.Content.ReadExactlyAsync(bytes, ct);
        }
        catch (IOException problem)
        {
            throw new StoreException(
                address, StoreRules.StoreUnreadable, "The document cannot be read to its end.", problem);
        }

        return JsonDocuments.Parse(address, bytes, limits);
    }
}
