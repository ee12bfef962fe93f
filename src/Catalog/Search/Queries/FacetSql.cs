using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using OmeNgff.Catalog.Search.Properties;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Search.Queries;

/// <summary>How often values are found among matches, as statements.</summary>
/// <param name="search">The search.</param>
/// <param name="facets">The facets.</param>
internal sealed class FacetSql(SearchSql search, ImmutableArray<Facet> facets)
{
    /// <summary>Up to this many matches are looked at all; of more, a sample (limit <c>MaxFacetMatches</c>).</summary>
    internal const int MaxFacetMatches = 10_000;

    /// <summary>How many rows of the index a sample has.</summary>
    internal const int SampleRows = 10_000;

    /// <summary>The plan of the matches, which says how many the database expects.</summary>
    internal NpgsqlBatchCommand Expect()
    {
        var sql = new SqlText(search.Reader);
        return sql.Command("explain (format json) "
            + string.Join(" union all ", search.Sources(sql, byIndex: true).Select(source => $"(select {source})")));
    }

    /// <summary>
    /// The statement that counts. Each row is the place of a facet, a value, and its count; one without a value says how many
    /// matches were looked at.
    /// </summary>
    /// <param name="sampledOf">How many rows the index has, to take a sample; null to look at all matches, up to one more than
    /// <see cref="MaxFacetMatches"/>.</param>
    /// <param name="share">Takes the share of the rows that the sample has.</param>
    internal NpgsqlBatchCommand Count(double? sampledOf, out double share)
    {
        var sql = new SqlText(search.Reader);
        share = sampledOf is { } all ? Math.Min(1, SampleRows / Math.Max(1, all)) : 1;
        var sample = sampledOf is null ? "" : string.Create(CultureInfo.InvariantCulture, $"tablesample system ({share * 100})");
        var limit = sampledOf is null
            ? string.Create(CultureInfo.InvariantCulture, $" limit {MaxFacetMatches + 1}")
            : "";
        var columns = string.Join(", ", facets.Select((facet, index) => string.Create(
            CultureInfo.InvariantCulture, $"{facet.Values(sql)} as f{index}")));
        var rows = string.Join(" union all ", search.Sources(sql, byIndex: true, sample)
            .Select(source => $"(select {columns} {source}{limit})"));
        var counts = facets.Select((facet, index) => string.Create(CultureInfo.InvariantCulture,
            $"select {index}, value, matches from ({facet.Counts(sql, $"f{index}")}) counted"));
        return sql.Command(
            $"""
            with found as materialized ({rows})
            select -1, null::text, (select count(*) from found)
            union all
            {string.Join(" union all ", counts)}
            """);
    }
}

/// <summary>A property whose values are counted.</summary>
/// <param name="Name">The name of the facet.</param>
/// <param name="Property">The property.</param>
public sealed record Facet(string Name, SearchProperty Property)
{
    /// <summary>How many facets a search may ask for (limit <c>MaxFacets</c>).</summary>
    public const int MaxFacets = 20;

    /// <summary>How many values a facet names (limit <c>MaxFacetValues</c>).</summary>
    public const int MaxFacetValues = 100;

    private const string Space = "space";

    // Those that are no property, or not by that name.
    private static readonly Dictionary<string, Func<SqlText, string>> Own = new(StringComparer.Ordinal)
    {
        ["axes"] = _ => "array[array_to_string(s.axes, '')]",
        ["unit"] = _ => "s.units",
        [Space] = _ => "(case s.kind when 'image' then s.id end)",
    };

    /// <summary>The facets of a list of names.</summary>
    /// <exception cref="ProblemException">400: there is no such facet, or there are too many.</exception>
    public static ImmutableArray<Facet> Parse(string? text)
    {
        var names = (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Distinct(StringComparer.Ordinal).ToList();
        return names.Count > MaxFacets
            ? throw ProblemException.Invalid("/facets", "facet-count",
                $"A search counts at most {MaxFacets} facets (limit MaxFacets).")
            : [.. names.Select(Of)];
    }

    /// <summary>The statement that counts how many matches have each value, as <c>value</c> and <c>matches</c>.</summary>
    /// <param name="sql">Takes the values.</param>
    /// <param name="column">The column of the table <c>found</c> that has <see cref="Values"/>.</param>
    internal string Counts(SqlText sql, string column) => Name == Space
        ? Spaces(sql, column)
        : // Many matches have the same values, which are then taken apart once.
        $"""
        select value, sum(rows)::bigint as matches
        from (select {column} as list, count(*) as rows from found group by {column}) lists
            cross join lateral (select distinct unnest(list)) as each (value)
        where value <> '' group by value
        """;

    /// <summary>The SQL expression of the values that a row has: a list of texts; for spaces, the image that lies in
    /// them.</summary>
    internal string Values(SqlText sql)
    {
        if (Own.TryGetValue(Name, out var own))
        {
            return own(sql);
        }

        var filters = new FilterSql(sql, ImmutableDictionary<Filters.Filter, PlaceCondition>.Empty);
        var value = filters.Value(Property);
        return Property.Type switch
        {
            PropertyType.TextList => value,
            PropertyType.Json => $"(case jsonb_typeof({value}) when 'array' then array(select jsonb_array_elements_text({value})) "
                + $"when 'object' then null else array[{value} #>> '{{}}'] end)",
            _ => $"array[({value})::text]",
        };
    }

    /// <summary>The spaces that alignments lead to, where the reader sees both.</summary>
    private static string Spaces(SqlText sql, string image) =>
        $"""
        select substr(p.space, 7) as value, count(distinct p.image_id) as matches
        from found join placed_extents p on p.image_id = found.{image}
        where p.space like 'space:%'
            and {SeenSql.Record(sql, RecordKind.Alignment, "p.alignment")}
            and {SeenSql.Record(sql, RecordKind.Space, "substr(p.space, 7)")}
        group by p.space
        """;

    private static Facet Of(string name)
    {
        if (Own.ContainsKey(name))
        {
            return new Facet(name, new SearchProperty(name, PropertyType.TextList, ""));
        }

        // A modality is what people call it in the attributes.
        var property = name == "modality" ? "attributes.modality" : name;
        return SearchProperties.TryFind(property, out var found) && found.IsPlain && found.Type != PropertyType.Time
            ? new Facet(name, found)
            : throw ProblemException.Invalid("/facets", "facet-unknown", $"'{name}' cannot be counted.");
    }
}
