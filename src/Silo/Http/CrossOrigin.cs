using Microsoft.Net.Http.Headers;
using OmeNgff.Client.Problems;
using OmeNgff.Silo.Hosting;
using OmeNgff.Silo.Viewers;

namespace OmeNgff.Silo.Http;

/// <summary>
/// Lets pages of any origin read, or of those in <see cref="SiloOptions.AllowedOrigins"/>, and none but our own write. Viewers
/// in a browser treat a missing header as missing data, so it stands on every answer, errors included.
/// </summary>
public sealed class CrossOrigin(RequestDelegate next, SiloOptions options)
{
    /// <summary>Runs the request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var method = context.Request.Method;
        var path = context.Request.Path;
        var isRead = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
        var origin = context.Request.Headers.Origin.FirstOrDefault();
        if (!isRead && origin is { Length: > 0 }
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
        if (options.AllowedOrigins.IsEmpty)
        {
            headers.AccessControlAllowOrigin = "*";
        }
        else
        {
            // What is kept between here and the page is another answer for each origin.
            headers.Vary = HeaderNames.Origin;
            headers.AccessControlAllowOrigin =
                options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase) ? origin : default;
        }

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
