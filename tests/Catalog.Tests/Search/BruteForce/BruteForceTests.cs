using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Search.Filters;
using OmeNgff.Catalog.Search.Queries;
using OmeNgff.Client.Search;

namespace OmeNgff.Catalog.Tests.Search.BruteForce;

/// <summary>The index against a look at each record.</summary>
public sealed class BruteForceTests(CatalogFixture fixture) : IClassFixture<CatalogFixture>
{
    private const int Searches = 1000;

    [Fact]
    public async Task A_thousand_random_searches_find_what_a_look_at_each_record_finds()
    {
        var random = new Random(6);
        var catalog = new RandomCatalog(fixture, random);
        await catalog.Fill(150);
        await catalog.Read();
        var searches = new RandomSearches(random);
        var (some, facets) = (0, fixture.Service<FacetSearch>());
        for (var number = 0; number < Searches; number++)
        {
            var request = searches.Next();
            var expected = catalog.Records.Where(record => Matches(request, record))
                .Select(record => record.Image.Id).ToHashSet();
            var found = await All(request, random.Next(1, 60));
            Assert.True(
                expected.SetEquals(found.Select(item => item.Id)) && found.Count == expected.Count,
                $"{number}: {request.Words} | {(request.Filter is null ? "" : Cql2Text.Write(request.Filter))} | "
                + $"{request.Places.FirstOrDefault()}: {string.Join(' ', expected.Order())} is not "
                + string.Join(' ', found.Select(item => item.Id).Order()));
            CheckOrder(request, found, catalog);
            some += expected.Count is > 0 and < 150 ? 1 : 0;
            if (number % 10 == 0)
            {
                await CheckFacets(request, [.. catalog.Records.Where(record => expected.Contains(record.Image.Id))], facets);
            }
        }

        // Searches that find all or nothing prove little.
        Assert.InRange(some, Searches / 3, Searches);
    }

    private async Task<List<SearchItem>> All(SearchRequest request, int limit)
    {
        var found = new List<SearchItem>();
        SearchPage? page = null;
        do
        {
            page = await fixture.Search.Search(request, page?.Next, limit, countsAll: false, default);
            found.AddRange(page.Items);
        }
        while (page.Next is not null);
        Assert.Equal(new MatchCount(found.Count, true), page.Matched);
        return found;
    }

    private static bool Matches(SearchRequest request, SearchedRecord record) =>
        (request.Dataset is null || record.Image.Dataset == request.Dataset)
        && (request.Words is null || MeetsWords(request.Words, record))
        && (request.Filter is null || FilterEvaluation.Holds(request.Filter, record) == true)
        && request.Places.Cast<OwnBoxCondition>().All(box => MeetsBox(box, record));

    private static bool MeetsBox(OwnBoxCondition box, SearchedRecord record) => box.Axes.Select((axis, index) =>
        !record.TryEdges(axis, out var min, out var max) || (min <= box.Max[index] && max >= box.Min[index])).All(meets => meets);

    private static bool MeetsWords(string words, SearchedRecord record) => words.Split(" or ").Any(list =>
        Terms(list).All(term => term[0] == '-' ? !MeetsWord(term[1..], record) : MeetsWord(term, record)));

    private static IEnumerable<string> Terms(string list)
    {
        var parts = list.Split('"');
        return parts.SelectMany((part, index) => index % 2 == 1
            ? [part]
            : part.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static bool MeetsWord(string term, SearchedRecord record)
    {
        var wanted = term.ToLowerInvariant().Split(' ');
        var words = record.Words;
        return (term.Length >= 3 && record.Image.Name!.Contains(term, StringComparison.OrdinalIgnoreCase))
            || Enumerable.Range(0, Math.Max(0, words.Length - wanted.Length + 1)).Any(at =>
                words.AsSpan(at, wanted.Length).SequenceEqual(wanted));
    }

    /// <summary>Neighbours in an answer stand as the order says.</summary>
    private static void CheckOrder(SearchRequest request, List<SearchItem> found, RandomCatalog catalog)
    {
        var records = catalog.Records.ToDictionary(record => record.Image.Id);
        foreach (var (one, next) in found.Zip(found.Skip(1)))
        {
            var order = request.Order.Select(key => Compare(
                Comparable(records[one.Id], key), Comparable(records[next.Id], key), key.Descends))
                .Append(request.Words is not null && request.Order.IsEmpty ? next.Score.CompareTo(one.Score) : 0)
                .FirstOrDefault(order => order != 0);
            Assert.True(order <= 0, $"{one.Id} before {next.Id} by "
                + string.Join(", ", request.Order.Select(key => (key.Descends ? "-" : "") + key.Property.Name)));
        }
    }

    private static object? Comparable(SearchedRecord record, SearchOrder key) => (key.Property.Name, record.Value(key.Property.Name)) switch
    {
        ("name", string name) => name.ToLowerInvariant(),
        ("attributes.dose", not double) => null,
        (_, var value) => value,
    };

    private static int Compare(object? left, object? right, bool descends)
    {
        if (left is null || right is null)
        {
            return (left is null ? 1 : 0) - (right is null ? 1 : 0);
        }

        var order = (left, right) is (string one, string other)
            ? string.CompareOrdinal(one, other)
            : Comparer<object>.Default.Compare(left, right);
        return descends ? -order : order;
    }

    private static async Task CheckFacets(SearchRequest request, SearchedRecord[] matches, FacetSearch search)
    {
        var facets = await search.Count(request, Facet.Parse("dataset,dataType,tags,axes,attributes.stain,level.count"), default);
        Assert.All(facets.Values, facet => Assert.True(facet.Exact));
        Check("dataset", matches.Select(match => match.Image.Dataset));
        Check("dataType", matches.Select(match => match.Arrays[0].DataType));
        Check("tags", matches.SelectMany(match => match.Image.Tags));
        Check("axes", matches.Select(match => string.Concat(match.Arrays[0].Axes.Select(axis => axis.Name))));
        Check("attributes.stain", matches.Select(match => match.Value("attributes.stain")?.ToString()).OfType<string>());
        Check("level.count", matches.Select(match => FormattableString.Invariant($"{match.Image.Levels.Count}")));

        void Check(string name, IEnumerable<string> values) => Assert.Equal(
            values.CountBy(value => value).Select(pair => new FacetCount(pair.Key, pair.Value)).OrderBy(count => count.Value),
            facets[name].Values.OrderBy(count => count.Value));
    }
}
