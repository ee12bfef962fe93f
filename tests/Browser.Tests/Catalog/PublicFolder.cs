using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;
using Microsoft.Extensions.Logging;

namespace OmeNgff.Browser.Tests.Catalog;

/// <summary>A folder on a web server of its own that lets pages of every origin read, as public buckets do.</summary>
internal sealed class PublicFolder : IAsyncDisposable
{
    private readonly WebApplication _application;

    private PublicFolder(WebApplication application) => _application = application;

    /// <summary>Its address, with a slash at the end.</summary>
    public string Address => _application.Urls.Single() + "/";

    /// <summary>Serves a folder, which is made where it is not there yet.</summary>
    public static async Task<PublicFolder> Start(string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        application.Use((context, next) =>
        {
            context.Response.Headers.AccessControlAllowOrigin = "*";
            context.Response.Headers.AccessControlExposeHeaders = "*";
            return next(context);
        });
        application.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(Directory.CreateDirectory(folder).FullName, ExclusionFilters.None),
            ServeUnknownFileTypes = true,
        });
        await application.StartAsync();
        return new PublicFolder(application);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
