using System.Net;

namespace OmeNgff.Zarr.Stores.Http;

/// <summary>
/// Opens objects by GET and looks at them by HEAD, whatever a server makes of ranges: where it ignores them, parts are
/// cut out of the whole. An object that a server keeps as gzip is read unpacked, and so are its ranges.
/// </summary>
internal static class HttpObjects
{
    /// <summary>Opens the object of an exchange, or a range of it; null where it is absent.</summary>
    /// <param name="exchange">Owned by the answer; disposed here where there is none.</param>
    /// <param name="range">The part that is wanted, or null for all.</param>
    /// <param name="limits">Of these, <see cref="StoreLimits.MaxHttpSuffixBytes"/> counts here.</param>
    /// <param name="refused">Says what an answer means that is neither the object nor its absence.</param>
    /// <param name="ct">Cancels the opening.</param>
    public static async Task<StoreObject?> Open(
        HttpExchange exchange,
        ByteRange? range,
        StoreLimits limits,
        Func<HttpExchange, HttpResponseMessage, CancellationToken, Task<StoreException>> refused,
        CancellationToken ct)
    {
        StoreObject? opened = null;
        try
        {
            opened = await new Opening(exchange, limits, refused).Opened(range, range, ct);
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

    /// <summary>What a server says of an object without sending it; null where it is absent.</summary>
    /// <param name="exchange">Disposed of here.</param>
    /// <param name="ct">Cancels the looking.</param>
    /// <returns>What is known, and true; or false where the server does not do HEAD.</returns>
    public static async Task<(StoreObjectState? State, bool IsAnswered)> Look(
        HttpExchange exchange, CancellationToken ct)
    {
        using (exchange)
        {
            var response = await exchange.Ask(HttpMethod.Head, range: null, ct);
            return response?.StatusCode switch
            {
                null or HttpStatusCode.NotFound or HttpStatusCode.Gone => (null, true),
                HttpStatusCode.OK => (new StoreObjectState
                {
                    TotalLength = Total(response),
                    ETag = StrongTag(response),
                    LastModified = response.Content.Headers.LastModified,
                }, true),
                HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented => (null, false),
                _ => throw Refusal(exchange, response),
            };
        }
    }

    /// <summary>What an answer means that is neither the object nor its absence, by its status alone.</summary>
    public static Task<StoreException> Refused(
        HttpExchange exchange, HttpResponseMessage response, CancellationToken ct) =>
        Task.FromResult(Refusal(exchange, response));

    private static StoreException Refusal(HttpExchange exchange, HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.Forbidden
            ? exchange.Forbidden(
                "The server answered 403 Forbidden, as S3 does for a missing key where listing is not allowed.")
            : exchange.Unreadable(Answered(response.StatusCode));

    // The phrase that the server sends along may be any text of any length.
    private static string Answered(HttpStatusCode status) => FormattableString.Invariant(
        $"The server answered {(int)status}{(Enum.IsDefined(status) ? $" {status}" : "")}.");

    private static long? Total(HttpResponseMessage response) =>
        HttpExchange.Encoding(response) is null ? response.Content.Headers.ContentLength : null;

    private static string? StrongTag(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false, Tag: not "*" and var tag } ? tag : null;

    /// <summary>One object as it is opened.</summary>
    private sealed class Opening(
        HttpExchange exchange,
        StoreLimits limits,
        Func<HttpExchange, HttpResponseMessage, CancellationToken, Task<StoreException>> refused)
    {
        /// <summary>Opens what is wanted, asking for as much of it as the server can cut out.</summary>
        public async Task<StoreObject?> Opened(ByteRange? wanted, ByteRange? asked, CancellationToken ct)
        {
            var response = await exchange.Ask(HttpMethod.Get, asked, ct);
            switch (response?.StatusCode)
            {
                case null or HttpStatusCode.NotFound or HttpStatusCode.Gone:
                    return null;
                case HttpStatusCode.OK:
                    return await Whole(response, wanted, ct);
                case HttpStatusCode.PartialContent when asked is not null && HttpExchange.Encoding(response) is not null:
                    return await Opened(wanted, null, ct);
                case HttpStatusCode.PartialContent when asked is { } range:
                    return await Part(response, range, ct);
                case HttpStatusCode.RequestedRangeNotSatisfiable when asked is not null:
                    throw new RangeNotSatisfiableException(response.Content.Headers.ContentRange?.Length);
                default:
                    throw await refused(exchange, response, ct);
            }
        }

        private async Task<StoreObject> Whole(HttpResponseMessage response, ByteRange? range, CancellationToken ct)
        {
            var total = Total(response);
            var source = await exchange.Content(ct);
            if (range is not { } wanted)
            {
                return Stored(
                    response, total, 0, total, new HttpObjectStream(exchange, source, total, long.MaxValue, default));
            }

            var part = await HttpPart.Find(source, total, wanted, exchange, limits, ct);
            return Stored(response, part.Total, part.Offset, part.Length, new HttpObjectStream(
                exchange, source, part.Length, wanted.MaxLength, part.Ahead));
        }

        private async Task<StoreObject> Part(HttpResponseMessage response, ByteRange asked, CancellationToken ct)
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
                ETag = StrongTag(response),
                LastModified = response.Content.Headers.LastModified,
            };
    }
}
