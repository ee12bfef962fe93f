using OmeNgff.Ngff;

namespace OmeNgff.Zarr.Stores;

/// <summary>Which stores may be opened, and how much is read from them.</summary>
public sealed record StoreOptions
{
    /// <summary>
    /// The folders whose content may be read. Default: none. Symbolic links in them are followed at every opening of a
    /// store; a folder that does not exist yet is allowed.
    /// </summary>
    public EquatableArray<string> Roots { get; init; }

    /// <summary>How much of a document is read.</summary>
    public StoreLimits Limits { get; init; } = new();
}

/// <summary>Bounds on the documents read from stores, which anybody may have written.</summary>
public sealed record StoreLimits
{
    /// <summary>The largest document that is read, in bytes. Default: 64 MiB.</summary>
    public long MaxDocumentBytes { get; init; } = 64L << 20;

    /// <summary>How many objects and arrays may be nested in each other. Default: 64.</summary>
    public int MaxDocumentDepth { get; init; } = 64;
}
