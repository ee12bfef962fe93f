using System.Net;
using System.Net.Sockets;

namespace OmeNgff.Zarr.Stores.Http;

/// <summary>
/// Which machines a client connects to. It looks at the very address that the connection is made to, so that a name
/// which means another machine by then (DNS rebinding), or a redirect, leads nowhere else. Link-local addresses, where
/// cloud providers hand out credentials, are never connected to.
/// </summary>
internal static class NetworkBarrier
{
    private static readonly IPNetwork[] Never =
    [
        .. new[]
        {
            "0.0.0.0/8", "169.254.0.0/16", "100.100.100.200/32", "192.0.0.192/32", "224.0.0.0/3",
            "::/128", "fe80::/10", "ff00::/8", "fd00:ec2::/32", "fd20:ce::254/128",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    private static readonly IPNetwork[] Private =
    [
        .. new[]
        {
            "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "::1/128", "fc00::/7",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    /// <summary>True for an address that is never connected to.</summary>
    public static bool IsNever(IPAddress address) => Lies(address, Never);

    /// <summary>True for an address of this machine or of a private network.</summary>
    public static bool IsPrivate(IPAddress address) => Lies(address, Private);

    /// <summary>Connects as a handler does that has no barrier.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="allowPrivate">Whether this machine and private networks may be connected to.</param>
    /// <param name="ct">Cancels the connecting.</param>
    public static async ValueTask<Stream> Connect(
        SocketsHttpConnectionContext context, bool allowPrivate, CancellationToken ct)
    {
        var server = context.DnsEndPoint;
        var addresses = await Dns.GetHostAddressesAsync(server.Host, ct);

        // A proxy is the operator's own, and finds the server's address by itself.
        if (server.Host == context.InitialRequestMessage.RequestUri?.IdnHost)
        {
            addresses = Array.FindAll(
                addresses, address => !IsNever(address) && (allowPrivate || !IsPrivate(address)));
            if (addresses.Length == 0)
            {
                throw new BarrierException();
            }
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, server.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What to say of a connection that was not made for its address; null for another failure.</summary>
    public static string? Refusal(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is BarrierException)
            {
                return "The server's name leads into a network that is not connected to (privateNetwork).";
            }
        }

        return null;
    }

    private static bool Lies(IPAddress address, IPNetwork[] networks)
    {
        var plain = Embedded(address) ?? address;
        return networks.Any(network => network.Contains(plain));
    }

    /// <summary>The address of version 4 that one of version 6 stands for: mapped, 6to4, NAT64.</summary>
    private static IPAddress? Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return null;
        }

        var bytes = address.GetAddressBytes();
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
            : bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x20, 0x02]) ? new IPAddress(bytes.AsSpan(2, 4))
            : bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x00, 0x64, 0xff, 0x9b])
                ? new IPAddress(bytes.AsSpan(12, 4))
            : null;
    }

    /// <summary>The barrier refused all addresses of a name.</summary>
    private sealed class BarrierException() : IOException("The network is not connected to.");
}
