using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OmeNgff.Zarr.Stores.Files;

/// <summary>
/// Takes a handle that only names the file, asks the kernel where that very file lies, and only then opens it for
/// reading, through the handle. So nothing that is replaced meanwhile is ever read, and a fifo or a device is never
/// opened.
/// </summary>
internal sealed class LinuxFileOpener : IFileOpener
{
    /// <inheritdoc/>
    public OpenedFile? OpenFile(string path, AllowedRoots roots, string address)
    {
        using var name = OpenName(path, roots, address);
        if (name is null)
        {
            return null;
        }

        var status = LinuxFiles.Stat(name);
        if (status.IsFolder)
        {
            return null;
        }

        if (!status.IsRegularFile)
        {
            throw new StoreException(address, StoreRules.StoreUnreadable, "This is no regular file.");
        }

        var handle = File.OpenHandle(
            LinuxFiles.PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return new OpenedFile(handle, status.Length, status.LastModified, status.ETag);
    }

    /// <inheritdoc/>
    public OpenedFolder? OpenFolder(string path, AllowedRoots roots, string address)
    {
        var name = OpenName(path, roots, address);
        if (name is null || LinuxFiles.Stat(name).IsFolder)
        {
            return name is null ? null : new OpenedFolder(name, LinuxFiles.PathOf(name));
        }

        name.Dispose();
        return null;
    }

    private static SafeFileHandle? OpenName(string path, AllowedRoots roots, string address)
    {
        var name = LinuxFiles.OpenName(path);
        if (name.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            name.Dispose();

            // A link to something outside is refused whether or not that is there.
            var reason = Marshal.GetPInvokeErrorMessage(error);
            return !roots.Contain(RealPath.Resolve(path).Path) ? throw AllowedRoots.Outside(address)
                : error is LinuxFiles.NoEntry or LinuxFiles.NotDirectory or LinuxFiles.NameTooLong ? null
                : throw new StoreException(address, StoreRules.StoreUnreadable, $"This cannot be read. {reason}.");
        }

        if (new FileInfo(LinuxFiles.PathOf(name)).LinkTarget is { } real && roots.Contain(real))
        {
            return name;
        }

        name.Dispose();
        throw AllowedRoots.Outside(address);
    }
}
