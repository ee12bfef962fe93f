using OmeNgff.Client.Imports;

namespace OmeNgff.Cli.Imports;

/// <summary>Tells how far an import is, whenever that changes.</summary>
internal sealed class ImportProgress : IProgress<ImportStatus>
{
    private string _told = "";

    /// <summary>Shows a line, which is another one than the one before.</summary>
    public Action<string>? Show { get; set; }

    /// <summary>The last state heard of.</summary>
    public ImportStatus? Last { get; private set; }

    /// <inheritdoc/>
    public void Report(ImportStatus value)
    {
        Last = value;
        var line = Line(value);
        if (!value.IsDone && !string.Equals(line, _told, StringComparison.Ordinal))
        {
            _told = line;
            Show?.Invoke(line);
        }
    }

    private static string Line(ImportStatus status)
    {
        var counts = ImportSummary.Counts(status)
            .Where(count => count.Number > 0)
            .Select(count => $"{count.Number} {count.Name}");
        var line = string.Join(", ", counts);
        return status.State switch
        {
            ImportState.Queued => $"Waiting to import {status.Source} (import {status.Id})",
            _ when line.Length == 0 => $"Importing {status.Source}",
            _ => $"Importing {status.Source}: {line}",
        };
    }
}
