using System.Collections.Concurrent;
using System.Net;
using OmeNgff.Zarr.Stores.Files;
using OmeNgff.Zarr.Stores.Http;
using OmeNgff.Zarr.Stores.Prefixes;
using OmeNgff.Zarr.Stores.S3;

namespace OmeNgff.Zarr.Stores;

/// <summary>
/// Opens stores by their address, within what the options allow. Safe for concurrent use. Disposing it closes the
/// connections of the HTTP clients that it made; the stores that it opened over HTTP are of no use then.
/// </summary>
/// <param name="options">What may be opened.</param>
/// <param name="http">
/// The client for HTTP, which stays the caller's; null for ones that the factory makes, which also keep to the networks
/// that the options allow. A given one follows no redirects and unpacks nothing by itself, or limits are not kept. Its
/// default headers go to every server that it is redirected to.
/// </param>
public sealed class StoreFactory(StoreOptions options, HttpClient? http = null) : IDisposable
{
    private readonly StorePrefixes _prefixes = new(options.Prefixes);
    private readonly Lazy<HttpClient> _any = Client(options, barrier: null);
    private readonly Lazy<HttpClient> _public = Client(options, barrier: false);
    private readonly Lazy<HttpClient> _private = Client(options, barrier: true);
    private readonly ConcurrentDictionary<(S3Access Access, bool? Barrier), Lazy<S3Service>> _services = new();

    /// <summary>What may be opened.</summary>
    public StoreOptions Options { get; } = options;

    /// <summary>
    /// Opens the store at an address: an absolute path, a <c>file:</c> URL, or an <c>http:</c>, <c>https:</c> or
    /// <c>s3:</c> URL that lies below one of <see cref="StoreOptions.Prefixes"/> or is allowed with all others. A server
    /// is asked only for objects: whether there is a folder shows when the first one is opened.
    /// </summary>
    /// <returns>The store; its address is the same for every way to name the same folder.</returns>
    /// <exception cref="StoreException">
    /// The address is malformed or of a scheme that is not read, lies outside the allowed folders and addresses, or is
    /// no folder.
    /// </exception>
    public IZarrStore Open(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return StoreAddress.Scheme(address) switch
        {
            null or "file" => OpenFolder(address),
            "http" or "https" when Options.AllowHttp => new HttpStore(address, _ => http ?? _any.Value, Options.Limits),
            "http" or "https" or "s3" => OpenRemote(address),
            var scheme => throw Unsupported(address, scheme),
        };
    }

    /// <summary>The configured addresses that a store belongs to; null where none were configured for it.</summary>
    /// <param name="address">The store's canonical address.</param>
    public StorePrefix? PrefixOf(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return _prefixes.Find(address);
    }

    /// <summary>Where a viewer gets an object by itself: percent-encoded, for S3 with keys signed.</summary>
    /// <param name="prefix">The addresses that the store belongs to.</param>
    /// <param name="store">The store's canonical address.</param>
    /// <param name="key">The object's key.</param>
    /// <param name="method">GET or HEAD: a signature is made for one of them.</param>
    /// <exception cref="StoreException">The key is malformed, or there are no keys to sign with.</exception>
    public async ValueTask<Uri> ViewerAddress(StorePrefix prefix, string store, string key, HttpMethod method)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentNullException.ThrowIfNull(store);
        var address = StoreAddress.KeyAddress(store, key);
        if (prefix.PublicAddress is { } reached)
        {
            return new Uri(reached + address[prefix.Address.Length..]);
        }

