using OmeNgff.Zarr.Stores.Files;
using OmeNgff.Zarr.Stores.Http;

namespace OmeNgff.Zarr.Stores;

/// <summary>
/// Opens stores by their address, within what the options allow. Safe for concurrent use. Disposing it closes the
/// connections of the HTTP client that it made; the stores that it opened over HTTP are of no use then.
/// </summary>
/// <param name="options">What may be opened.</param>
/// <param name="http">
/// The client for HTTP, which stays the caller's; null for one that the factory makes. A given one follows no redirects
/// and unpacks nothing by itself, or limits are not kept. Its default headers go to every server that it is redirected
/// to.
/// </param>
public sealed class StoreFactory(StoreOptions options, HttpClient? http = null) : IDisposable
{
    private readonly Lazy<HttpClient> _ownHttp =
        new(() => StoreHttpClient.Create(options.Limits, HttpClient.DefaultProxy));

    /// <summary>What may be opened.</summary>
    public StoreOptions Options { get; } = options;

    /// <summary>
    /// Opens the store at an address: an absolute path, a <c>file:</c> URL or, where
    /// <see cref="StoreOptions.AllowHttp"/> says so, an <c>http:</c> or <c>https:</c> URL. An HTTP server is asked only
    /// for objects: whether there is a folder shows when the first one is opened.
    /// </summary>
    /// <returns>The store; its address is the same for every way to name the same folder.</returns>
    /// <exception cref="StoreException">
    /// The address is malformed or of a scheme that is not read, lies outside the allowed folders, or is no folder.
    /// </exception>
    public IZarrStore Open(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return StoreAddress.Scheme(address) switch
        {
            null or "file" => OpenFolder(address),
            "http" or "https" when Options.AllowHttp => new HttpStore(address, http ?? _ownHttp.Value, Options.Limits),
            var scheme => throw new StoreException(
                address,
                StoreRules.StoreUnsupported,
                $"'{scheme}:' addresses are not read; "
                + (Options.AllowHttp ? "'file:', 'http:' and 'https:' ones are." : "'file:' ones are.")),
        };
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
        if (_ownHttp.IsValueCreated)
        {
            _ownHttp.Value.Dispose();
        }
    }

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
