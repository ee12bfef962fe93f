using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Deploy;

/// <summary>HAProxy with the settings of <c>deploy/proxy</c>, before nodes on this machine.</summary>
internal sealed class Proxy : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/sbin/haproxy", "/usr/local/sbin/haproxy"];

    private readonly Process _process;

    private Proxy(Process process, Uri address)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = address };
    }

    /// <summary>Why it cannot be run here, or null.</summary>
    public static string? Missing { get; } =
        Program() is null ? "HAProxy is not installed." : null;

    public HttpClient Http { get; }

    /// <summary>Starts it before up to three nodes; waits until it answers.</summary>
    public static async Task<Proxy> Start(TestFolder folder, string writers, params Uri[] nodes)
    {
        var list = Path.Join(folder.Path, "writers.list");
        await File.WriteAllTextAsync(list, writers + "\n");
        var address = $"127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo(Program()!, ["-db", "-f", DeployFolder.Of("proxy", "haproxy.cfg")])
        {
            UseShellExecute = false,
            Environment =
            {
                ["OMENGFF_PROXY_ADDRESS"] = address,
                ["OMENGFF_PROXY_STATE"] = $"127.0.0.1:{FreePort()}",
                ["OMENGFF_WRITERS"] = list,
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        for (var node = 1; node <= 3; node++)
        {
            start.Environment[$"OMENGFF_NODE_{node}"] =
                node <= nodes.Length ? nodes[node - 1].Authority : $"127.0.0.1:{FreePort()}";
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var proxy = new Proxy(process, new Uri($"http://{address}"));
        await Patience.Until("the proxy answers", async () =>
        {
            Assert.False(process.HasExited, "HAProxy has ended.");
            try
            {
                using var answer = await proxy.Http.GetAsync(new Uri("/readyz", UriKind.Relative));
                return answer.IsSuccessStatusCode ? "" : null;
            }
            catch (HttpRequestException)
            {
                return null;
            }
        });
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string? Program() => Places.FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A test with the proxy; skipped where it is not installed.</summary>
internal sealed class FactWithProxyAttribute : FactAttribute
{
    /// <summary>Says why it is skipped.</summary>
    public FactWithProxyAttribute() => Skip = Proxy.Missing;
}
