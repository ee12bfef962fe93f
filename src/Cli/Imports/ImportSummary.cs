using System.Globalization;
using OmeNgff.Cli.Output;
using OmeNgff.Client.Http;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;

namespace OmeNgff.Cli.Imports;

/// <summary>An import that is over, for people.</summary>
internal static class ImportSummary
{
    /// <summary>How many images and errors are listed; more are only counted.</summary>
    private const int MaxListed = 50;

    private const int ParallelRequests = 4;

    /// <summary>The counts of an import, in the order to show them in.</summary>
    public static IEnumerable<(string Name, int Number)> Counts(ImportStatus status) =>
    [
        ("found", status.Found),
        ("registered", status.Registered),
        ("updated", status.Updated),
        ("unchanged", status.Unchanged),
        ("drifted", status.Drifted),
        ("failed", status.Failed),
    ];

    /// <summary>Writes images, errors and counts: what matters most is last, where a terminal shows it.</summary>
    public static async Task Write(CommandContext context, ImportStatus status, CancellationToken cancellationToken)
    {
        var (client, terminal) = context;
        await WriteImages(client, terminal, status.Images, cancellationToken);
        WriteCollections(terminal, status.Collections);
        if (status.State != ImportState.Failed)
        {
            // Those of a failed import are in its problem.
            WriteErrors(terminal, status.Errors);
        }

        WriteCounts(terminal, status);
    }

    private static void WriteCounts(Terminal terminal, ImportStatus status)
    {
        var counts = Counts(status).ToList();
        var table = Tables.Create([.. counts.Select(count => count.Name)]);
        foreach (var column in table.Columns)
        {
            column.Alignment = Spectre.Console.Justify.Right;
        }

        table.Add([.. counts.Select(count => count.Number.ToString(CultureInfo.InvariantCulture))]);
        terminal.Write(table);
    }

    private static void WriteErrors(Terminal terminal, EquatableArray<ImportError> errors)
    {
        if (errors.IsEmpty)
        {
            return;
        }

        terminal.WriteLine(errors.Count == 1 ? "1 error:" : $"{errors.Count} errors:");
        foreach (var error in errors.Take(MaxListed))
        {
            terminal.WriteLine($"  {ProblemText.Of(error.Path, error.Pointer, error.Rule, error.Message)}");
        }

        WriteRest(terminal, errors.Count);
        terminal.WriteLine();
    }

    private static async Task WriteImages(
        OmeNgffClient client, Terminal terminal, EquatableArray<string> ids, CancellationToken cancellationToken)
    {
        if (ids.IsEmpty)
        {
            return;
        }

        var listed = ids.Take(MaxListed).ToArray();
        var names = new string[listed.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, listed.Length),
            new ParallelOptions { MaxDegreeOfParallelism = ParallelRequests, CancellationToken = cancellationToken },
            async (index, stop) => names[index] = await Name(client, listed[index], stop));
        var table = Tables.Create("image", "name").KeepWhole(0);
        for (var index = 0; index < listed.Length; index++)
        {
            table.Add(listed[index], names[index]);
        }

        terminal.Write(table);
        WriteRest(terminal, ids.Count);
        terminal.WriteLine();
    }

    private static void WriteCollections(Terminal terminal, EquatableArray<string> ids)
    {
        if (ids.IsEmpty)
        {
            return;
        }

        var table = Tables.Create("collection").KeepWhole(0);
        foreach (var id in ids.Take(MaxListed))
        {
            table.Add(id);
        }

        terminal.Write(table);
        WriteRest(terminal, ids.Count);
        terminal.WriteLine();
    }

    private static void WriteRest(Terminal terminal, int count)
    {
        if (count > MaxListed)
        {
            terminal.WriteLine($"  and {count - MaxListed} more; --json lists all");
        }
    }

    private static async Task<string> Name(OmeNgffClient client, string id, CancellationToken cancellationToken)
    {
        try
        {
            var image = await client.Get<ImageRecord>(id, cancellationToken);
            return image.LabelOf is { } labelled ? $"{image.DisplayName} (labels of {labelled})" : image.DisplayName;
        }
        catch (ProblemException refusal) when (refusal.Problem.Status == 404)
        {
            return "(deleted since)";
        }
    }
}
