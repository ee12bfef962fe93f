using OmeNgff.Ngff.Json;

namespace OmeNgff.Zarr.Stores;

/// <summary>
/// Parses JSON that anybody may have written (<see cref="StrictJson"/>); strings with a NUL are refused too, for the
/// database cannot keep them.
/// </summary>
public static class JsonDocuments
{
    /// <summary>Parses one document.</summary>
    /// <param name="address">What errors call it.</param>
    /// <param name="utf8">Its bytes.</param>
    /// <param name="limits">Of these, <see cref="StoreLimits.MaxDocumentDepth"/> counts here.</param>
    /// <exception cref="StoreException">It is not JSON, is refused as above, or nested too deep.</exception>
    public static RawJson Parse(string address, ReadOnlyMemory<byte> utf8, StoreLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var (document, fault) = StrictJson.Parse(utf8, limits.MaxDocumentDepth, acceptsNul: false);
        return document ?? throw new StoreException(address, fault!.Rule, fault.Message);
    }
}
