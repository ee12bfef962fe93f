using System.Net;
using OmeNgff.Zarr.Stores.Http;

namespace OmeNgff.Zarr.Stores;

/// <summary>
/// Addresses that an operator lets be opened: all that lie below one. How they are read, and how the chunks below them
/// reach viewers.
/// </summary>
public sealed record StorePrefix
{
    /// <summary>The address that they lie below: canonical, with a slash at its end.</summary>
    public required string Address { get; init; }

    /// <summary>How a bucket is read; of an <c>s3:</c> address only, and always there.</summary>
    public S3Access? S3 { get; init; }

    /// <summary>
    /// Whether a server by this name may lie in a private network or on this machine. An address that says so itself
    /// (<c>localhost</c>, <c>10.0.0.1</c>) needs it not. Default: false.
    /// </summary>
    public bool PrivateNetwork { get; init; }

    /// <summary>
    /// Whether viewers are sent to the store for chunks, or these are streamed through. Default: sent, except for files.
    /// </summary>
    public ChunkDelivery Chunks { get; init; }

    /// <summary>
    /// Where viewers reach the same bytes, with a slash at its end; null where the store's own address is the one.
    /// </summary>
    public string? PublicAddress { get; init; }

    /// <summary>
    /// Whether viewers are sent to a plain <c>http:</c> address from pages that came by https too. Browsers refuse that
    /// (mixed content), so that what they ask for is streamed. Default: false.
    /// </summary>
    public bool InsecureRedirect { get; init; }

    /// <summary>How long a presigned address is good for. Default: 1 hour.</summary>
    public TimeSpan PresignedFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// True for the address of a server that is never connected to: link-local, where cloud providers hand out
    /// credentials, or none of a single machine.
    /// </summary>
    public static bool IsUnreachable(Uri server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return IPAddress.TryParse(server.IdnHost, out var address) && NetworkBarrier.IsNever(address);
    }

    /// <summary>True when a canonical address is this one or lies below it.</summary>
    public bool Contains(string address) => address.StartsWith(Address, StringComparison.Ordinal);
}

/// <summary>How chunks reach viewers.</summary>
public enum ChunkDelivery
{
    /// <summary>Viewers are redirected to the store.</summary>
    Redirect,

    /// <summary>They are streamed through.</summary>
    Proxy,
}
