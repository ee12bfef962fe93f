using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;
using Microsoft.Extensions.Logging;

namespace OmeNgff.Cli.Tests.Validation;

/// <summary>A real HTTP server, which lists nothing.</summary>
internal sealed class FolderServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FolderServer(WebApplication application) => _application = application;

    /// <summary>With a slash at its end.</summary>
    public string Address => _application.Urls.Single() + "/";

    /// <summary>Serves a folder.</summary>
    public static Task<FolderServer> Start(string folder) =>
        Start(application => application.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new PhysicalFileProvider(folder, ExclusionFilters.None),
            ServeUnknownFileTypes = true,
        }));

    /// <summary>Never answers, and tells of the first request.</summary>
    public static Task<FolderServer> StartSilent(TaskCompletionSource asked) =>
        Start(application => application.Run(async context =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }));

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static async Task<FolderServer> Start(Action<WebApplication> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        configure(application);
        await application.StartAsync();
        return new FolderServer(application);
    }
}
