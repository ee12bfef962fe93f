using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OmeNgff.Zarr.Stores.Files;

/// <summary>The Linux calls that .NET does not wrap.</summary>
internal static partial class LinuxFiles
{
    /// <summary>errno values of things that are not there.</summary>
    public const int NoEntry = 2, NotDirectory = 20, NameTooLong = 36;

    private const int OpenPathOnly = 0x20_0000, CloseOnExec = 0x8_0000, EmptyPath = 0x1000;
    private const uint BasicStats = 0x7ff;
    private const int TypeMask = 0xf000, RegularFile = 0x8000, Folder = 0x4000;

    /// <summary>
    /// A handle that only names the file (O_PATH). Taking it neither reads nor waits, whatever the file is: a fifo, a
    /// device, a file without permission.
    /// </summary>
    public static SafeFileHandle OpenName(string path) => OpenCall(path, OpenPathOnly | CloseOnExec);

    /// <summary>The path through which a handle's very file is opened again, whatever its name means by now.</summary>
    public static string PathOf(SafeFileHandle handle) => $"/proc/self/fd/{handle.DangerousGetHandle()}";

    /// <summary>What a handle names.</summary>
    public static Status Stat(SafeFileHandle handle) =>
        StatCall(handle, "", EmptyPath, BasicStats, out var status) == 0
            ? status
            : throw new IOException(Marshal.GetLastPInvokeErrorMessage());

    /// <summary>Gives an open file to another owner and group; false when this user may not.</summary>
    public static bool TryChangeOwner(SafeFileHandle handle, Status like) =>
        ChangeOwnerCall(handle, like.Owner, like.Group) == 0;

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeOwnerCall(SafeFileHandle handle, uint owner, uint group);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle OpenCall(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatCall(SafeFileHandle handle, string path, int flags, uint mask, out Status status);

    /// <summary>The part of <c>struct statx</c> that is used; its layout is the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public readonly struct Status
    {
        [FieldOffset(0x14)]
        private readonly uint _owner;
        [FieldOffset(0x18)]
        private readonly uint _group;
        [FieldOffset(0x1c)]
        private readonly ushort _mode;
        [FieldOffset(0x20)]
        private readonly ulong _inode;
        [FieldOffset(0x28)]
        private readonly long _size;
        [FieldOffset(0x70)]
        private readonly long _seconds;
        [FieldOffset(0x78)]
        private readonly uint _nanoseconds;

        /// <summary>True for a regular file.</summary>
        public bool IsRegularFile => (_mode & TypeMask) == RegularFile;

        /// <summary>True for a folder.</summary>
        public bool IsFolder => (_mode & TypeMask) == Folder;

        /// <summary>The id of the user that owns it.</summary>
        public uint Owner => _owner;

        /// <summary>The id of its group.</summary>
        public uint Group => _group;

        /// <summary>The length in bytes.</summary>
        public long Length => _size;

        /// <summary>When it was last written.</summary>
        public DateTimeOffset LastModified => DateTimeOffset.FromUnixTimeSeconds(_seconds).AddTicks(_nanoseconds / 100);

        /// <summary>A strong entity tag: length, time of the last write to the nanosecond, inode.</summary>
        public string ETag => FormattableString.Invariant($"\"{_size:x}-{_seconds:x}.{_nanoseconds:x}-{_inode:x}\"");
    }
}
