using OmeNgff.Client.Problems;
using OmeNgff.Silo.Viewers;

namespace OmeNgff.Silo.Http;

/// <summary>
/// Lets pages of any origin read, and none but our own write. Viewers in a browser treat a missing header as missing
/// data, so it stands on every answer, errors included.
/// </summary>
public sealed class CrossOrigin(RequestDelegate next)
{
    /// <summary>Runs the request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var method = context.Request.Method;
        var path = context.Request.Path;
        var isRead = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
        if (!isRead && context.Request.Headers.Origin.FirstOrDefault() is { Length: > 0 } origin
            && origin != $"{context.Request.Scheme}://{context.Request.Host}")
        {
            // A page elsewhere would write with the rights of whoever looks at it.
            throw new ProblemException(new Problem(
                "/problems/foreign-origin", "Foreign origin", 403, $"A page of {origin} may read, not write."));
        }

        if (!isRead || !(ZarrRoutes.Contain(path)
            || path.StartsWithSegments("/neuroglancer", StringComparison.Ordinal)
            || path.StartsWithSegments("/thumbnails", StringComparison.Ordinal)
            || path.StartsWithSegments("/open", StringComparison.Ordinal)
            || path.StartsWithSegments("/v1", StringComparison.Ordinal)))
        {
            return next(context);
        }

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = "*";
        if (!HttpMethods.IsOptions(method))
        {
            return next(context);
        }

        headers.AccessControlAllowMethods = "GET, HEAD, OPTIONS";
        headers.AccessControlAllowHeaders = "*, range, authorization";
        headers.AccessControlMaxAge = "86400";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
