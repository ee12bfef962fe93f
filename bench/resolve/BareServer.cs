using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OmeNgff.Bench.Resolve;

/// <summary>
/// The same web server as the node's with one endpoint that writes the same bytes with the same tag, and 304. In a process of
/// its own: in that of a node it would be measured by the node's meters, too, which are the process's.
/// </summary>
internal sealed class BareServer : IAsyncDisposable
{
    /// <summary>The name of the task that runs the server.</summary>
    public const string Name = "bare";

    private readonly Process _process;
    private readonly string _file;

    private BareServer(Process process, string file, IPEndPoint address) =>
        (_process, _file, Address) = (process, file, address);

    public IPEndPoint Address { get; }

    /// <summary>Starts the process.</summary>
    public static async Task<BareServer> Start(byte[] document, string tag)
    {
        var file = System.IO.Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, document);
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(BareServer).Assembly.Location, Name, "--document", file, "--tag", tag])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return await process.StandardOutput.ReadLineAsync() is { } address
            ? new BareServer(process, file, Endpoint(new Uri(address)))
            : throw new InvalidDataException("The bare server did not start.");
    }

    /// <summary>Runs the server until the standard input ends; its first line is the address.</summary>
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
        Console.WriteLine(application.Urls.First());
        await Console.In.ReadToEndAsync();
    }

    /// <summary>Where an address leads to on this machine.</summary>
    public static IPEndPoint Endpoint(Uri address) => new(IPAddress.Loopback, address.Port);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        File.Delete(_file);
    }
}
