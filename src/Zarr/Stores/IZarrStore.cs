namespace OmeNgff.Zarr.Stores;

/// <summary>
/// Where the bytes of a Zarr hierarchy lie: objects under slash-separated keys, read only. Safe for concurrent use.
/// A key is relative, has no empty, <c>.</c> or <c>..</c> segment, no backslash and no NUL (rule <c>key-invalid</c>),
/// and is never percent-decoded.
/// </summary>
public interface IZarrStore
{
    /// <summary>The store's canonical address with a slash at its end: <c>file:///data/x.zarr/</c>.</summary>
    string Address { get; }

    /// <summary>Opens one object, or one range of it. The caller disposes the answer.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="range">The part that is wanted, or null for all.</param>
    /// <param name="ct">Cancels the opening.</param>
    /// <returns>The object, or null when there is none (a folder is none).</returns>
    /// <exception cref="RangeNotSatisfiableException">The range begins at or past the object's end.</exception>
    /// <exception cref="StoreException">The key is malformed, or the object cannot or must not be read.</exception>
    ValueTask<StoreObject?> Open(string key, ByteRange? range, CancellationToken ct);

    /// <summary>What is known of one object without reading it.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="ct">Cancels the looking.</param>
    /// <returns>What is known, or null when there is no such object (a folder is none).</returns>
    /// <exception cref="StoreException">The key is malformed, or the object cannot or must not be read.</exception>
    ValueTask<StoreObjectState?> Look(string key, CancellationToken ct);

    /// <summary>Lists what lies directly in a folder, in no particular order; nothing where no folder is.</summary>
    /// <param name="prefix">The folder's key, empty for the store itself; one slash at its end is allowed.</param>
    /// <param name="ct">Cancels the listing.</param>
    /// <exception cref="StoreException">
    /// The key is malformed, the folder cannot or must not be read, or the store lists nothing at all
    /// (<c>store-not-listable</c>).
    /// </exception>
    IAsyncEnumerable<StoreEntry> List(string prefix, CancellationToken ct);
}

/// <summary>One thing that lies in a folder of a store.</summary>
/// <param name="Name">Its name, one key segment.</param>
/// <param name="IsFolder">True for a folder, false for an object.</param>
public readonly record struct StoreEntry(string Name, bool IsFolder);
