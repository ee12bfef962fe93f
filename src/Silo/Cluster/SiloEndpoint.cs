using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OmeNgff.Silo.Hosting;

namespace OmeNgff.Silo.Cluster;

/// <summary>Where the other nodes of the cluster reach a silo.</summary>
/// <param name="Host">An IP address, or a name that stands for one.</param>
/// <param name="Port">The port.</param>
public sealed record SiloEndpoint(string Host, int Port)
{
    /// <summary>Reads <c>HOST:PORT</c>; an IPv6 address stands in brackets.</summary>
    /// <exception cref="StartException">It is something else.</exception>
    public static SiloEndpoint Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon > 0
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= 65535
            && text[..colon].Trim('[', ']') is { Length: > 0 } host
            && Uri.CheckHostName(host) != UriHostNameType.Unknown)
        {
            return new SiloEndpoint(host, port);
        }

        throw new StartException(
            $"The silo address is '{text}', and must be HOST:PORT, as 10.0.0.5:11111 (--silo-address, OMENGFF_SILO_ADDRESS).");
    }

    /// <summary>The address that the others connect to; for a name, the first IPv4 address that it stands for, else the first.
    /// </summary>
    /// <exception cref="StartException">The name stands for none, or the address is none that others can connect to.</exception>
    public IPAddress Resolve()
    {
        IPAddress[] addresses;
        try
        {
            addresses = IPAddress.TryParse(Host, out var known) ? [known] : Dns.GetHostAddresses(Host);
        }
        catch (SocketException failure)
        {
            throw new StartException($"The silo address names the host '{Host}', which has no address: {failure.Message}", failure);
        }

        var chosen = addresses.OrderBy(address => address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).First();
        return chosen.Equals(IPAddress.Any) || chosen.Equals(IPAddress.IPv6Any)
            ? throw new StartException($"The silo address is '{Host}', and must be one that other nodes can connect to.")
            : chosen;
    }
}
