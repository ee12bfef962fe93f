using System.CommandLine;
using OmeNgff.Cli.Output;
using OmeNgff.Cli.Records;
using OmeNgff.Client.Records;
using OmeNgff.Client.Writeback;

namespace OmeNgff.Cli.Writeback;

/// <summary><c>ngff writeback</c></summary>
internal static class WritebackCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Func<CommandAction, Func<ParseResult, CancellationToken, Task<int>>> action)
    {
        var reference = new Argument<string>("ID") { Description = Reference.Description };
        var ome = new Option<string?>("--ome")
        {
            Description = "The OME-NGFF version; that of the store if not given",
            HelpName = "VERSION",
        };
        var layout = new Option<string?>("--layout")
        {
            Description = "Spatial metadata in the group (consolidated) or with the arrays (distributed); "
                + "as in the store if not given",
            HelpName = "consolidated|distributed",
        }.AcceptOnlyFromAmong("consolidated", "distributed");
        var dryRun = new Option<bool>("--dry-run") { Description = "Tell what would be written, and write nothing" };
        var command = new Command("writeback", "Writes the documents that an image publishes to its store.")
        {
            reference, ome, layout, dryRun,
        };
        command.SetAction(action(async (context, result, cancellationToken) =>
        {
            var item = await Reference.Resolve(
                context, result.GetValue(reference)!, RecordKind.Image, cancellationToken);
            if (item is null)
            {
                return 1;
            }

            var image = await context.Client.Get<ImageRecord>(item.Id, cancellationToken);
            var answer = await context.Client.Writeback(
                image.Id,
                image.Version,
                new WritebackRequest(result.GetValue(ome), result.GetValue(layout)),
                result.GetValue(dryRun),
                cancellationToken);
            Write(context.Terminal, answer, result.GetValue(dryRun));
            return 0;
        }));
        return command;
    }

    private static void Write(Terminal terminal, WritebackAnswer answer, bool isDryRun)
    {
        var would = isDryRun ? "would be " : "";
        foreach (var document in answer.Written)
        {
            terminal.WriteLine($"{would}written    {document.Path}{Kept(document)}");
        }

        foreach (var document in answer.Removed)
        {
            terminal.WriteLine($"{would}removed    {document.Path}{Kept(document)}");
        }

        foreach (var path in answer.Unchanged)
        {
            terminal.WriteLine($"unchanged  {path}");
        }

        foreach (var path in answer.Stale)
        {
            terminal.WriteLine($"stale      {path}: it copies what was written, and could not be written itself");
        }

        if (!answer.Differences.IsEmpty)
        {
            terminal.WriteLine("The store differs all the same:");
            DriftCommand.WriteDifferences(terminal, answer.Differences);
        }
    }

    private static string Kept(WrittenPath document) =>
        document.Kept is null ? "" : $" (the old one is {document.Kept})";
}
