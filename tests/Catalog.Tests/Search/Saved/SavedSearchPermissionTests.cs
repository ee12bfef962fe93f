using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Search.Filters;
using OmeNgff.Catalog.Search.Saved;
using OmeNgff.Catalog.Tests.Search.Guarded;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;

namespace OmeNgff.Catalog.Tests.Search.Saved;

/// <summary>What saved searches tell those who may not see all.</summary>
public sealed class SavedSearchPermissionTests(CatalogFixture catalog) : IClassFixture<CatalogFixture>
{
    private static readonly SearchReader Ann = new("ann", SeesAll: false);

    private readonly SavedSearchStore _searches = catalog.Service<SavedSearchStore>();
    private readonly Dictionary<string, string> _filters = new(StringComparer.Ordinal);

    [Fact]
    public async Task News_are_of_records_that_the_reader_may_see_for_as_long_as_he_may()
    {
        await PutDataset("news-open", Visibility.Internal, 0);
        await PutDataset("news-secret", Visibility.Private, 0);
        await Save("news", "ann", "name LIKE 'News%'");
        await PutImage("news-1", "news-open");
        await PutImage("news-2", "news-secret");
        Assert.Equal([("news-1", true)], await News("news"));

        // Who comes to see a dataset has news of it.
        await PutDataset("news-secret", Visibility.Public, 1);
        Assert.Equal([("news-1", true), ("news-2", true)], await News("news"));
        await PutDataset("news-secret", Visibility.Private, 2);
        Assert.Equal([("news-1", true)], await News("news"));

        // What is no more was told of, and is no secret.
        await catalog.Commit(new RecordChange(RecordKind.Image, "news-1", 1, null, "away"));
        Assert.Equal([("news-1", false)], await News("news"));
    }

    [Fact]
    public async Task What_hidden_records_say_is_no_news()
    {
        await PutDataset("lists-secret", Visibility.Private, 0);
        await PutImage("in-list", "default");
        await Save("in-lists", "ann", "collection IS NOT NULL");
        await Save("in-no-list", "ann", "name = 'News in-list' AND collection IS NULL");
        await PutList("list-hidden", "lists-secret");
        Assert.Empty(await News("in-lists"));
        Assert.Empty(await News("in-no-list"));
        await PutList("list-seen", "default");
        Assert.Equal([("in-list", true)], await News("in-lists"));
    }

    [Theory]
    [InlineData("bob", false)]
    [InlineData("root", true)]
    public async Task A_saved_search_is_for_whoever_saved_it(string name, bool seesAll)
    {
        var (reader, search) = (new SearchReader(name, seesAll), $"anns-{name}");
        await Save(search, "ann", "name LIKE 'Private%'");
        var refusal = await Assert.ThrowsAsync<ProblemException>(() => _searches.Matches(
            search, Request(reader, _filters[search]), 0, 100, CancellationToken.None));
        Assert.Equal(403, refusal.Problem.Status);
        refusal = await Assert.ThrowsAsync<ProblemException>(() => _searches.Put(
            new SavedSearch { Name = search }, 1, name, Request(reader, "name LIKE '%'"), CancellationToken.None));
        Assert.Equal(403, refusal.Problem.Status);

        // Nothing came of it.
        Assert.Equal(1, (await _searches.Read(search, CancellationToken.None))!.Version);
        Assert.Empty(await News(search));
        await PutImage($"private-{name}", "default", "Private");
        Assert.Equal([($"private-{name}", true)], await News(search));
    }

    private static SearchRequest Request(SearchReader reader, string filter) => new()
    {
        Reader = reader,
        Kinds = [RecordKind.Image],
        Filter = Cql2Text.Parse(filter),
    };

    private async Task Save(string search, string by, string filter)
    {
        _filters[search] = filter;
        Assert.NotNull(await _searches.Put(
            new SavedSearch { Name = search }, 0, by, Request(Ann, filter), CancellationToken.None));
    }

    private async Task<List<(string Id, bool Matches)>> News(string search) =>
    [
        .. (await _searches.Matches(search, Request(Ann, _filters[search]), 0, 100, CancellationToken.None))
            .Select(match => (match.Id, match.Matches)),
    ];

    private Task PutDataset(string id, Visibility visibility, long version) =>
        catalog.Put(new DatasetRecord { Id = id, Visibility = visibility, Version = version });

    private Task PutImage(string id, string dataset, string word = "News") => catalog.Put(
        CatalogFixture.Array($"array-{id}") with { Dataset = dataset },
        GuardedCatalog.Image(id, dataset) with
        {
            Name = $"{word} {id}",
            Levels = [new ImageLevel { Path = "0", Array = $"array-{id}" }],
        });

    private Task PutList(string id, string dataset) => catalog.Put(new CollectionRecord
    {
        Id = id,
        Dataset = dataset,
        CollectionKind = CollectionKind.List,
        Members = [new CollectionMember { Image = "in-list", Path = "0" }],
    });
}
