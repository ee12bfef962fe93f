using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OmeNgff.Zarr.Stores.Files;

/// <summary>Brings the names in a folder to the disk, which .NET does for the contents of files alone.</summary>
internal static partial class FolderSync
{
    private const int CloseOnExec = 0x8_0000;

    /// <summary>
    /// Waits until the renames in a folder are on the disk. File systems that cannot do it for folders are left to
    /// their own order.
    /// </summary>
    public static void Flush(string folder)
    {
        using var handle = Open(folder, OperatingSystem.IsLinux() ? CloseOnExec : 0);
        if (!handle.IsInvalid)
        {
            _ = Sync(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(SafeFileHandle handle);
}
