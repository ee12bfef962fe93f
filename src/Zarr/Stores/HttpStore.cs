using System.Net;
using OmeNgff.Zarr.Stores.Http;

namespace OmeNgff.Zarr.Stores;

/// <summary>
/// A folder on an HTTP server, which need know nothing but GET. Opened through <see cref="StoreFactory"/>. Objects are
/// absent where the server answers 404 or 410, or redirects to a folder. 403 is an error, though S3 gives it for absent
/// keys where listing is not allowed: absence would hide a real refusal. Where a server ignores ranges, parts are cut
/// out of the whole. An object that a server keeps as gzip is read unpacked, and so are its ranges, except that such a
/// server may find a range unsatisfiable that lies past the end of the packed object.
/// </summary>
public sealed class HttpStore : IZarrStore
{
    private readonly HttpClient _http;
    private readonly StoreLimits _limits;

    internal HttpStore(string address, HttpClient http, StoreLimits limits)
    {
        Address = HttpAddress.Canonical(address);
        _http = http;
        _limits = limits;
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public async ValueTask<StoreObject?> Open(string key, ByteRange? range, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(key);
        ct.ThrowIfCancellationRequested();
        var exchange = new HttpExchange(_http, StoreAddress.KeyAddress(Address, key), _limits);
        StoreObject? opened = null;
        try
        {
            opened = await Opened(exchange, range, range, ct);
        }
        catch (EndOfStreamException problem)
        {
            throw exchange.Unreadable(problem.Message, problem);
        }
        finally
        {
            if (opened is null)
            {
                exchange.Dispose();
            }
        }

        return opened;
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

    /// <summary>Opens what is wanted, asking for as much of it as the server can cut out.</summary>
    private async Task<StoreObject?> Opened(
        HttpExchange exchange, ByteRange? wanted, ByteRange? asked, CancellationToken ct)
    {
        var response = await exchange.Get(asked, ct);
        switch (response?.StatusCode)
        {
            case null or HttpStatusCode.NotFound or HttpStatusCode.Gone:
                return null;
            case HttpStatusCode.OK:
                return await Whole(exchange, response, wanted, ct);
            case HttpStatusCode.PartialContent when asked is not null && HttpExchange.Encoding(response) is not null:
                return await Opened(exchange, wanted, null, ct);
            case HttpStatusCode.PartialContent when asked is { } range:
                return await Part(exchange, response, range, ct);
            case HttpStatusCode.RequestedRangeNotSatisfiable when asked is not null:
                throw new RangeNotSatisfiableException(response.Content.Headers.ContentRange?.Length);
            case HttpStatusCode.Forbidden:
                throw exchange.Unreadable(
                    "The server answered 403 Forbidden, as S3 does for a missing key where listing is not allowed.");
            case var status:
                // The phrase that the server sends along may be any text of any length.
                throw exchange.Unreadable(FormattableString.Invariant(
                    $"The server answered {(int)status.Value}{(Enum.IsDefined(status.Value) ? $" {status}" : "")}."));
        }
    }

    private async Task<StoreObject> Whole(
        HttpExchange exchange, HttpResponseMessage response, ByteRange? range, CancellationToken ct)
    {
        var total = HttpExchange.Encoding(response) is null ? response.Content.Headers.ContentLength : null;
        var source = await exchange.Content(ct);
        if (range is not { } wanted)
        {
            return Stored(
                response, total, 0, total, new HttpObjectStream(exchange, source, total, long.MaxValue, default));
        }

        var part = await HttpPart.Find(source, total, wanted, exchange, _limits, ct);
        return Stored(response, part.Total, part.Offset, part.Length, new HttpObjectStream(
            exchange, source, part.Length, wanted.MaxLength, part.Ahead));
    }

    private static async Task<StoreObject> Part(
        HttpExchange exchange, HttpResponseMessage response, ByteRange asked, CancellationToken ct)
    {
        if (response.Content.Headers.ContentRange is not { Unit: "bytes", From: { } first, To: { } last } given
            || !asked.IsAnsweredBy(first, last, given.Length))
        {
            throw exchange.Unreadable("The server answered with another range than it was asked for.");
        }

        var length = last - first + 1;
        var source = await exchange.Content(ct);
        return Stored(
            response, given.Length, first, length, new HttpObjectStream(exchange, source, length, length, default));
    }

    private static StoreObject Stored(
        HttpResponseMessage response, long? total, long offset, long? length, Stream content) => new()
        {
            TotalLength = total,
            Offset = offset,
            Length = length,
            Content = content,
            ETag = response.Headers.ETag is { IsWeak: false, Tag: not "*" and var tag } ? tag : null,
            LastModified = response.Content.Headers.LastModified,
        };
}
