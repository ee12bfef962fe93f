using System.ComponentModel;
using System.Diagnostics;

namespace OmeNgff.Catalog.PrivateServer;

/// <summary>A running <c>postgres</c> or <c>initdb</c> that does not outlive this process.</summary>
internal sealed class ServerProcess
{
    // PostgreSQL itself kills its children after 5 seconds.
    private static readonly TimeSpan ImmediateStop = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(int id) => Id = id;

    /// <summary>The process id.</summary>
    public int Id { get; }

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Ended => _ended.Task;

    /// <summary>Starts a program as in <see cref="Command.PrepareDetached"/>.</summary>
    public static Task<ServerProcess> Start(IEnumerable<string> words, RunAsUser? user, string logFile)
    {
        var started = new TaskCompletionSource<ServerProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = Command.PrepareDetached(words, user, logFile);

        // The "parent" whose death the kernel reports is the thread that started the child, not the process: a thread
        // of the pool may end at any time. This one lives as long as the child.
        new Thread(() => Run(start, started)) { IsBackground = true, Name = "PostgreSQL" }.Start();
        return started.Task;
    }

    /// <summary>Sends a signal unless the process has ended.</summary>
    public void Send(Posix.Signal signal)
    {
        if (!Ended.IsCompleted)
        {
            Posix.Send(Id, signal);
        }
    }

    /// <summary>
    /// Shuts the server down: its clients are sent away and a checkpoint is written. One that takes too long is ended
    /// as by a crash, which the next start recovers from.
    /// </summary>
    public async Task Stop(TimeSpan patience, TimeProvider time)
    {
        (Posix.Signal Signal, TimeSpan Patience)[] steps =
        [
            (Posix.Signal.Interrupt, patience),
            (Posix.Signal.Quit, ImmediateStop),
            (Posix.Signal.Kill, ImmediateStop),
        ];
        foreach (var step in steps)
        {
            Send(step.Signal);
            try
            {
                await Ended.WaitAsync(step.Patience, time);
                return;
            }
            catch (TimeoutException)
            {
                // The next step is harsher.
            }
        }
    }

    private static void Run(ProcessStartInfo start, TaskCompletionSource<ServerProcess> started)
    {
        try
        {
            using var process = Process.Start(start)!;
            var server = new ServerProcess(process.Id);
            started.SetResult(server);
            process.WaitForExit();
            server._ended.SetResult(process.ExitCode);
        }
        catch (Win32Exception exception)
        {
            started.SetException(new PrivateServerException(
                $"PostgreSQL cannot be started: {exception.Message}.", exception));
        }
    }
}
