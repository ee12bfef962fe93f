using System.Collections.Immutable;
using System.Text;
using Npgsql;
using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Search.Filters;
using OmeNgff.Catalog.Search.Properties;
using OmeNgff.Catalog.Search.Queries;
using OmeNgff.Catalog.Tests.Search.Dense;
using OmeNgff.Client.Json;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;

namespace OmeNgff.Catalog.Tests.Search;

/// <summary>Searches with more matches than are counted and put in order at once, page by page to the end.</summary>
public sealed class DenseSearchTests(DenseCatalog dense) : IClassFixture<DenseCatalog>
{
    private const int CountedExactly = 1000;

    private static readonly ImmutableArray<string> AxisX = ["x"];

    private static readonly Dictionary<string, Func<DenseRecord, bool>> Filters = new(StringComparer.Ordinal)
    {
        ["attributes.dose > -0.5"] = record => record.Dose > -0.5,
        ["voxelSize.x <= 0.000001"] = record => record.Array?.VoxelX <= 1e-6,
        ["NOT A_CONTAINS(tags, ('odd'))"] = record => !record.Tags.Contains("odd"),
    };

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("lamina", null, null)]
    [InlineData("rare", null, null)]
    [InlineData("mostly", null, null)]
    [InlineData("section", null, null)]
    [InlineData("lamina -odd", null, null)]
    [InlineData("lamina mostly", null, null)]
    [InlineData("lamina", "voxelSize.x <= 0.000001", null)]
    [InlineData("lamina", "NOT A_CONTAINS(tags, ('odd'))", null)]
    [InlineData(null, "attributes.dose > -0.5", null)]
    [InlineData(null, null, "name")]
    [InlineData(null, null, "-name")]
    [InlineData("lamina", null, "name")]
    [InlineData(null, null, "-createdAt")]
    [InlineData(null, null, "createdAt")]
    [InlineData("rare", null, "-createdAt")]
    [InlineData(null, null, "updatedAt")]
    [InlineData("mostly", null, "-updatedAt")]
    [InlineData(null, null, "voxelSize.x")]
    [InlineData(null, null, "-voxelSize.x")]
    [InlineData("lamina", null, "voxelSize.z")]
    [InlineData(null, null, "-voxelSize.z")]
    [InlineData(null, null, "attributes.dose")]
    [InlineData("lamina", "voxelSize.x <= 0.000001", "-attributes.dose")]
    [InlineData(null, null, "voxelSize.x,-name")]
    [InlineData("lamina", null, "-attributes.dose,voxelSize.z")]
    public async Task Of_many_matches_every_page_is_in_its_place(string? words, string? filter, string? sort) =>
        await Walk(Request(words, filter, sort), Expected(words, filter, sort, RecordKind.Image));

    [Theory]
    [InlineData(null, null)]
    [InlineData("lamina", null)]
    [InlineData(null, "name")]
    [InlineData("lamina", "-name")]
    [InlineData(null, "-createdAt")]
    [InlineData(null, "voxelSize.x")]
    [InlineData("lamina", "-voxelSize.z")]
    public async Task Many_matches_of_two_kinds_are_in_one_order(string? words, string? sort)
    {
        RecordKind[] kinds = [RecordKind.Image, RecordKind.Collection];
        var expected = Expected(words, null, sort, kinds);
        Assert.Contains(expected, record => record.Kind == RecordKind.Collection);
        await Walk(Request(words, null, sort) with { Kinds = [.. kinds] }, expected);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("lamina", null)]
    [InlineData(null, "name")]
    [InlineData(null, "-voxelSize.x")]
    [InlineData("section", "updatedAt")]
    public async Task Many_matches_within_a_box_of_their_own_spaces_are_in_order(string? words, string? sort)
    {
        var box = (Min: 1e-5, Max: 1.2e-5);
        var all = Expected(words, null, sort, RecordKind.Image);
        var expected = all.Where(record => record.Array!.MeetsX(box.Min, box.Max)).ToList();
        Assert.InRange(expected.Count, CountedExactly, all.Count - 100);
        await Walk(
            Request(words, null, sort) with { Places = [new OwnBoxCondition(new(AxisX), [box.Min], [box.Max])] },
            expected);
    }

    [Theory]
    [InlineData(999, true)]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public async Task Up_to_a_thousand_matches_are_counted_exactly(int matches, bool isExact)
    {
        var request = Request(null, FormattableString.Invariant($"attributes.serial < {matches}"), null);
        Assert.Equal(
            new MatchCount(Math.Min(matches, CountedExactly), isExact), (await Search(request, null, 10, false)).Matched);
        Assert.Equal(new MatchCount(matches, true), (await Search(request, null, 10, true)).Matched);
    }

    [Fact]
    public async Task A_page_that_ends_with_the_last_of_many_matches_has_no_next()
    {
        var page = await Search(Request(null, "attributes.serial < 2000", null), null, 1000, false);
        page = await Search(Request(null, "attributes.serial < 2000", null), page.Next, 1000, false);
        Assert.Equal(1000, page.Items.Length);
        Assert.Null(page.Next);
    }

    [Theory]
    [InlineData("lamina", true)]
    [InlineData("lamina or rare", true)]
    [InlineData("-lamina", false)]
    public async Task Words_that_many_have_are_looked_for_in_the_index_of_a_sample_first(string words, bool isSampled)
    {
        var command = new SearchSql(Request(words, null, null), SearchWords.Parse(words)).Few(MatchPart.All, null, 10);
        command.CommandText = $"explain {command.CommandText}";
        await using var connection = await dense.Catalog.Source.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection)
        {
            // Of so few rows all would be read, without any index.
            BatchCommands = { new("analyze search_index_images"), new("set local enable_seqscan = off"), command },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        var plan = new StringBuilder();
        while (await reader.ReadAsync())
        {
            plan.AppendLine(reader.GetString(0));
        }

        Assert.All((string[])["search_index_images_by_sampled_words", "search_index_images_by_thinly_sampled_words"], index =>
            Assert.Equal(isSampled, plan.ToString().Contains(index, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("lamina")]
    [InlineData("mostly")]
    [InlineData("rare")]
    [InlineData("thick")]
    public async Task How_dense_many_matches_lie_is_told_from_what_was_counted_of_them(string words)
    {
        var named = Expected(words, null, null, RecordKind.Image).ToLookup(match => match.IsNamed(words));
        var matches = (named[true].Count() > CountedExactly ? named[true] : named[false]).ToList();
        await using var connection = await dense.Catalog.Source.OpenConnectionAsync();
        await using var keys = dense.Catalog.Source.CreateCommand(
            "select max(key) - min(key) from search_index_images where id = any($1)");
        keys.Parameters.AddWithValue(matches.Select(match => match.Id).ToArray());
        var span = (long)(await keys.ExecuteScalarAsync())!;
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new SearchSql(Request(words, null, null), SearchWords.Parse(words)).Few(MatchPart.All, null, 10) },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        var expected = (double)matches.Count / span;
        Assert.InRange(reader.GetDouble(reader.GetOrdinal("density")), 0.6 * expected, 1.6 * expected);
    }

    private static SearchRequest Request(string? words, string? filter, string? sort) => new()
    {
        Reader = SearchReader.Local,
        Kinds = [RecordKind.Image],
        Words = words,
        Filter = filter is null ? null : Cql2Text.Parse(filter),
        Order = sort is null ? [] : [.. sort.Split(',').Select(Order)],
    };

    private static SearchOrder Order(string key) => SearchProperties.TryFind(key.TrimStart('-'), out var property)
        ? new SearchOrder(property, key[0] == '-')
        : throw new ArgumentException(key, nameof(key));

    /// <summary>What matches, in order: without one, those with the words in their names come first, and the newest.</summary>
    private List<DenseRecord> Expected(string? words, string? filter, string? sort, params RecordKind[] kinds)
    {
        var matches = dense.Records
            .Where(record => kinds.Contains(record.Kind) && record.Meets(words) && (filter is null || Filters[filter](record)))
            .ToList();
        Assert.InRange(matches.Count, CountedExactly + 1, dense.Records.Count);
        return sort is null
            ? [.. matches.OrderByDescending(record => record.IsNamed(words)).ThenByDescending(record => record.Registered)]
            : [.. matches.Order(Comparer<DenseRecord>.Create((one, other) => DenseRecord.Compare(one, other, sort)))];
    }

    private async Task Walk(SearchRequest request, List<DenseRecord> expected)
    {
        var ids = expected.Select(record => (record.Kind, record.Id)).ToList();
        foreach (var (limit, countsAll) in ((int, bool)[])[(13, false), (100, true), (1000, false)])
        {
            var found = new List<SearchItem>();
            SearchPosition? after = null;
            do
            {
                var page = await Search(request, after, limit, countsAll);
                Assert.Equal(countsAll ? new MatchCount(ids.Count, true) : new MatchCount(CountedExactly, false), page.Matched);
                Assert.True(page.Next is null || page.Items.Length == limit);
                found.AddRange(page.Items);
                after = page.Next;
            }
            while (after is not null);
            Assert.Equal(ids, found.Select(item => (item.Kind, item.Id)));
            Assert.Equal(
                expected.Select(record => request.Words is null ? 0 : record.IsNamed(request.Words) ? 1 : 0.5f),
                found.Select(item => item.Score));
        }
    }

    /// <summary>A page. Its position goes the way that it goes in a cursor.</summary>
    private Task<SearchPage> Search(SearchRequest request, SearchPosition? after, int limit, bool countsAll) =>
        dense.Catalog.Search.Search(
            request,
            after is null ? null : CatalogJson.Deserialize<SearchPosition>(CatalogJson.Serialize(after)),
            limit, countsAll, CancellationToken.None);
}
