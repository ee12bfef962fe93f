using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace OmeNgff.Bench.Open;

/// <summary>
/// A server at a distance: what passes between it and its clients takes half the delay in each direction, and what a client
/// says first takes a whole one more, as the handshake of a new connection does.
/// </summary>
internal sealed class DistantServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _server;
    private readonly TimeSpan _delay;
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="server">The server's port on this machine.</param>
    /// <param name="delay">How long a question and its answer take on the way, both together.</param>
    public DistantServer(int server, TimeSpan delay)
    {
        (_server, _delay) = (new IPEndPoint(IPAddress.Loopback, server), delay);
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>Where clients find it.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task Accept()
    {
        while (!_stop.IsCancellationRequested)
        {
            _ = Carry(await _listener.AcceptSocketAsync(_stop.Token));
        }
    }

    private async Task Carry(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            await server.ConnectAsync(_server, _stop.Token);
            await Task.WhenAny(
                Carry(client, server, _delay), Carry(server, client, TimeSpan.Zero));
        }
    }

    /// <summary>Carries one direction until it ends.</summary>
    private async Task Carry(Socket from, Socket to, TimeSpan before)
    {
        var under = Channel.CreateUnbounded<(long At, byte[] Bytes)>();
        var arriving = Arrive(under.Reader, to);
        var begin = Stopwatch.GetTimestamp() + (long)(before.TotalSeconds * Stopwatch.Frequency);
        var half = (long)(_delay.TotalSeconds / 2 * Stopwatch.Frequency);
        var buffer = new byte[64 << 10];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var read)
            {
                under.Writer.TryWrite((Math.Max(Stopwatch.GetTimestamp(), begin) + half, buffer[..read]));
            }
        }
        catch (Exception end) when (end is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side has gone.
        }

        under.Writer.Complete();
        await arriving;
    }

    private async Task Arrive(ChannelReader<(long At, byte[] Bytes)> under, Socket to)
    {
        try
        {
            await foreach (var (at, bytes) in under.ReadAllAsync(_stop.Token))
            {
                var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), at);
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left, _stop.Token);
                }

                await to.SendAsync(bytes, _stop.Token);
            }
        }
        catch (Exception end) when (end is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side has gone.
        }
    }
}
