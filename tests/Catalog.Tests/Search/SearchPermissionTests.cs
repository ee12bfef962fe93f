using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Search.Filters;
using OmeNgff.Catalog.Search.Properties;
using OmeNgff.Catalog.Search.Queries;
using OmeNgff.Catalog.Tests.Search.Guarded;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Spaces;

namespace OmeNgff.Catalog.Tests.Search;

/// <summary>What searches tell those who may not see all.</summary>
public sealed class SearchPermissionTests(GuardedCatalog guarded) : IClassFixture<GuardedCatalog>
{
    private static readonly SearchReader Root = new("root", SeesAll: true);

    [Theory]
    [InlineData("guarded", null, null)]
    [InlineData(null, "id LIKE 'in-%'", null)]
    [InlineData(null, "NOT name = 'nothing' AND name LIKE 'Guarded%'", "name")]
    [InlineData("guarded -nothing", null, "-createdAt")]
    public async Task Records_are_found_in_datasets_that_are_the_readers_to_see(string? words, string? filter, string? sort)
    {
        var request = Request(GuardedCatalog.Ann, filter) with { Words = words, Order = Order(sort) };
        var all = GuardedCatalog.Seen.Concat(GuardedCatalog.Hidden).ToList();
        await CheckFound(GuardedCatalog.Seen.Select(dataset => $"in-{dataset}"), request);
        await CheckFound(["in-default", "in-house", "in-open"], request with { Reader = new("nobody", SeesAll: false) });
        await CheckFound(all.Select(dataset => $"in-{dataset}"), request with { Reader = Root });
        foreach (var dataset in all)
        {
            await CheckFound(
                GuardedCatalog.Seen.Contains(dataset) ? [$"in-{dataset}"] : [], request with { Dataset = dataset });
        }
    }

