using System.CommandLine;
using OmeNgff.Client.Administration;
using OmeNgff.Client.Http;
using OmeNgff.Client.Problems;

namespace OmeNgff.Cli.Administration;

/// <summary><c>ngff admin ready</c>, for scripts and for containers without other programs.</summary>
internal static class ReadyCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>The command.</summary>
    public static Command Create(Func<CommandAction, Func<ParseResult, CancellationToken, Task<int>>> action)
    {
        var wait = new Option<uint>("--wait")
        {
            Description = "How many seconds to wait for it; not at all if not given",
            HelpName = "SECONDS",
        };
        var command = new Command(
            "ready", "Says whether the node answers requests. The exit code is 1 where it does not, and the reason is told.")
        {
            wait,
        };
        command.SetAction(action((context, result, stop) =>
            Run(context, TimeSpan.FromSeconds(result.GetValue(wait)), stop)));
        return command;
    }

    private static async Task<int> Run(CommandContext context, TimeSpan patience, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                Tell(context, await context.Client.Readiness(cancellationToken));
                return 0;
            }
            catch (Exception failure) when (failure is ProblemException or ClientException
                && time.GetElapsedTime(begun) < patience)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private static void Tell(CommandContext context, NodeReadiness readiness) =>
        context.Terminal.WriteLine(readiness.FeedHeldBackBy is { } holder
            ? $"Ready. The change feed is held back by process {holder.Process} of {holder.User} in {holder.Database} "
                + $"({holder.Application}), whose transaction has run for {holder.Seconds} s."
            : "Ready.");
}
