using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OmeNgff.Zarr.Tests.Stores;

/// <summary>Takes every connection, sends the same bytes and ends it: what no well-behaved server does.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;

    public RawServer(string answer)
    {
        _listener.Start();
        Address = $"http://{_listener.LocalEndpoint}";
        _serving = Serve(Encoding.ASCII.GetBytes(answer));
    }

    public string Address { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task Serve(byte[] answer)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                var stream = client.GetStream();

                // Ending a connection with unread bytes in it would reset it.
                var request = "";
                var buffer = new byte[4096];
                while (!request.EndsWith("\r\n\r\n", StringComparison.Ordinal)
                    && await stream.ReadAsync(buffer) is > 0 and var read)
                {
                    request += Encoding.ASCII.GetString(buffer, 0, read);
                }

                await stream.WriteAsync(answer);
            }
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException or IOException)
        {
            // The listener was stopped.
        }
    }
}
