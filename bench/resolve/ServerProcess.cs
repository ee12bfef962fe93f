using System.Diagnostics;
using System.Net;

namespace OmeNgff.Bench.Resolve;

/// <summary>
/// A server in a process of its own, which runs a task of this program. So node and peer are alike to the clients, and the
/// peer is not measured by the node's meters.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Where the address leads to on this machine.</summary>
    public IPEndPoint Endpoint => new(IPAddress.Loopback, Address.Port);

    /// <summary>Starts a task, which tells its address in a line and ends with its standard input.</summary>
    public static async Task<ServerProcess> Start(params IEnumerable<string> arguments)
    {
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(ServerProcess).Assembly.Location, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Uri.TryCreate(line, UriKind.Absolute, out var address) && address.Scheme == "http")
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new ServerProcess(process, address);
            }
        }

        throw new InvalidDataException("A server did not start.");
    }

    /// <summary>What a task does when its server answers.</summary>
    public static async Task Tell(string address)
    {
        Console.WriteLine(address);
        await Console.In.ReadToEndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
