using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OmeNgff.Bench.Resolve;

/// <summary>The same web server as the node's with one endpoint that writes the same bytes with the same tag, and 304.</summary>
internal sealed class BareServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private BareServer(WebApplication application) => _application = application;

    public IPEndPoint Address => Endpoint(new Uri(
        _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()));

    public static async Task<BareServer> Start(byte[] document, string tag)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
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
        return new BareServer(application);
    }

    /// <summary>Where an address leads to on this machine.</summary>
    public static IPEndPoint Endpoint(Uri address) => new(IPAddress.Loopback, address.Port);

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
