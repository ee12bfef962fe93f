using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using OmeNgff.Client.Problems;
using OmeNgff.Silo.Http;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Viewers;

/// <summary>
/// Streams an object of a store, or one range of it (RFC 9110, section 14). A range that runs past the end is cut;
/// several ranges at once are answered with the whole, as the RFC allows. Nothing is held in memory as a whole, and
/// HEAD reads nothing. What the store refuses or does not have is absent (404, empty); a store that fails is 503, which
/// viewers ask again.
/// </summary>
/// <param name="store">Where the object lies.</param>
/// <param name="key">Its key.</param>
internal sealed class StoredObjectAnswer(IZarrStore store, string key) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        try
        {
            await Answer(httpContext);
        }
        catch (RangeNotSatisfiableException beyond)
        {
            response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            response.Headers.ContentRange = beyond.TotalLength is { } total
                ? new ContentRangeHeaderValue(total).ToString()
                : null;
        }
        catch (Exception failure) when (failure is StoreException or IOException && response.HasStarted)
        {
            // What was promised cannot be kept; the client sees the answer end too early.
            httpContext.Abort();
        }
        catch (StoreException failure) when (failure.Rule == StoreRules.StoreUnreadable)
        {
            throw Unavailable($"{failure.Message} ({failure.Rule})");
        }
        catch (StoreException)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
        }
        catch (IOException) when (!httpContext.RequestAborted.IsCancellationRequested)
        {
            throw Unavailable("The object cannot be read to its end.");
        }
    }

    private static ProblemException Unavailable(string detail) =>
        new(new Problem("/problems/store", "The store cannot be used", 503, detail));

    private async Task Answer(HttpContext context)
    {
        var (request, response, stop) = (context.Request, context.Response, context.RequestAborted);
        var isHead = HttpMethods.IsHead(request.Method);
        var headers = request.GetTypedHeaders();
        var range = Range(headers);
        if (isHead || request.Headers.IfNoneMatch.Count > 0)
        {
            var state = await store.Look(key, stop);
            if (state is null)
            {
                response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            if (IsAnother(headers, state.ETag))
            {
                response.StatusCode = StatusCodes.Status412PreconditionFailed;
                return;
            }

            if (state.ETag is { } tag && Preconditions.IsNotModified(request, tag))
            {
                Describe(response, state);
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            if (isHead)
            {
                Promise(response, state, range);
                Describe(response, state);
                return;
            }
        }

        await Send(response, range, headers, stop);
    }

    private async Task Send(
        HttpResponse response, ByteRange? range, RequestHeaders headers, CancellationToken stop)
    {
        var stored = await store.Open(key, range, stop);
        if (range is not null && stored is not null && (stored.Length is null || !IsOf(stored, headers.IfRange)))
        {
            // A part must be said with its end before it is sent, the whole need not; and a part of another state than the
            // reader has the rest of is of no use.
            range = null;
            await stored.DisposeAsync();
            stored = await store.Open(key, range: null, stop);
        }

        await using var opened = stored;
        if (stored is null)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (IsAnother(headers, stored.ETag))
        {
            response.StatusCode = StatusCodes.Status412PreconditionFailed;
            return;
        }

        Describe(response, stored.State);
        Promise(response, stored.TotalLength, stored.Offset, stored.Length, range is not null);
        await stored.Content.CopyToAsync(response.Body, stop);
        ChunkMeasures.Bytes.Add(stored.Length ?? 0);
    }

    private static void Describe(HttpResponse response, StoreObjectState state)
    {
        response.Headers.ETag = state.ETag;
        response.Headers.LastModified =
            state.LastModified is { } written ? HeaderUtilities.FormatDate(written) : null;
        response.Headers.CacheControl = "no-cache";
        response.Headers.AcceptRanges = "bytes";
    }

    /// <summary>What GET would send of an object that was only looked at.</summary>
    private static void Promise(HttpResponse response, StoreObjectState state, ByteRange? range)
    {
        if (range is { } asked && state.TotalLength is { } total)
        {
            var (offset, length) = asked.Resolve(total) ?? throw new RangeNotSatisfiableException(total);
            Promise(response, total, offset, length, isPart: true);
        }
        else
        {
            Promise(response, state.TotalLength, 0, state.TotalLength, isPart: false);
        }
    }

    private static void Promise(HttpResponse response, long? total, long offset, long? length, bool isPart)
    {
        if (isPart && length is { } known)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            var last = offset + known - 1;
            response.Headers.ContentRange = (total is { } whole
                ? new ContentRangeHeaderValue(offset, last, whole)
                : new ContentRangeHeaderValue(offset, last)).ToString();
        }

        response.ContentType = "application/octet-stream";
        response.ContentLength = length;
    }

    /// <summary>True where a condition (RFC 9110, section 13.1.5) holds: browsers complete what they have cached so.</summary>
    private static bool IsOf(StoreObject stored, RangeConditionHeaderValue? condition) => condition switch
    {
        null => true,
        { EntityTag: { } tag } => !tag.IsWeak && tag.Tag.Equals(stored.ETag, StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>True where <c>If-Match</c> names other states alone (RFC 9110, section 13.1.1): who reads a chunk in parts
    /// notices so that it was written anew.</summary>
    private static bool IsAnother(RequestHeaders headers, string? tag) => headers.IfMatch is { Count: > 0 } wanted
        && !wanted.Any(one => one.Equals(EntityTagHeaderValue.Any)
            || (!one.IsWeak && one.Tag.Equals(tag, StringComparison.Ordinal)));

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
