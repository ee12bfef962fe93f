using System.CommandLine;
using OmeNgff.Client.Administration;
using OmeNgff.Client.Http;
using Spectre.Console;

namespace OmeNgff.Cli.Administration;

/// <summary><c>ngff admin verify</c>, <c>ngff admin reindex</c>, <c>ngff admin ready</c></summary>
internal static class AdminCommand
{
    /// <summary>The commands.</summary>
    public static Command Create(Func<CommandAction, Func<ParseResult, CancellationToken, Task<int>>> action)
    {
        var verify = new Command(
            "verify",
            "Compares every index column and every view with the records. The exit code is 1 where something differs.");
        verify.SetAction(action((context, _, stop) => Run(context, "Verified", client => client.Verify(stop))));
        var reindex = new Command(
            "reindex", "Builds the index and the views anew from the records, while the catalog serves.");
        reindex.SetAction(action((context, _, stop) => Run(context, "Reindexed", client => client.Reindex(stop))));
        return new Command("admin", "Looks after a catalog.") { verify, reindex, ReadyCommand.Create(action) };
    }

    private static async Task<int> Run(
        CommandContext context, string done, Func<OmeNgffClient, IAsyncEnumerable<AdministrationLine>> lines)
    {
        var last = context.Terminal.Live is { } live
            ? await live.Status().Spinner(Spinner.Known.Dots).StartAsync(
                "0 records", display => Follow(context, lines, text => display.Status(text)))
            : await Follow(context, lines, _ => { });
        if (!last.Done)
        {
            throw new CliException($"The answer broke off after {last.Checked} of {last.Of} records.");
        }

        context.Terminal.WriteLine($"{done} {last.Checked} records: "
            + (last.Differences == 0 ? "nothing differs." : $"{last.Differences} differences."));
        return last.Differences == 0 ? 0 : 1;
    }

    private static async Task<AdministrationLine> Follow(
        CommandContext context, Func<OmeNgffClient, IAsyncEnumerable<AdministrationLine>> lines, Action<string> show)
    {
        var last = new AdministrationLine();
        await foreach (var line in lines(context.Client))
        {
            last = line;
            if (line.Difference is { } found)
            {
                context.Terminal.WriteLine(
                    $"{found.Record}  {found.What}: {found.Actual ?? "nothing"}, not {found.Expected}");
            }

            show($"{line.Checked} of {line.Of} records");
        }

        return last;
    }
}
