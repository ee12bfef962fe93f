using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OmeNgff.Silo.Hosting;
using OmeNgff.Tests.Support;

namespace OmeNgff.Cli.Tests.Administration;

/// <summary>With a node that starts while it is waited for, and ends.</summary>
public sealed class ReadyCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_node_is_waited_for_until_it_answers_and_is_told_of_when_it_does_not()
    {
        var port = FreePort();
        var address = $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}";
        var options = new SiloOptions
        {
            Port = port,
            Database = await TestServer.CreateDatabase(),
            DataDirectory = _folder.Path,
        };
        var waiting = Ngff.Run("admin", "ready", "--url", address, "--wait", "120");
        await using (await SiloApplication.Start(options, CancellationToken.None))
        {
            Assert.Equal("Ready.\n", (await waiting).Succeeds());
            Assert.Equal("Ready.\n", (await Ngff.Run("admin", "ready", "--url", address)).Succeeds());
        }

        var refused = (await Ngff.Run("admin", "ready", "--url", address)).Fails();
        Assert.Contains($"No OmeNgff answers at {address}", refused, StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
