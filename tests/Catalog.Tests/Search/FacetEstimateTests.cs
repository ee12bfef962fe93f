using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Search.Filters;
using OmeNgff.Catalog.Search.Queries;
using OmeNgff.Catalog.Tests.Search.Dense;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;

namespace OmeNgff.Catalog.Tests.Search;

/// <summary>Facets of more matches than are counted.</summary>
public sealed class FacetEstimateTests(IndexOfRows index) : IClassFixture<IndexOfRows>
{
    private const string Names = "dataType,tags,dataset,axes";

    // At least this many rows of the index are looked at, page by page, each page as likely as any other.
    private const double Share = (double)FacetSql.SampleRows / IndexOfRows.Rows;

    private readonly FacetSearch _facets = index.Catalog.Service<FacetSearch>();

    [Theory]
    [InlineData(null, "true")]
    [InlineData("A_CONTAINS(tags, ('odd'))", "'odd' = any(s.tags)")]
    [InlineData("dataType <> 'uint8' AND attributes.dose < 5", "s.data_type <> 'uint8' and (s.attributes ->> 'dose')::int < 5")]
    public async Task Of_many_matches_counts_are_estimates_and_say_so(string? filter, string condition)
    {
        var facets = await Count(filter, null);
        Assert.All(facets.Values, facet => Assert.False(facet.Exact));
        await Check(facets["dataType"], "array[s.data_type]", condition);
        await Check(facets["tags"], "s.tags", condition);
        await Check(facets["dataset"], "array[s.dataset]", condition);
        await Check(facets["axes"], "array['yx']", condition);
    }

    [Fact]
    public async Task Words_are_estimated_among_those_that_have_them()
    {
        var facets = await Count(null, "scan -\"scan 7\"");
        Assert.All(facets.Values, facet => Assert.False(facet.Exact));
        await Check(facets["tags"], "s.tags", "s.name not like 'Scan 7%'");
    }

    [Theory]
    [InlineData(FacetSql.MaxFacetMatches, true)]
    [InlineData(FacetSql.MaxFacetMatches + 1, false)]
    public async Task Up_to_a_limit_matches_are_counted_each(int matches, bool isExact)
    {
        var condition = FormattableString.Invariant($"'at-most-{matches}' = any(s.tags)");
        var facets = await Count(FormattableString.Invariant($"A_CONTAINS(tags, ('at-most-{matches}'))"), null);
        Assert.All(facets.Values, facet => Assert.Equal(isExact, facet.Exact));
        if (!isExact)
        {
            return;
        }

        foreach (var (name, values) in ((string, string)[])
            [("dataType", "array[s.data_type]"), ("tags", "s.tags"), ("dataset", "array[s.dataset]"), ("axes", "array['yx']")])
        {
            Assert.Equal(
                (await index.Truth(values, condition)).Select(pair => new FacetCount(pair.Key, pair.Value.Count))
                    .OrderByDescending(count => count.Count).ThenBy(count => count.Value, StringComparer.Ordinal),
                facets[name].Values);
        }
    }

    [Fact]
    public async Task Estimates_leave_out_what_the_reader_may_not_see()
    {
        // The datasets of the other rows are not there, so nobody but who sees all sees these.
        await index.Catalog.Put(new DatasetRecord { Id = "set-1", Visibility = Visibility.Internal });
        var facets = await Count(null, null, new SearchReader("ann", SeesAll: false));
        Assert.All(facets.Values, facet => Assert.False(facet.Exact));
        await Check(facets["dataset"], "array[s.dataset]", "s.dataset = 'set-1'");
        await Check(facets["tags"], "s.tags", "s.dataset = 'set-1'");
    }

    private Task<IReadOnlyDictionary<string, SearchFacet>> Count(
        string? filter, string? words, SearchReader? reader = null) => _facets.Count(
        new SearchRequest
        {
            Reader = reader ?? SearchReader.Local,
            Kinds = [RecordKind.Image],
            Words = words,
            Filter = filter is null ? null : Cql2Text.Parse(filter),
        },
        Facet.Parse(Names), CancellationToken.None);

    /// <summary>
    /// Each value is within six standard deviations of its truth. A page with n rows of a value counts n divided by the
    /// share of the pages that is looked at, or nothing: so the variance is the sum of n² · (1 − share) / share.
    /// </summary>
    private async Task Check(SearchFacet facet, string values, string condition)
    {
        var truth = await index.Truth(values, condition);
        Assert.Equal(0, facet.More);
        Assert.Equal(
            truth.Keys.Order(StringComparer.Ordinal),
            facet.Values.Select(count => count.Value).Order(StringComparer.Ordinal));
        foreach (var (value, estimate) in facet.Values)
        {
            var (count, squares) = truth[value];
            var reach = 6 * Math.Sqrt(squares * (1 - Share) / Share);
            Assert.True(reach < count / 2.0, $"Of {value} there are too few to tell.");
            Assert.InRange(estimate, count - reach, count + reach);
        }
    }
}
