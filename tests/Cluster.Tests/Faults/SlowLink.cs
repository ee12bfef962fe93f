using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace OmeNgff.Cluster.Tests.Faults;

/// <summary>A way to a database's socket that can be made slow: everything arrives, in both directions, but late.</summary>
internal sealed class SlowLink : IAsyncDisposable
{
    private const int Piece = 16 << 10;

    private readonly string _socket;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;
    private long _delay;

    /// <param name="socket">The path of the database's socket.</param>
    public SlowLink(string socket)
    {
        _socket = socket;
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>The port on the loopback interface.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How much later each piece of 16 KiB or less arrives.</summary>
    public TimeSpan Delay
    {
        get => new(Volatile.Read(ref _delay));
        set => Volatile.Write(ref _delay, value.Ticks);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        await Task.WhenAll(_connections);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                _connections.Add(Connect(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task Connect(Socket near)
    {
        using (near)
        using (var far = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            try
            {
                near.NoDelay = true;
                await far.ConnectAsync(new UnixDomainSocketEndPoint(_socket), _stop.Token);
                await Task.WhenAny(Carry(near, far), Carry(far, near));
            }
            catch (Exception failure) when (failure is SocketException or OperationCanceledException)
            {
                // Either end has gone, and so does the other.
            }
        }
    }

    private async Task Carry(Socket from, Socket to)
    {
        try
        {
            var piece = new byte[Piece];
            int read;
            while ((read = await from.ReceiveAsync(piece, _stop.Token)) > 0)
            {
                await Task.Delay(Delay, _stop.Token);
                await to.SendAsync(piece.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // As above.
        }
    }
}