    [Fact]
    public async Task No_kind_of_record_is_found_in_a_hidden_dataset_and_neither_is_the_dataset()
    {
        var request = Request(GuardedCatalog.Ann, "NOT id LIKE 'crowd-%'") with { Kinds = [.. Enum.GetValues<RecordKind>()] };
        var found = (await Search(request, 1000)).Items;
        Assert.Equal(GuardedCatalog.Seen, found.Select(item => item.Dataset).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            GuardedCatalog.Seen,
            found.Where(item => item.Kind == RecordKind.Dataset).Select(item => item.Id).Order(StringComparer.Ordinal));

        // There are records of these kinds that are hidden.
        var hidden = (await Search(
            request with { Reader = Root, Filter = Cql2Text.Parse("dataset = 'secret' AND NOT id LIKE 'hidden-%'") })).Items;
        Assert.Subset(
            hidden.Select(item => item.Kind).ToHashSet(),
            new HashSet<RecordKind>
            {
                RecordKind.Alignment, RecordKind.AlignmentVersion, RecordKind.Array, RecordKind.Collection, RecordKind.Dataset,
                RecordKind.Image, RecordKind.Space,
            });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("name")]
    [InlineData("-updatedAt")]
    public async Task Of_many_matches_the_hidden_ones_are_neither_on_a_page_nor_counted(string? sort)
    {
        var request = Request(GuardedCatalog.Ann, null) with { Words = "crowd", Order = Order(sort) };
        foreach (var countsAll in (bool[])[false, true])
        {
            var (met, after) = (new List<string>(), (SearchPosition?)null);
            do
            {
                var page = await guarded.Catalog.Search.Search(request, after, 100, countsAll, CancellationToken.None);
                Assert.Equal(
                    countsAll ? new MatchCount(GuardedCatalog.SeenCrowd, true) : new MatchCount(1000, false), page.Matched);
                met.AddRange(page.Items.Select(item => item.Id));
                after = page.Next;
            }
            while (after is not null);
            Assert.Equal(
                Enumerable.Range(0, GuardedCatalog.SeenCrowd).Select(number => $"crowd-{number}").Order(StringComparer.Ordinal),
                met.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Many_hidden_matches_do_not_make_few_look_like_many()
    {
        var request = Request(GuardedCatalog.Ann, "A_CONTAINS(tags, ('few'))");
        Assert.Equal(new MatchCount(GuardedCatalog.Few, true), (await Search(request)).Matched);
        Assert.Equal(new MatchCount(1000, false), (await Search(request with { Reader = Root })).Matched);
        Assert.Equal(
            new MatchCount(GuardedCatalog.Few + GuardedCatalog.HiddenCrowd, true),
            (await guarded.Catalog.Search.Search(request with { Reader = Root }, null, 1, true, CancellationToken.None)).Matched);
    }

    [Theory]

    // Of collections, and of plates by way of wells: who may not see one of both does not learn of the place.
    [InlineData("listed", "collection = 'list-secret'", false)]
    [InlineData("listed", "collection LIKE 'list-s%'", false)]
    [InlineData("listed", "collection IN ('list-secret', 'other')", false)]
    [InlineData("listed", "CASEI(collection) = CASEI('LIST-SECRET')", false)]
    [InlineData("listed", "collection BETWEEN 'list' AND 'lists'", false)]
    [InlineData("listed", "collection <> 'other'", false)]
    [InlineData("listed", "collection IS NOT NULL", false)]
    [InlineData("listed", "collection IS NULL", true)]
    [InlineData("twice-listed", "NOT collection = 'list-secret'", true)]
    [InlineData("twice-listed", "collection = 'list-open'", null)]
    [InlineData("hidden-well", "plate = 'plate-open'", false)]
    [InlineData("hidden-well", "well = 'A/1'", false)]
    [InlineData("hidden-well", "plate IS NULL AND well IS NULL AND collection IS NULL", true)]
    [InlineData("hidden-plate", "plate = 'plate-secret'", false)]
    [InlineData("hidden-plate", "well LIKE 'A%'", false)]
    [InlineData("hidden-plate", "collection = 'well-open'", null)]
    [InlineData("seen-field", "plate = 'plate-open' AND well = 'B/1'", null)]

    // Of alignments.
    [InlineData("hidden-way", "alignment.name = 'The way to-secret'", false)]
    [InlineData("hidden-way", "alignment.name LIKE '%secret'", false)]
    [InlineData("hidden-way", "alignment.name IS NULL AND alignment.status IS NULL", true)]
    [InlineData("hidden-way", "alignment.quality.rmse IS NULL", true)]
    [InlineData("hidden-way", "alignment.status = 'published'", false)]
    [InlineData("hidden-way", "alignment.status IN ('published', 'draft')", false)]
    [InlineData("hidden-way", "alignment.quality.rmse < 1", false)]
    [InlineData("hidden-way", "alignment.quality.rmse BETWEEN 0 AND 1", false)]
    [InlineData("hidden-way", "A_CONTAINS(alignments, ('to-secret'))", false)]
    [InlineData("hidden-way", "A_OVERLAPS(alignments, ('to-secret', 'to-open'))", false)]
    [InlineData("hidden-way", "A_OVERLAPS(tags, alignments)", false)]
    [InlineData("hidden-way", "alignments IS NOT NULL", false)]
    [InlineData("hidden-way", "A_CONTAINEDBY(alignments, ('other'))", true)]
    [InlineData("hidden-way", "NOT A_CONTAINS(alignments, ('to-secret'))", true)]
    [InlineData("both-ways", "A_CONTAINS(alignments, ('also-open', 'also-secret'))", false)]
    [InlineData("both-ways", "A_EQUALS(alignments, ('also-open'))", true)]
    [InlineData("both-ways", "A_CONTAINS(alignments, ('also-open')) AND alignment.quality.rmse = 0.5", null)]
    [InlineData("both-ways", "alignment.name = 'The way also-secret'", false)]
    [InlineData("seen-way", "alignment.name = 'The way to-open' AND alignment.status = 'published'", null)]
    [InlineData("moved", "A_CONTAINS(diagnostics, ('alignment-outdated'))", false)]
    [InlineData("moved", "A_OVERLAPS(diagnostics, ('alignment-outdated', 'other'))", false)]
    [InlineData("moved", "NOT A_CONTAINS(diagnostics, ('alignment-outdated'))", true)]
    public async Task What_hidden_records_say_of_an_image_is_not_told(string image, string filter, bool? findsMore)
    {
        // What Ann finds and who sees all does not, or the other way round; or both find the image.
        var request = Request(GuardedCatalog.Ann, $"id = '{image}' AND ({filter})");
        await CheckFound(findsMore == false ? [] : [image], request);
        await CheckFound(findsMore == true ? [] : [image], request with { Reader = Root });
    }

    [Fact]
    public async Task Facets_count_neither_hidden_records_nor_what_they_say()
    {
        var request = Request(GuardedCatalog.Ann, "A_CONTAINS(tags, ('placed')) OR id LIKE 'in-%'");
        var facets = await Facets(request);
        Assert.Equal([("hall", 2)], facets["space"]);
        Assert.Equal([("also-open", 1), ("to-open", 1), ("vault-open", 1)], facets["alignments"]);
        Assert.DoesNotContain(facets["diagnostics"], facet => facet.Value == "alignment-outdated");
        Assert.Equal(GuardedCatalog.Seen, facets["dataset"].Select(facet => facet.Value).Order(StringComparer.Ordinal));

        facets = await Facets(request with { Reader = Root });
        Assert.Equal([("hall", 5), ("vault", 1)], facets["space"]);
        Assert.Equal(7, facets["alignments"].Count);
        Assert.Contains(("alignment-outdated", 1), facets["diagnostics"]);

        facets = await Facets(Request(GuardedCatalog.Ann, null) with { Words = "crowd" });
        Assert.Equal([("open", GuardedCatalog.SeenCrowd)], facets["dataset"]);
    }

    [Fact]
    public async Task An_image_lies_where_an_alignment_says_that_the_reader_may_see()
    {
        var place = Hall();
        await CheckFound(["both-ways", "seen-way"], Request(GuardedCatalog.Ann, null) with { Places = [place] });
        await CheckFound(
            ["both-ways", "hidden-way", "in-secret", "moved", "seen-way"], Request(Root, null) with { Places = [place] });

        // The same as a part of a filter.
        var filter = Cql2Text.Parse("A_CONTAINS(spaces, ('hall'))");
        var request = Request(GuardedCatalog.Ann, null) with { Filter = filter };
        request = request with { FilterPlaces = request.FilterPlaces.Add(filter, place) };
        await CheckFound(["both-ways", "seen-way"], request);
        await CheckFound(["both-ways", "hidden-way", "in-secret", "moved", "seen-way"], request with { Reader = Root });
    }

    [Fact]
    public async Task Who_is_granted_a_dataset_sees_it_from_then_on_and_as_long_as_it_is_granted()
    {
        await guarded.Catalog.Put(
            GuardedCatalog.Dataset("shifting"), CatalogFixture.Array("array-shifting") with { Dataset = "shifting" },
            GuardedCatalog.Image("shifts", "shifting"));
        var (request, version) = (Request(GuardedCatalog.Ann, "id = 'shifts'"), 1);
        DatasetGrant[] granted = [new() { Principal = "ann", Role = DatasetGrant.Reader }];
        foreach (var (dataset, isSeen) in ((DatasetRecord, bool)[])
        [
            (GuardedCatalog.Dataset("shifting"), false),
            (GuardedCatalog.Dataset("shifting") with { Grants = granted.ToEquatableArray() }, true),
            (GuardedCatalog.Dataset("shifting") with { Owner = "bob" }, false),
            (GuardedCatalog.Dataset("shifting") with { Owner = "ann" }, true),
            (GuardedCatalog.Dataset("shifting"), false),
            (GuardedCatalog.Dataset("shifting") with { Visibility = Visibility.Internal }, true),
            (GuardedCatalog.Dataset("shifting"), false),
            (GuardedCatalog.Dataset("shifting") with { Visibility = Visibility.Public }, true),
        ])
        {
            await guarded.Catalog.Put(dataset with { Version = version++ });
            await CheckFound(isSeen ? ["shifts"] : [], request);
        }

        await guarded.Catalog.Commit(
            new RecordChange(RecordKind.Image, "shifts", 1, null, "away"),
            new RecordChange(RecordKind.Array, "array-shifting", 1, null, "away"),
            new RecordChange(RecordKind.Dataset, "shifting", version, null, "away"));
    }

    [Fact]
    public async Task Records_of_no_dataset_are_there_for_nobody_but_who_sees_all()
    {
        // None can be registered, and no dataset is deleted that has some.
        var refusal = await Assert.ThrowsAsync<ProblemException>(() =>
            guarded.Catalog.Put(GuardedCatalog.Image("lost", "open") with { Dataset = "nowhere" }));
        Assert.Equal("dataset-unknown", refusal.Problem.Errors[0].Rule);
        refusal = await Assert.ThrowsAsync<ProblemException>(() =>
            guarded.Catalog.Commit(new RecordChange(RecordKind.Dataset, "house", 1, null, "away")));
        Assert.Equal("/problems/referenced", refusal.Problem.Type);

        // So this is an index that has come apart.
        await guarded.Catalog.Put(GuardedCatalog.Image("lost", "open"));
        await using var command = guarded.Catalog.Source.CreateCommand(
            "update search_index set dataset = 'nowhere' where kind = 'image' and id = 'lost'");
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
        await CheckFound([], Request(GuardedCatalog.Ann, "id = 'lost'"));
        await CheckFound(["lost"], Request(Root, "id = 'lost'"));
    }

    private static SearchRequest Request(SearchReader reader, string? filter) => new()
    {
        Reader = reader,
        Kinds = [RecordKind.Image],
        Filter = filter is null ? null : Cql2Text.Parse(filter),
    };

    private static System.Collections.Immutable.ImmutableArray<SearchOrder> Order(string? sort) =>
        sort is not null && SearchProperties.TryFind(sort.TrimStart('-'), out var property)
            ? [new SearchOrder(property, sort[0] == '-')]
            : [];

    /// <summary>Anywhere in the space <c>hall</c>, where each image is led by one alignment.</summary>
    private static PlacedCondition Hall()
    {
        EquatableArray<Axis> axes = [new("y", "space", "micrometer"), new("x", "space", "micrometer")];
        var box = new SpatialCondition(
            [-CarriedExtent.Unbounded, -CarriedExtent.Unbounded], [CarriedExtent.Unbounded, CarriedExtent.Unbounded]);
        return new PlacedCondition(box with
        {
            Spaces = [SearchedSpace.Of("space:hall", AffineWay.Of(axes, [], axes)!, axes, axes, box.Min, box.Max)!],
            Excluded = ["also-secret"],
        });
    }

    private Task<SearchPage> Search(SearchRequest request, int limit = 100) =>
        guarded.Catalog.Search.Search(request, null, limit, countsAll: false, CancellationToken.None);

    private async Task CheckFound(IEnumerable<string> expected, SearchRequest request)
    {
        var page = await Search(request);
        Assert.Equal(expected.Order(StringComparer.Ordinal), page.Items.Select(item => item.Id).Order(StringComparer.Ordinal));
        Assert.Equal(new MatchCount(page.Items.Length, true), page.Matched);
    }

    private async Task<Dictionary<string, List<(string Value, long Count)>>> Facets(SearchRequest request) =>
        (await guarded.Catalog.Service<FacetSearch>().Count(
            request, Facet.Parse("space,alignments,diagnostics,dataset"), CancellationToken.None))
        .ToDictionary(facet => facet.Key, facet => facet.Value.Values.Select(count => (count.Value, count.Count)).ToList());
}
