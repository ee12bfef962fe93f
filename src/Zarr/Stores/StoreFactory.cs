using OmeNgff.Zarr.Stores.Files;

namespace OmeNgff.Zarr.Stores;

/// <summary>Opens stores by their address, within what the options allow. Safe for concurrent use.</summary>
public sealed class StoreFactory(StoreOptions options)
{
    /// <summary>What may be opened.</summary>
    public StoreOptions Options { get; } = options;

    /// <summary>Opens the store at an address: an absolute path, or a <c>file:</c> URL.</summary>
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
            var scheme => throw new StoreException(
                address, StoreRules.StoreUnsupported, $"'{scheme}:' addresses are not read; 'file:' ones are."),
        };
    }

    private FileStore OpenFolder(string address)
    {
        var roots = AllowedRoots.Resolve(Options.Roots);
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
