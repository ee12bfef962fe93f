using OmeNgff.Cli.Output;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;
using Spectre.Console;

namespace OmeNgff.Cli.Search;

/// <summary>Matches as a table.</summary>
internal static class MatchTable
{
    private const string Begin = "<em>";
    private const string End = "</em>";

    /// <summary>A row per match; where the words were found is a column.</summary>
    public static Table Wide(IReadOnlyList<SearchItem> items)
    {
        var hasHighlights = items.Any(item => item.Highlight is not null);
        var table = Tables.Create(["kind", "name", "id", "dataset", .. hasHighlights ? (string[])["match"] : []]);
        foreach (var item in items)
        {
            table.AddRow(
            [
                Tables.Cell(item.Kind.Text()),
                Tables.Cell(item.Name),
                Tables.Cell(item.Id),
                Tables.Cell(item.Dataset),
                .. hasHighlights ? (Paragraph[])[Highlighted(item)] : [],
            ]);
        }

        return table;
    }

    /// <summary>A row per match; where the words were found is below the name.</summary>
    public static Table Narrow(IReadOnlyList<SearchItem> items)
    {
        var table = Tables.Create("kind", "id", "dataset", "name").KeepWhole(0, 1, 2);
        foreach (var item in items)
        {
            table.AddRow(
                Tables.Cell(item.Kind.Text()),
                Tables.Cell(item.Id),
                Tables.Cell(item.Dataset),
                item.Highlight is null ? Tables.Cell(item.Name) : new Rows(Tables.Cell(item.Name), Highlighted(item)));
        }

        return table;
    }

    private static Paragraph Highlighted(SearchItem item)
    {
        var paragraph = new Paragraph();
        foreach (var (index, part) in (item.Highlight ?? "").Split(Begin).Index())
        {
            var end = index == 0 ? 0 : part.IndexOf(End, StringComparison.Ordinal);
            if (end > 0)
            {
                paragraph.Append(Printable.Of(part[..end]), new Style(decoration: Decoration.Bold));
            }

            paragraph.Append(Printable.Of(end > 0 ? part[(end + End.Length)..] : part));
        }

        return paragraph;
    }
}
