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
            table.AddColumn(new TableColumn(new Text(name, new Style(decoration: Decoration.Bold)))
            {
                Padding = new Padding(0, 0, 1, 0),
            });
        }

        return table;
    }

    /// <summary>Keeps the texts of columns on one line.</summary>
    public static Table KeepWhole(this Table table, params ReadOnlySpan<int> columns)
    {
        foreach (var column in columns)
        {
            table.Columns[column].NoWrap = true;
        }

        return table;
    }

    /// <summary>Keeps all texts on one line.</summary>
    public static Table KeepWhole(this Table table) => table.KeepWhole([.. Enumerable.Range(0, table.Columns.Count)]);

    /// <summary>Adds a row of texts, which are not markup.</summary>
    public static void Add(this Table table, params string[] cells) => table.AddRow(cells.Select(Cell));

    /// <summary>A cell with a text that is not markup.</summary>
    public static Text Cell(string text) => new(Printable.Of(text));

    /// <summary>A cell with a text per axis: one below the other, or all in one line.</summary>
    public static Text Cell(IEnumerable<string> perAxis, bool below) =>
        new(string.Join(below ? "\n" : ", ", perAxis.Select(Printable.Of)));

    /// <summary>A number with all its digits.</summary>
    public static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A number.</summary>
    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
