using System.Diagnostics;
using System.Globalization;
using OmeNgff.Tests.Support;

namespace OmeNgff.Catalog.Tests.PrivateServer;

/// <summary>Another process with a private server.</summary>
internal sealed class ServerHolder : IDisposable
{
    private readonly Process _process;

    private ServerHolder(Process process, Process server, string connectionString) =>
        (_process, Server, ConnectionString) = (process, server, connectionString);

    public int ProcessId => _process.Id;

    public Process Server { get; }

    public string ConnectionString { get; }

    public static async Task<ServerHolder> Start(string folder)
    {
        var program = typeof(TestServer).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program, folder])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,

            // Its socket lies there, and is removed with the folder.
            Environment = { ["TMPDIR"] = folder },
        };
        var process = Process.Start(start)!;
        var serverId = await process.StandardOutput.ReadLineAsync();
        var connectionString = await process.StandardOutput.ReadLineAsync();
        var server = Process.GetProcessById(int.Parse(serverId!, CultureInfo.InvariantCulture));
        return new ServerHolder(process, server, connectionString!);
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public async Task ServerEnded()
    {
        // Nobody may have reaped it yet: then it is a zombie, which has no memory and counts as ended.
        var status = $"/proc/{Server.Id}/status";
        while (File.Exists(status)
            && !(await File.ReadAllTextAsync(status)).Contains("State:\tZ", StringComparison.Ordinal))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        Server.Dispose();
    }
}
