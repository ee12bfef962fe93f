using System.CommandLine;
using OmeNgff.Cli.Output;
using OmeNgff.Cli.Records;
using OmeNgff.Client.Records;
using OmeNgff.Client.Writeback;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Cli.Writeback;

/// <summary><c>ngff drift</c></summary>
internal static class DriftCommand
{
    /// <summary>How much of a value is shown in a table, in characters.</summary>
    private const int ShownLength = 100;

    /// <summary>The command.</summary>
    public static Command Create(Func<CommandAction, Func<ParseResult, CancellationToken, Task<int>>> action)
    {
        var reference = new Argument<string>("ID") { Description = Reference.Description };
        var json = new Option<bool>("--json") { Description = "Print the differences as JSON" };
        var command = new Command("drift", "Tells where an image's store differs from the catalog.")
        {
            reference, json,
        };
        command.SetAction(action(async (context, result, cancellationToken) =>
        {
            var image = await Reference.Resolve(
                context, result.GetValue(reference)!, RecordKind.Image, cancellationToken);
            if (image is null)
            {
                return 1;
            }

            var report = await context.Client.Drift(image.Id, cancellationToken);
            if (result.GetValue(json))
            {
                context.Terminal.WriteJson(report);
            }
            else
            {
                Write(context.Terminal, report);
            }

            return 0;
        }));
        return command;
    }

    private static void Write(Terminal terminal, DriftReport report)
    {
        if (!report.Drifted)
        {
            terminal.WriteLine("The store says what the catalog says.");
        }

        foreach (var error in report.Errors)
        {
            terminal.WriteLine($"{error.Path} {error.Pointer}: {error.Rule}: {error.Message}");
        }

        WriteDifferences(terminal, report.Differences);
    }

    /// <summary>Writes differences as a table; nothing when there are none.</summary>
    internal static void WriteDifferences(Terminal terminal, IReadOnlyList<DriftDifference> differences)
    {
        if (differences.Count == 0)
        {
            return;
        }

        var table = Tables.Create("document", "pointer", "catalog", "store");
        foreach (var difference in differences)
        {
            table.Add(difference.Path, difference.Pointer, Shown(difference.Catalog), Shown(difference.Store));
        }

        terminal.Write(table);
    }

    private static string Shown(RawJson? value) => value?.ToString() switch
    {
        null => "–",
        { Length: > ShownLength } text => $"{text[..ShownLength]}…",
        var text => text,
    };
}
