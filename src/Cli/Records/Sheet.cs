using System.Globalization;
using OmeNgff.Cli.Output;
using OmeNgff.Client.Records;

namespace OmeNgff.Cli.Records;

/// <summary>What all records have, for people: a line per field.</summary>
internal static class Sheet
{
    private const int NameWidth = 13;

    /// <summary>Writes the reference by which commands and transformations know the record.</summary>
    public static void WriteTitle(this Terminal terminal, CatalogRecord record) =>
        terminal.WriteLine($"{record.Kind.Text()}:{record.Id}");

    /// <summary>Writes a field, unless it is empty.</summary>
    public static void WriteField(this Terminal terminal, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            terminal.WriteLine($" {name.PadRight(NameWidth)} {value}");
        }
    }

    /// <summary>Writes which version it is, and since when.</summary>
    public static void WriteVersion(this Terminal terminal, CatalogRecord record)
    {
        var at = record.UpdatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        terminal.WriteField("version", $"{record.Version}, {at} by {record.UpdatedBy}");
    }
}
