using System.Globalization;

namespace OmeNgff.Catalog.PrivateServer;

/// <summary>
/// The server that a killed process may have left behind. Only the owner of the data lock may ask for it.
/// </summary>
internal static class Orphan
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until no server works on the folder, and refuses the folder when one goes on.</summary>
    public static async Task WaitForEnd(
        PrivateServerOptions options, string clusterFolder, string socketFolder, CancellationToken cancellationToken)
    {
        var time = options.TimeProvider;
        var begin = time.GetTimestamp();
        var asked = false;
        while (PostmasterFile.Read(clusterFolder) is { } file)
        {
            switch (file.IsServerAlive())
            {
                case false when file.ProcessId == 0 || Posix.Exists(file.ProcessId):
                    // PostgreSQL would take any process that has this id now for its own, and refuses an empty file.
                    File.Delete(file.Path);
                    return;

                case false:
                    // PostgreSQL needs the file to find out whether the dead server's children still run.
                    return;

                case null when time.GetElapsedTime(begin) > options.OrphanTimeout:
                    // PostgreSQL finds out for itself, or refuses.
                    return;

                case true when time.GetElapsedTime(begin) > options.OrphanTimeout:
                    throw DataLock.InUse(
                        options.DataDirectory, file.ProcessId.ToString(CultureInfo.InvariantCulture));

                // Normally the kernel has told it already. A server that someone started by hand has another socket.
                case true when !asked && file.SocketFolder == socketFolder:
                    Posix.Send(file.ProcessId, Posix.Signal.Interrupt);
                    asked = true;
                    break;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
