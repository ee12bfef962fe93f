using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OmeNgff.Bench.Resolve;

/// <summary>The same web server as the node's with one endpoint that writes the same bytes with the same tag, and 304.</summary>
internal static class BareServer
{
    /// <summary>Runs the server until the standard input ends.</summary>
    public static async Task Run(string file, string tag)
    {
        var document = await File.ReadAllBytesAsync(file);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var application = builder.Build();
        application.MapGet(DocumentBenchmark.Path, async context =>
        {
            var response = context.Response;
            response.Headers.ETag = tag;
            response.Headers.CacheControl = "no-cache";
            if (context.Request.Headers.IfNoneMatch == tag)
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            response.ContentType = "application/json";
            response.ContentLength = document.Length;
            await response.Body.WriteAsync(document, context.RequestAborted);
        });
        await application.StartAsync();
        await ServerProcess.Tell(application.Urls.First());
    }
}
