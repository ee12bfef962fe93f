using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OmeNgff.Bench.Resolve;

/// <summary>Clients that ask one after the other, each on a connection and a thread of its own, and read no more of an answer
/// than they must: so that the machine is the server's.</summary>
internal static class Load
{
    /// <summary>Asks for as long as told.</summary>
    /// <param name="server">The server.</param>
    /// <param name="clients">How many clients.</param>
    /// <param name="time">How long.</param>
    /// <param name="request">The next request of a client, or null at its end.</param>
    /// <param name="status">The status that is right.</param>
    public static LoadResult Run(
        IPEndPoint server, int clients, TimeSpan time, Func<int, byte[]?> request, int status = 200)
    {
        var times = Enumerable.Range(0, clients).Select(_ => new List<double>()).ToArray();
        var faults = new Exception?[clients];
        var begin = Stopwatch.GetTimestamp();
        var threads = times.Select((own, client) => new Thread(() =>
        {
            try
            {
                Ask(server, begin, time, () => request(client), status, own);
            }
            catch (Exception fault) when (fault is SocketException or InvalidDataException)
            {
                faults[client] = fault;
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return faults.FirstOrDefault(fault => fault is not null) is { } first
            ? throw new InvalidDataException($"{server}: {first.Message}")
            : new LoadResult([.. times.SelectMany(own => own).Order()], Stopwatch.GetElapsedTime(begin));
    }

    /// <summary>A request as bytes.</summary>
    public static byte[] Get(string path, string? ifNoneMatch = null) => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: localhost\r\n{(ifNoneMatch is null ? "" : $"If-None-Match: {ifNoneMatch}\r\n")}\r\n");

    private static void Ask(
        IPEndPoint server, long begin, TimeSpan time, Func<byte[]?> request, int status, List<double> times)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(server);
        var buffer = new byte[256 << 10];
        while (Stopwatch.GetElapsedTime(begin) < time && request() is { } next)
        {
            var asked = Stopwatch.GetTimestamp();
            socket.Send(next);
            Read(socket, buffer, status);
            times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }
    }

    private static void Read(Socket socket, byte[] buffer, int status)
    {
        var (read, end) = (0, -1);
        while (end < 0)
        {
            var more = socket.Receive(buffer.AsSpan(read));
            read += more > 0 ? more : throw new InvalidDataException("The connection was closed.");
            end = buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
        }

        var head = buffer.AsSpan(0, end);
        var answered = int.Parse(head[9..12], CultureInfo.InvariantCulture);
        if (answered != status)
        {
            throw new InvalidDataException($"{answered} instead of {status}.");
        }

        for (var left = end + 4 + Length(head) - read; left > 0;)
        {
            left -= socket.Receive(buffer.AsSpan(0, Math.Min(left, buffer.Length)));
        }
    }

    private static int Length(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
        {
            return 0;
        }

        var value = head[(at + 16)..];
        var end = value.IndexOf((byte)'\r');
        return int.Parse(end < 0 ? value : value[..end], CultureInfo.InvariantCulture);
    }
}

/// <summary>What clients saw.</summary>
/// <param name="Times">How long each answer took, in milliseconds, in order.</param>
/// <param name="Took">How long all took.</param>
internal sealed record LoadResult(double[] Times, TimeSpan Took)
{
    /// <summary>Answers per second.</summary>
    public double Rate => Times.Length / Took.TotalSeconds;

    /// <summary>The time that a share of the answers took at most, in milliseconds.</summary>
    public double Quantile(double share) => Times.Length == 0 ? 0 : Times[(int)((Times.Length - 1) * share)];
}
