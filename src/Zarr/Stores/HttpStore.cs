using OmeNgff.Zarr.Stores.Http;

namespace OmeNgff.Zarr.Stores;

/// <summary>
/// A folder on an HTTP server, which need know nothing but GET. Opened through <see cref="StoreFactory"/>. Objects are
/// absent where the server answers 404 or 410, or redirects to a folder. 403 is an error of its own
/// (<c>store-forbidden</c>): S3 gives it for absent keys where listing is not allowed, and others for real refusals.
/// Where a server ignores ranges, parts are cut out of the whole. An object that a server keeps as gzip is read
/// unpacked, and so are its ranges, except that such a server may find a range unsatisfiable that lies past the end of
/// the packed object.
/// </summary>
public sealed class HttpStore : IZarrStore
{
    private readonly HttpReach _reach;
    private readonly StoreLimits _limits;

    internal HttpStore(string address, HttpReach reach, StoreLimits limits)
    {
        Address = HttpAddress.Canonical(address);
        _reach = reach;
        _limits = limits;
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public async ValueTask<StoreObject?> Open(string key, ByteRange? range, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(key);
        ct.ThrowIfCancellationRequested();
        return await HttpObjects.Open(Exchange(key), range, _limits, HttpObjects.Refused, ct);
    }

    /// <inheritdoc/>
    public async ValueTask<StoreObjectState?> Look(string key, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(key);
        ct.ThrowIfCancellationRequested();
        var (state, isAnswered) = await HttpObjects.Look(Exchange(key), ct);
        if (isAnswered)
        {
            return state;
        }

        await using var opened = await Open(key, range: null, ct);
        return opened?.State;
    }

    /// <summary>Not possible: HTTP has no listing.</summary>
    /// <exception cref="StoreException">Always: <c>store-not-listable</c>, or the key is malformed.</exception>
    public IAsyncEnumerable<StoreEntry> List(string prefix, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ct.ThrowIfCancellationRequested();
        var key = prefix.EndsWith('/') ? prefix[..^1] : prefix;
        StoreKey.Check(Address, prefix == "/" ? prefix : key, folder: true);
        throw new StoreException(
            StoreAddress.Combine(Address, key),
            StoreRules.StoreNotListable,
            "An HTTP server does not say what lies in a folder; name the group or array itself.");
    }

    private HttpExchange Exchange(string key)
    {
        var address = StoreAddress.KeyAddress(Address, key);
        return new HttpExchange(_reach, address, new Uri(address), _limits);
    }
}
