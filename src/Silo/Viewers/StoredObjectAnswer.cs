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
            await using var stored = await open(range, stop);
            if (stored is null)
            {
                response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            response.Headers.ETag = stored.ETag;
            response.Headers.LastModified = HeaderUtilities.FormatDate(stored.LastModified);
            response.Headers.CacheControl = "no-cache";
            response.Headers.AcceptRanges = "bytes";
            if (Preconditions.IsNotModified(httpContext.Request, stored.ETag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            if (range is not null)
            {
                response.StatusCode = StatusCodes.Status206PartialContent;
                response.Headers.ContentRange = new ContentRangeHeaderValue(
                    stored.Offset, stored.Offset + stored.Length - 1, stored.TotalLength).ToString();
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
            response.Headers.ContentRange = new ContentRangeHeaderValue(beyond.TotalLength).ToString();
        }
    }

    /// <summary>The one range asked for, or null for the whole.</summary>
    private static ByteRange? Range(RequestHeaders headers)
    {
        // A range of an older state is of no use; without comparing, the whole is always right.
        if (headers.IfRange is not null
            || headers.Range is not { Unit.Value: "bytes", Ranges: { Count: 1 } ranges })
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
