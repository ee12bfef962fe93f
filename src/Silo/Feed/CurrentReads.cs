using OmeNgff.Client.Problems;
using OmeNgff.Grains.Feed;

namespace OmeNgff.Silo.Feed;

/// <summary>
/// Lets reads of records and views wait until this node knows what the caller knows: <c>minChange=</c> names a change
/// that the answer has to include. Where the database cannot be asked, the answer comes from memory and says so.
/// </summary>
public sealed class CurrentReads(RequestDelegate next, FeedTail feed)
{
    /// <summary>RFC 9111's warning for what could not be revalidated.</summary>
    private const string RevalidationFailed = "111 - \"Revalidation Failed\"";

    /// <summary>Runs the request.</summary>
    /// <exception cref="ProblemException">400: <c>minChange</c> is no name of a change; 409: it is one of another
    /// incarnation; 503: this node has not seen it in time.</exception>
    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if ((HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            && (request.Path.StartsWithSegments("/v1", StringComparison.Ordinal)
                || request.Path.StartsWithSegments("/zarr", StringComparison.Ordinal)))
        {
            if (ChangeNames.Parse(request.Query["minChange"].FirstOrDefault(), "/minChange") is { } change)
            {
                WantedChange.Set(change);
            }

            if (!await feed.CatchUp(context.RequestAborted))
            {
                context.Response.Headers.Warning = RevalidationFailed;
            }
        }

        await next(context);
    }
}
