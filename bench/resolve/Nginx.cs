using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OmeNgff.Bench.Resolve;

/// <summary>nginx that serves one file, where it is installed.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private static readonly string[] Programs = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx"];

    private readonly Process _process;
    private readonly string _folder;

    private Nginx(Process process, string folder, int port) =>
        (_process, _folder, Address) = (process, folder, new IPEndPoint(IPAddress.Loopback, port));

    public IPEndPoint Address { get; }

    /// <summary>Starts it; null where it is not installed.</summary>
    public static async Task<Nginx?> Start(byte[] document)
    {
        var program = Programs.FirstOrDefault(File.Exists);
        if (program is null)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("omengff-nginx-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // Its workers may be another user's.
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        var port = FreePort();
        await File.WriteAllBytesAsync(System.IO.Path.Join(folder, DocumentBenchmark.Path[1..]), document);
        var configuration = System.IO.Path.Join(folder, "nginx.conf");
        await File.WriteAllTextAsync(configuration, string.Create(CultureInfo.InvariantCulture,
            $$"""
            daemon off;
            worker_processes auto;
            pid {{folder}}/nginx.pid;
            error_log stderr crit;
            events { worker_connections 256; }
            http {
                access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
                open_file_cache max=10; default_type application/json;
                client_body_temp_path {{folder}}; proxy_temp_path {{folder}}; fastcgi_temp_path {{folder}};
                uwsgi_temp_path {{folder}}; scgi_temp_path {{folder}};
                server { listen 127.0.0.1:{{port}}; root {{folder}}; }
            }
            """));
        var process = Process.Start(new ProcessStartInfo(program, ["-c", configuration, "-p", folder]))!;
        for (var attempt = 0; attempt < 100 && !process.HasExited; attempt++)
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return new Nginx(process, folder, port);
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        throw new InvalidDataException("nginx did not start.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
