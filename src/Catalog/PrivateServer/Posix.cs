using System.Runtime.InteropServices;

namespace OmeNgff.Catalog.PrivateServer;

/// <summary>The calls of the operating system that .NET does not offer.</summary>
internal static partial class Posix
{
    private const int NoSuchProcess = 3;

    /// <summary>The signals that PostgreSQL's postmaster reads as "stop".</summary>
    public enum Signal
    {
        /// <summary>Nothing is sent.</summary>
        None = 0,

        /// <summary>Fast shutdown: roll back, write a checkpoint, end.</summary>
        Interrupt = 2,

        /// <summary>Immediate shutdown: the next start recovers.</summary>
        Quit = 3,

        /// <summary>Nothing is tidied up.</summary>
        Kill = 9,
    }

    /// <summary>Sends a signal; nothing happens when the process has ended.</summary>
    public static void Send(int processId, Signal signal) => _ = KillCall(processId, (int)signal);

    /// <summary>Whether there is a process of that id, whoever's it is.</summary>
    public static bool Exists(int processId) =>
        KillCall(processId, 0) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess;

    /// <summary>Makes a folder that only its owner can use; false when the name is taken.</summary>
    public static bool TryCreateFolder(string path) => MkdirCall(path, 0b111_000_000) == 0;

    /// <summary>Gives a file or folder to a user; nothing happens without one.</summary>
    public static void Give(string path, RunAsUser? user)
    {
        if (user is not null && ChownCall(path, (uint)user.UserId, (uint)user.GroupId) != 0)
        {
            throw new PrivateServerException(
                $"{path} cannot be given to the user {user.Name}: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int KillCall(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MkdirCall(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChownCall(string path, uint userId, uint groupId);
}
