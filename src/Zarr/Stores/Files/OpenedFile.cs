using Microsoft.Win32.SafeHandles;

namespace OmeNgff.Zarr.Stores.Files;

/// <summary>A regular file that was opened, and proved to lie inside the allowed folders after it was.</summary>
/// <param name="Handle">For reading; the owner disposes it.</param>
/// <param name="Length">Its length in bytes when it was opened.</param>
/// <param name="LastModified">When it was last written.</param>
/// <param name="ETag">A strong entity tag, with its quotation marks.</param>
internal sealed record OpenedFile(SafeFileHandle Handle, long Length, DateTimeOffset LastModified, string ETag);

/// <summary>A folder that was opened, and proved to lie inside the allowed folders after it was.</summary>
/// <param name="Handle">Keeps <paramref name="Path"/> the same folder, or null; the owner disposes it.</param>
/// <param name="Path">Where to enumerate it.</param>
internal sealed record OpenedFolder(SafeFileHandle? Handle, string Path) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Handle?.Dispose();
}

/// <summary>Opens files and folders, following symbolic links only within the allowed folders.</summary>
internal interface IFileOpener
{
    /// <summary>Opens a regular file, or answers null when there is no file.</summary>
    /// <exception cref="StoreException">It lies outside, cannot be read, or is no regular file.</exception>
    OpenedFile? OpenFile(string path, AllowedRoots roots, string address);

    /// <summary>Opens a folder, or answers null when there is no folder.</summary>
    /// <exception cref="StoreException">It lies outside, or cannot be read.</exception>
    OpenedFolder? OpenFolder(string path, AllowedRoots roots, string address);
}