        return Open(store) is S3Store bucket
            ? await bucket.AddressOf(method, key, prefix.PresignedFor)
            : new Uri(address);
    }

    /// <summary>Opens the folder at an address for the replacement of its documents.</summary>
    /// <exception cref="StoreException">
    /// As for <see cref="Open"/>; <c>store-read-only</c> where the folder lies in none of
    /// <see cref="StoreOptions.WritableRoots"/>, or the address is none of a folder.
    /// </exception>
    public DocumentWriter OpenForWriting(string address)
    {
        var store = Open(address);
        var roots = AllowedRoots.Resolve(Options.WritableRoots);
        return store is FileStore folder && roots.Contain(folder.Folder)
            ? new DocumentWriter(folder, roots)
            : throw new StoreException(
                address,
                StoreRules.StoreReadOnly,
                store is FileStore
                    ? "This folder may be read and not written; it lies in none of the writable folders."
                    : "Documents are written to folders only.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var service in _services.Values.Where(service => service.IsValueCreated))
        {
            service.Value.Dispose();
        }

        foreach (var client in new[] { _any, _public, _private }.Where(client => client.IsValueCreated))
        {
            client.Value.Dispose();
        }
    }

    private static Lazy<HttpClient> Client(StoreOptions options, bool? barrier) =>
        new(() => StoreHttpClient.Create(options.Limits, HttpClient.DefaultProxy, barrier));

    private IZarrStore OpenRemote(string address)
    {
        var scheme = StoreAddress.Scheme(address)!;
        if (!_prefixes.Know(scheme) && !(scheme == "s3" && Options.AnyS3 is not null))
        {
            throw Unsupported(address, scheme);
        }

        var canonical = StoreAddress.Canonical(address);
        return _prefixes.Find(canonical) switch
        {
            { S3: { } access } prefix =>
                new S3Store(canonical, Service(access, AllowsPrivate(prefix, access.Endpoint)), Options.Limits),
            { } => new HttpStore(canonical, Reach, Options.Limits),
            null when scheme == "s3" && Options.AnyS3 is { } any =>
                new S3Store(canonical, Service(any, barrier: null), Options.Limits),
            null => throw new StoreException(
                address,
                StoreRules.AddressNotAllowed,
                "This address lies below none of the addresses that may be read."),
        };
    }

    /// <summary>The client that reads an address which is, or was redirected to, below a prefix.</summary>
    private HttpClient? Reach(Uri target) => _prefixes.Find(target) is { } prefix
        ? Http(AllowsPrivate(prefix, prefix.Address))
        : null;

    private HttpClient Http(bool? barrier) =>
        http ?? (barrier switch { null => _any, true => _private, false => _public }).Value;

    private S3Service Service(S3Access access, bool? barrier) => _services.GetOrAdd(
        (access, barrier),
        key => new Lazy<S3Service>(() => new S3Service(key.Access, Http(key.Barrier), Options.Limits))).Value;

    /// <summary>Whether servers in private networks are connected to: where it was allowed, or the address says it.
    /// </summary>
    private static bool AllowsPrivate(StorePrefix prefix, string? server) =>
        prefix.PrivateNetwork || (server is not null && IsPrivate(new Uri(server)));

    private static bool IsPrivate(Uri server) => server.IsLoopback
        || (IPAddress.TryParse(server.IdnHost, out var address) && NetworkBarrier.IsPrivate(address));

    private StoreException Unsupported(string address, string scheme) => new(
        address,
        StoreRules.StoreUnsupported,
        $"'{scheme}:' addresses are not read; "
        + (Options.AllowHttp ? "'file:', 'http:' and 'https:' ones are."
            : Options.Prefixes.IsEmpty ? "'file:' ones are."
            : "'file:' ones are, and those that were configured."));

    private FileStore OpenFolder(string address)
    {
        var roots = AllowedRoots.Resolve(Options.Roots.Concat(Options.WritableRoots));
        var folder = RealPath.Resolve(StoreAddress.ToPath(address));

        // In this order, so that an answer about a place outside never depends on what is there.
        if (!roots.Contain(folder.Path))
        {
            throw AllowedRoots.Outside(address);
        }

        return Directory.Exists(folder.Path)
            ? new FileStore(folder.Path, roots)
            : throw new StoreException(address, StoreRules.StoreMissing, "There is no folder at this address.");
    }
}
