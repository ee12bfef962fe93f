using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using OmeNgff.Silo.Http;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Viewers;

/// <summary>
/// Streams an object of a store, or one range of it (RFC 9110, section 14). A range that runs past the end is cut;
/// several ranges at once are answered with the whole, as the RFC allows. Nothing is held in memory as a whole.
/// </summary>
/// <param name="open">Opens the object or a range of it; null when it is absent.</param>
internal sealed class StoredObjectAnswer(Func<ByteRange?, CancellationToken, Task<StoreObject?>> open) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var stop = httpContext.RequestAborted;
        var headers = httpContext.Request.GetTypedHeaders();
        try
        {
            var range = Range(headers);
            var stored = await open(range, stop);
            if (range is not null && stored is not null && (stored.Length is null || !IsOf(stored, headers.IfRange)))
            {
                // A part must be said with its end before it is sent, the whole need not; and a part of another state than
                // the reader has the rest of is of no use.
                range = null;
                await stored.DisposeAsync();
                stored = await open(null, stop);
            }

            await using var opened = stored;
            if (stored is null)
            {
                response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            response.Headers.ETag = stored.ETag;
            response.Headers.LastModified =
                stored.LastModified is { } written ? HeaderUtilities.FormatDate(written) : null;
            response.Headers.CacheControl = "no-cache";
            response.Headers.AcceptRanges = "bytes";
            if (stored.ETag is { } tag && Preconditions.IsNotModified(httpContext.Request, tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            if (range is not null && stored.Length is { } length)
            {
                response.StatusCode = StatusCodes.Status206PartialContent;
                var last = stored.Offset + length - 1;
                response.Headers.ContentRange = (stored.TotalLength is { } total
                    ? new ContentRangeHeaderValue(stored.Offset, last, total)
                    : new ContentRangeHeaderValue(stored.Offset, last)).ToString();
            }

            response.ContentType = "application/octet-stream";
            response.ContentLength = stored.Length;
            if (!HttpMethods.IsHead(httpContext.Request.Method))
            {
                await stored.Content.CopyToAsync(response.Body, stop);
            }
        }
        catch (RangeNotSatisfiableException beyond)
        {
            response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            response.Headers.ContentRange = beyond.TotalLength is { } total
                ? new ContentRangeHeaderValue(total).ToString()
                : null;
        }
    }

    /// <summary>True where a condition (RFC 9110, section 13.1.5) holds: browsers complete what they have cached so.</summary>
    private static bool IsOf(StoreObject stored, RangeConditionHeaderValue? condition) => condition switch
    {
        null => true,
        { EntityTag: { } tag } => !tag.IsWeak && tag.Tag.Equals(stored.ETag, StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>The one range asked for, or null for the whole.</summary>
    private static ByteRange? Range(RequestHeaders headers)
    {
        if (headers.Range is not { Unit.Value: "bytes", Ranges: { Count: 1 } ranges })
        {
            return null;
        }

        return ranges.First() switch
        {
            { From: { } from, To: { } to } when to >= from => ByteRange.FromTo(from, to),
            { From: { } from, To: null } => ByteRange.From(from),
            { From: null, To: { } length } => ByteRange.Suffix(length),
            _ => null,
        };
    }
}
