using System.Net;

namespace OmeNgff.Zarr.Stores.Http;

/// <summary>The HTTP clients that stores share when none is given.</summary>
internal static class StoreHttpClient
{
    /// <summary>
    /// A client that follows nothing, keeps no cookies, waits no longer than the limits say, and reuses connections.
    /// </summary>
    /// <param name="limits">Of these, <see cref="StoreLimits.HttpConnectTimeout"/> and
    /// <see cref="StoreLimits.MaxHttpConnections"/> count here.</param>
    /// <param name="proxy">What leads to servers on other machines.</param>
    /// <param name="barrier">
    /// Null for none; else the machines are those of <see cref="NetworkBarrier"/>, true with private networks.
    /// </param>
    public static HttpClient Create(StoreLimits limits, IWebProxy proxy, bool? barrier = null)
    {
        var handler = new SocketsHttpHandler
        {
            // Both are done in HttpExchange, which knows the limits.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,

            // Which request of whom it is for is no matter of the other server.
            ActivityHeadersPropagator = null,
            ConnectTimeout = limits.HttpConnectTimeout,
            MaxConnectionsPerServer = limits.MaxHttpConnections,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            Proxy = new OtherMachinesProxy(proxy),

            // Names may come to mean other machines.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (barrier is { } allowPrivate)
        {
            handler.ConnectCallback = (context, ct) => NetworkBarrier.Connect(context, allowPrivate, ct);
        }

        return new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Leads to other machines only: a proxy elsewhere has another loopback.</summary>
    private sealed class OtherMachinesProxy(IWebProxy proxy) : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => proxy.Credentials;
            set => proxy.Credentials = value;
        }

        public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : proxy.GetProxy(destination);

        public bool IsBypassed(Uri host) => host.IsLoopback || proxy.IsBypassed(host);
    }
}
