using System.Net;

namespace OmeNgff.Zarr.Stores.Http;

/// <summary>The HTTP client that stores share when none is given.</summary>
internal static class StoreHttpClient
{
    /// <summary>A client that follows nothing, keeps no cookies and waits no longer than the limits say.</summary>
    /// <param name="limits">Of these, <see cref="StoreLimits.HttpConnectTimeout"/> counts here.</param>
    /// <param name="proxy">What leads to servers on other machines.</param>
    public static HttpClient Create(StoreLimits limits, IWebProxy proxy) => new(
        new SocketsHttpHandler
        {
            // Both are done in HttpExchange, which knows the limits.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = limits.HttpConnectTimeout,
            Proxy = new OtherMachinesProxy(proxy),

            // Names may come to mean other machines.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        },
        disposeHandler: true)
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

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
