using OmeNgff.Zarr.Stores.Files;

namespace OmeNgff.Zarr.Stores;

/// <summary>
/// Replaces documents in a folder, never chunks. Each file is replaced by itself, and at every moment, a crash
/// included, its name leads to the whole old or the whole new document; the old one is kept beside it under a name that
/// no Zarr reader takes for a key. It writes inside the writable folders only: a link that leads out of them is
/// refused, on Linux also when it is put there between the look and the writing. Opened through
/// <see cref="StoreFactory.OpenForWriting"/>.
/// </summary>
public sealed class DocumentWriter
{
    private static readonly string[] Names = [".zarray", ".zattrs", ".zgroup", ".zmetadata", "zarr.json"];

    private readonly FileStore _store;
    private readonly AllowedRoots _roots;

    internal DocumentWriter(FileStore store, AllowedRoots roots)
    {
        _store = store;
        _roots = roots;
    }

    /// <summary>The same folder, for reading.</summary>
    public IZarrStore Store => _store;

    /// <summary>Refuses a document that could not be written, before anything is.</summary>
    /// <exception cref="StoreException">As for <see cref="Write"/>.</exception>
    public void Check(string key) => At(key, (file, old) =>
    {
        old?.Handle.Dispose();
        return true;
    });

    /// <summary>Writes a document; nothing is written where the file has these very bytes.</summary>
    /// <param name="key">Its key; the folder must be there.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="at">The time in the name that the old document is kept under.</param>
    /// <exception cref="StoreException">
    /// The key is malformed or none of a document; the file is a link, lies outside the writable folders, or cannot be
    /// written. Then the old document stands.
    /// </exception>
    public WrittenDocument Write(string key, ReadOnlyMemory<byte> content, DateTimeOffset at) => At(key, (file, old) =>
    {
        using var handle = old?.Handle;
        return old is not null && Holds(old, content.Span)
            ? new WrittenDocument(key, IsChanged: false)
            : new WrittenDocument(key, IsChanged: true) { Kept = Beside(key, file.Replace(old, content.Span, at)) };
    });

    /// <summary>Takes a document away, and keeps it beside.</summary>
    /// <returns>What was done; null when there is no such document.</returns>
    /// <exception cref="StoreException">As for <see cref="Write"/>.</exception>
    public WrittenDocument? Remove(string key, DateTimeOffset at) => At(key, (file, old) =>
    {
        old?.Handle.Dispose();
        return old is null
            ? null
            : new WrittenDocument(key, IsChanged: true) { Kept = Beside(key, file.Remove(at)) };
    });

    private T At<T>(string key, Func<FileReplacement, OpenedFile?, T> act)
    {
        ArgumentNullException.ThrowIfNull(key);
        var address = StoreAddress.KeyAddress(_store.Address, key);
        var (folderKey, name) = Split(key);
        if (!Names.Contains(name))
        {
            throw new StoreException(address, StoreRules.KeyInvalid, $"'{name}' is the name of no Zarr document.");
        }

        try
        {
            using var folder = _store.Opener.OpenFolder(Path.Combine(_store.Folder, folderKey), _roots, address)
                ?? throw new StoreException(address, StoreRules.StoreUnwritable, "There is no folder for it.");
            var file = new FileReplacement(folder, name);
            return file.IsLink
                ? throw new StoreException(
                    address, StoreRules.DocumentLinked, "This is a symbolic link, which is not written over.")
                : act(file, _store.Opener.OpenFile(file.FilePath, _roots, address));
        }
        catch (Exception problem) when (problem is UnauthorizedAccessException or IOException)
        {
            var reason = problem is UnauthorizedAccessException
                ? "Permission is denied."
                : "The file system reports an error.";
            throw new StoreException(
                address, StoreRules.StoreUnwritable, $"This cannot be written. {reason}", problem);
        }
    }

    private static bool Holds(OpenedFile file, ReadOnlySpan<byte> content)
    {
        if (file.Length != content.Length)
        {
            return false;
        }

        var bytes = new byte[file.Length];
        var read = RandomAccess.Read(file.Handle, bytes, fileOffset: 0);
        return read == bytes.Length && content.SequenceEqual(bytes);
    }

    private static string? Beside(string key, string? name) =>
        name is null ? null : StoreKey.Join(Split(key).Folder, name);

    private static (string Folder, string Name) Split(string key)
    {
        var slash = key.LastIndexOf('/');
        return slash < 0 ? ("", key) : (key[..slash], key[(slash + 1)..]);
    }
}

/// <summary>What became of a document that was to be written.</summary>
/// <param name="Key">Its key.</param>
/// <param name="IsChanged">False when it held these very bytes already.</param>
public sealed record WrittenDocument(string Key, bool IsChanged)
{
    /// <summary>
    /// The key that the old document is kept under; null when there was none, or nothing was written.
    /// </summary>
    public string? Kept { get; init; }
}
