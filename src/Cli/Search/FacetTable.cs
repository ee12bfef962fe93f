using System.Globalization;
using OmeNgff.Cli.Output;
using OmeNgff.Client.Search;
using Spectre.Console;

namespace OmeNgff.Cli.Search;

/// <summary>The values of a facet as a table.</summary>
internal static class FacetTable
{
    /// <summary>A row per value, the most frequent first.</summary>
    public static Table Of(string name, SearchFacet facet)
    {
        var table = Tables.Create(name, facet.Exact ? "records" : "records, about");
        foreach (var value in facet.Values)
        {
            table.Add(value.Value, value.Count.ToString("N0", CultureInfo.InvariantCulture));
        }

        if (facet.More > 0)
        {
            table.Add($"{facet.More.ToString("N0", CultureInfo.InvariantCulture)} more", "");
        }

        return table;
    }
}
