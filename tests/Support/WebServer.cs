using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;
using Microsoft.Extensions.Logging;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Tests.Support;

/// <summary>A real HTTP server on this machine.</summary>
public sealed class WebServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly X509Certificate2? _certificate;
    private readonly ConcurrentQueue<string> _requests = new();
    private int _connections;

    private WebServer(Action<WebApplication> configure, bool secure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _certificate = secure ? SelfSigned() : null;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection =>
            {
                Interlocked.Increment(ref _connections);
                return next(connection);
            });
            if (_certificate is not null)
            {
                listen.UseHttps(_certificate);
            }
        }));
        builder.WebHost.UseKestrelHttpsConfiguration();
        _application = builder.Build();
        _application.Use((context, next) =>
        {
            _requests.Enqueue($"{context.Request.Path} {context.Request.Headers.Range}".TrimEnd());
            return next(context);
        });
        configure(_application);
    }

    /// <summary>With a slash at its end.</summary>
    public string Address => _application.Urls.Single() + "/";

    /// <summary>What was asked, as <c>/key bytes=0-1</c>.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>How many connections there were.</summary>
    public int Connections => _connections;

    /// <summary>Serves files as ASP.NET does, with ranges and entity tags.</summary>
    /// <param name="folder">The folder of the files.</param>
    /// <param name="before">Answers what is to be answered in another way: true where it did.</param>
    public static Task<WebServer> OfFolder(string folder, Func<HttpContext, Task<bool>>? before = null) =>
        Start(application =>
        {
            application.Use(async (context, next) =>
            {
                if (before is null || !await before(context))
                {
                    await next(context);
                }
            });
            application.UseStaticFiles(new StaticFileOptions
            {
                FileProvider = new PhysicalFileProvider(folder, ExclusionFilters.None),
                ServeUnknownFileTypes = true,
            });
        });

    /// <summary>Answers everything in one way.</summary>
    public static Task<WebServer> Of(RequestDelegate answer, bool secure = false) =>
        Start(application => application.Run(answer), secure);

    /// <summary>Sends bytes whole, whatever range is asked for.</summary>
    /// <param name="bytes">The object.</param>
    /// <param name="known">Whether its length is said.</param>
    /// <param name="encoding">What is said of its encoding.</param>
    /// <param name="secure">Whether over https.</param>
    public static Task<WebServer> OfBytes(
        byte[] bytes, bool known, string? encoding = null, bool secure = false) => Of(
        async context =>
        {
            context.Response.ContentLength = known ? bytes.Length : null;
            context.Response.Headers.ContentEncoding = encoding;

            // A length would be said of what fits into one write.
            await context.Response.StartAsync();
            await context.Response.Body.WriteAsync(bytes);
        },
        secure);

    /// <summary>The server's address as a store.</summary>
    public IZarrStore Store(StoreLimits? limits = null, HttpClient? http = null) =>
        new StoreFactory(new StoreOptions { AllowHttp = true, Limits = limits ?? new() }, http).Open(Address);

    /// <summary>A client that trusts just this server.</summary>
    public HttpClient TrustingClient()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) =>
            _certificate!.GetRawCertData().AsSpan().SequenceEqual(shown!.GetRawCertData());
        return new HttpClient(handler);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _certificate?.Dispose();
    }

    private static async Task<WebServer> Start(Action<WebApplication> configure, bool secure = false)
    {
        var server = new WebServer(configure, secure);
        await server._application.StartAsync();
        return server;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var now = DateTimeOffset.UtcNow;
        using var signed = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(signed.Export(X509ContentType.Pkcs12), null);
    }
}
