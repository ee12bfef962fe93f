using System.Globalization;
using Spectre.Console;

namespace OmeNgff.Cli.Output;

/// <summary>Tables as all commands have them.</summary>
internal static class Tables
{
    /// <summary>An empty table.</summary>
    public static Table Create(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var name in columns)
        {
            table.AddColumn(new TableColumn(new Text(name, new Style(decoration: Decoration.Bold))));
        }

        return table;
    }

    /// <summary>Keeps the texts of a column on one line.</summary>
    public static Table KeepWhole(this Table table, int column)
    {
        table.Columns[column].NoWrap = true;
        return table;
    }

    /// <summary>Adds a row of texts, which are not markup.</summary>
    public static void Add(this Table table, params string[] cells) => table.AddRow(cells.Select(Cell));

    /// <summary>A cell with a text that is not markup.</summary>
    public static Text Cell(string text) => new(Printable.Of(text));

    /// <summary>Numbers, one per axis.</summary>
    public static string PerAxis(IEnumerable<double> values) =>
        string.Join(", ", values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));

    /// <summary>Sizes, one per axis.</summary>
    public static string PerAxis(IEnumerable<long> sizes) =>
        string.Join(", ", sizes.Select(size => size.ToString(CultureInfo.InvariantCulture)));
}
