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

    /// <summary>A row per match, and where the words were found.</summary>
    public static Table Of(IReadOnlyList<SearchItem> items)
    {
        var hasHighlights = items.Any(item => item.Highlight is not null);
        var table = Tables.Create(["kind", "name", "id", "dataset", .. hasHighlights ? (string[])["match"] : []])
            .KeepWhole(2);
        foreach (var item in items)
        {
            var cells = new List<Text>
            {
                Tables.Cell(item.Kind.Text()), Tables.Cell(item.Name), Tables.Cell(item.Id), Tables.Cell(item.Dataset),
            };
            if (hasHighlights)
            {
                table.AddRow([.. cells, Highlighted(item.Highlight ?? "")]);
            }
            else
            {
                table.AddRow(cells);
            }
        }

        return table;
    }

    private static Paragraph Highlighted(string text)
    {
        var paragraph = new Paragraph();
        foreach (var (index, part) in text.Split(Begin).Index())
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
