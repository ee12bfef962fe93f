namespace OmeNgff.Zarr.Stores.Files;

/// <summary>
/// For Unixes that are not Linux: resolves the path before and again after opening, and refuses what changed
/// meanwhile. It cannot tell a fifo from a file beforehand.
/// </summary>
internal sealed class PortableFileOpener : IFileOpener
{
    /// <inheritdoc/>
    public OpenedFile? OpenFile(string path, AllowedRoots roots, string address)
    {
        if (Resolve(path, roots, address) is not { } real || Directory.Exists(real))
        {
            return null;
        }

        var handle = File.OpenHandle(real, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            if (Resolve(path, roots, address) != real)
            {
                throw new StoreException(address, StoreRules.StoreUnreadable, "This was replaced while it was opened.");
            }

            var length = RandomAccess.GetLength(handle);
            var written = new DateTimeOffset(File.GetLastWriteTimeUtc(handle), TimeSpan.Zero);
            return new OpenedFile(
                handle, length, written, FormattableString.Invariant($"\"{length:x}-{written.UtcTicks:x}\""));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public OpenedFolder? OpenFolder(string path, AllowedRoots roots, string address) =>
        Resolve(path, roots, address) is { } real && Directory.Exists(real) ? new OpenedFolder(null, real) : null;

    private static string? Resolve(string path, AllowedRoots roots, string address)
    {
        var real = RealPath.Resolve(path);
        return !roots.Contain(real.Path) ? throw AllowedRoots.Outside(address) : real.Exists ? real.Path : null;
    }
}
