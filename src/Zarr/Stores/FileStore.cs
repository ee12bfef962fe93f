using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using OmeNgff.Zarr.Stores.Files;

namespace OmeNgff.Zarr.Stores;

/// <summary>A folder of the local file system. Opened through <see cref="StoreFactory"/>.</summary>
public sealed class FileStore : IZarrStore
{
    private readonly AllowedRoots _roots;

    internal FileStore(string folder, AllowedRoots roots, IFileOpener? opener = null)
    {
        Folder = folder;
        _roots = roots;
        Opener = opener ?? (OperatingSystem.IsLinux() ? new LinuxFileOpener() : new PortableFileOpener());
        Address = StoreAddress.OfFolder(folder);
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <summary>The folder's path, without symbolic links when it was opened.</summary>
    internal string Folder { get; }

    /// <summary>How files and folders in it are opened.</summary>
    internal IFileOpener Opener { get; }

    /// <inheritdoc/>
    public ValueTask<StoreObject?> Open(string key, ByteRange? range, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(key);
        ct.ThrowIfCancellationRequested();
        var address = StoreAddress.KeyAddress(Address, key);
        var file = Reading(address, () => Opener.OpenFile(Path.Combine(Folder, key), _roots, address));
        return ValueTask.FromResult(file is null ? null : Part(file, range));
    }

    /// <inheritdoc/>
    public async ValueTask<StoreObjectState?> Look(string key, CancellationToken ct)
    {
        await using var file = await Open(key, range: null, ct);
        return file?.State;
    }

    private static StoreObject Part(OpenedFile file, ByteRange? range)
    {
        var part = range is { } asked ? asked.Resolve(file.Length) : (0, file.Length);
        if (part is not var (offset, length))
        {
            file.Handle.Dispose();
            throw new RangeNotSatisfiableException(file.Length);
        }

        return new StoreObject
        {
            TotalLength = file.Length,
            Offset = offset,
            Length = length,
            Content = new FileRangeStream(file.Handle, offset, length),
            ETag = file.ETag,
            LastModified = file.LastModified,
        };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoreEntry> List(string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var key = prefix.EndsWith('/') ? prefix[..^1] : prefix;
        StoreKey.Check(Address, prefix == "/" ? prefix : key, folder: true);
        var address = StoreAddress.Combine(Address, key);
        var path = Path.Combine(Folder, key);

        await Task.Yield();
        using var folder = Reading(address, () => Opener.OpenFolder(path, _roots, address));
        if (folder is null)
        {
            yield break;
        }

        using var entries = Reading(address, () => Entries(folder.Path).GetEnumerator());
        while (Reading(address, entries.MoveNext))
        {
            ct.ThrowIfCancellationRequested();
            var (name, isFolder, isLink) = entries.Current;
            if (StoreKey.IsSegment(name) && (isLink ? LinkToFolder(path, name) : isFolder) is { } known)
            {
                yield return new StoreEntry(name, known);
            }
        }
    }

    private static FileSystemEnumerable<(string Name, bool IsFolder, bool IsLink)> Entries(string path) => new(
        path,
        static (ref entry) => (
            entry.FileName.ToString(), entry.IsDirectory, entry.Attributes.HasFlag(FileAttributes.ReparsePoint)),
        new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false });

    /// <summary>Whether a link leads to a folder; null when it leads nowhere or outside.</summary>
    private bool? LinkToFolder(string folder, string name)
    {
        var target = RealPath.Resolve(Path.Combine(folder, name));
        return target.Exists && _roots.Contain(target.Path) ? Directory.Exists(target.Path) : null;
    }

    /// <summary>Says what the file system reports in the store's own words.</summary>
    private static T Reading<T>(string address, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception problem) when (problem is UnauthorizedAccessException or IOException)
        {
            // The system's message may name a path that a link leads to.
            var reason = problem is UnauthorizedAccessException
                ? "Permission is denied."
                : "The file system reports an error.";
            throw new StoreException(address, StoreRules.StoreUnreadable, $"This cannot be read. {reason}", problem);
        }
    }
}
