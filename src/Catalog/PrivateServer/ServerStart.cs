using System.Text.RegularExpressions;

namespace OmeNgff.Catalog.PrivateServer;

/// <summary>Starts the server on a complete cluster and waits until it answers.</summary>
internal sealed partial class ServerStart(
    PrivateServerOptions options, ServerBinaries binaries, RunAsUser? user, Cluster cluster, SocketFolder socket)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PauseBetweenAttempts = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Starts the server. When only the postmaster was killed, its children may still be finishing a query on the
    /// cluster's shared memory, and PostgreSQL refuses to start beside them; they get as long as an orphan.
    /// </summary>
    public async Task<ServerProcess> Run(CancellationToken cancellationToken)
    {
        var time = options.TimeProvider;
        var begin = time.GetTimestamp();
        while (true)
        {
            var log = ServerLog.Open(options.DataDirectory, user);
            var process = await ServerProcess.Start(
                [binaries.Postgres, .. ServerSettings.Arguments(options, cluster.Folder, socket.Path)], user, log.Path);
            if (await BecomesReady(process, log, cancellationToken))
            {
                return process;
            }

            var tail = string.Join('\n', log.Tail());
            if (OtherServer().Match(tail) is { Success: true } other)
            {
                throw DataLock.InUse(options.DataDirectory, other.Groups["pid"].Value);
            }

            if (!tail.Contains("shared memory block", StringComparison.Ordinal)
                || time.GetElapsedTime(begin) > options.OrphanTimeout)
            {
                throw log.Failure("PostgreSQL does not start");
            }

            await Task.Delay(PauseBetweenAttempts, time, cancellationToken);
        }
    }

    // False when the server ended by itself. It is stopped when it takes too long.
    private async Task<bool> BecomesReady(ServerProcess process, ServerLog log, CancellationToken cancellationToken)
    {
        var time = options.TimeProvider;
        var begin = time.GetTimestamp();
        try
        {
            while (!process.Ended.IsCompleted)
            {
                if (PostmasterFile.Read(cluster.Folder) is { IsReady: true } file && file.ProcessId == process.Id)
                {
                    return true;
                }

                if (time.GetElapsedTime(begin) > options.StartTimeout)
                {
                    throw log.Failure($"PostgreSQL was not ready after {options.StartTimeout.TotalSeconds:0} seconds");
                }

                await Task.Delay(Pause, time, cancellationToken);
            }

            return false;
        }
        catch
        {
            await process.Stop(options.StopTimeout, time);
            throw;
        }
    }

    [GeneratedRegex(
        @"Is another post(master|gres) \(PID (?<pid>[0-9]+)\) running",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex OtherServer();
}
