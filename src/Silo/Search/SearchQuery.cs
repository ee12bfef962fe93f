using System.Collections.Immutable;
using System.Globalization;
using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Search.Filters;
using OmeNgff.Catalog.Search.Properties;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Silo.Http;

namespace OmeNgff.Silo.Search;

/// <summary>Reads what is searched from a query, all but its places, which <see cref="SearchPlaces"/> finds.</summary>
public static class SearchQuery
{
    /// <summary>How many properties a search may be ordered by (limit <c>MaxSortKeys</c>).</summary>
    public const int MaxSortKeys = 5;

    /// <summary>The parameters that say what is searched.</summary>
    public static readonly ImmutableArray<string> Searched =
    [
        "q", "filter", "filterLang", "filter-lang", "bbox", "space", "point", "overlaps", "pin", "asOf", "kind", "dataset", "sort",
    ];

    private static readonly ImmutableHashSet<string> Known = Searched.ToImmutableHashSet(StringComparer.Ordinal).Union(
    [
        "limit", "cursor", "facets", "count", "minChange", "format",
    ]);

    private static readonly ImmutableHashSet<string> Repeated = ["pin"];

    /// <summary>The search of a query.</summary>
    /// <exception cref="ProblemException">400: a parameter is unknown, repeated or no good.</exception>
    public static SearchRequest Read(IQueryCollection query)
    {
        ArgumentNullException.ThrowIfNull(query);
        foreach (var (name, values) in query)
        {
            if (!Known.Contains(name))
            {
                throw ProblemException.Invalid($"/{name}", "parameter-unknown",
                    $"There is no parameter '{name}'; there are {string.Join(", ", Known.Order(StringComparer.Ordinal))}.");
            }

            if (values.Count > 1 && !Repeated.Contains(name))
            {
                throw ProblemException.Invalid($"/{name}", "parameter-repeated", $"'{name}' is given once.");
            }

            // A cursor is refused as such.
            if (name != "cursor" && values.Any(value => value!.Contains('\0', StringComparison.Ordinal)))
            {
                throw ProblemException.Invalid($"/{name}", "parameter-characters", "A text holds no U+0000.");
            }
        }

        return new SearchRequest
        {
            Reader = SearchReader.Local,
            Words = Text(query, "q"),
            Filter = ReadFilter(Text(query, "filter"), Text(query, "filterLang") ?? Text(query, "filter-lang")),
            Kinds = ReadKinds(Text(query, "kind")),
            Dataset = Text(query, "dataset"),
            Order = ReadOrder(Text(query, "sort")),
        };
    }

    /// <summary>A parameter, or null where it is absent or empty.</summary>
    public static string? Text(IQueryCollection query, string name) =>
        query[name].FirstOrDefault() is { Length: > 0 } text ? text : null;

    /// <summary>The limit of a page.</summary>
    /// <exception cref="ProblemException">400.</exception>
    public static int Limit(HttpRequest request) => Paging.Limit(request);

    private static Filter? ReadFilter(string? text, string? language) => (text, language) switch
    {
        (null, null or "cql2-text" or "cql2-json") => null,
        (not null, null) => text.TrimStart() is ['{', ..] ? Cql2Json.Parse(text) : Cql2Text.Parse(text),
        (not null, "cql2-text") => Cql2Text.Parse(text),
        (not null, "cql2-json") => Cql2Json.Parse(text),
        _ => throw ProblemException.Invalid("/filterLang", "filter-language", "filterLang is cql2-text or cql2-json."),
    };

    private static ImmutableArray<RecordKind> ReadKinds(string? text) => text is null
        ? SearchRequest.DefaultKinds
        : [.. text.Split(',').Select(name => RecordKinds.TryParse(name, out var kind)
            ? kind
            : throw ProblemException.Invalid("/kind", "kind-unknown", $"There is no kind '{name}'.")).Distinct()];

    private static ImmutableArray<SearchOrder> ReadOrder(string? text)
    {
        var names = (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        return names.Length > MaxSortKeys
            ? throw ProblemException.Invalid("/sort", "sort-count",
                $"Records are ordered by at most {MaxSortKeys} properties (limit MaxSortKeys).")
            : [.. names.Select(Order)];

        static SearchOrder Order(string name)
        {
            // A plus sign that nobody encoded arrives as a space.
            var property = name.TrimStart('-', '+', ' ');
            return SearchProperties.TryFind(property, out var found) && found.IsPlain && found.Type != PropertyType.TextList
                ? new SearchOrder(found, name[0] == '-')
                : throw ProblemException.Invalid("/sort", "sort-property", $"Records cannot be ordered by '{property}'.");
        }
    }

    /// <summary>Numbers that commas separate.</summary>
    /// <exception cref="ProblemException">400: one is none.</exception>
    public static double[] Numbers(string text, string pointer, string rule) =>
    [
        .. text.Split(',').Select(number =>
            double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
                ? value
                : throw ProblemException.Invalid(pointer, rule, $"'{Shortened(number)}' is no number.")),
    ];

    private static string Shortened(string text) => text.Length <= 40 ? text : $"{text[..40]}…";
}
