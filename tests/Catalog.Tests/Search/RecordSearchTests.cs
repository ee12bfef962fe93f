using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Search.Filters;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Catalog.Tests.Search;

public sealed class RecordSearchTests(CatalogFixture catalog) : IClassFixture<CatalogFixture>
{
    [Fact]
    public async Task Words_are_found_in_names_descriptions_tags_attribute_values_and_channel_labels()
    {
        await Register("cortex", image => image with
        {
            Name = "Mouse cortex 2024_03",
            Description = "Layer five",
            Tags = ["electron", "microscopy"],
            Attributes = RawJson.Parse("""{"stain":{"primary":"NeuN"},"dose":42.5,"list":["granule"]}"""),
            Omero = RawJson.Parse("""{"channels":[{"label":"LaminB1","color":"FF0000"}]}"""),
        });

        foreach (var words in (string[])["mouse", "CORTEX", "five", "electron", "neun", "42.5", "granule", "laminb1",
            "\"layer five\"", "mouse granule", "nothing or granule"])
        {
            Assert.Contains(await Find(words), item => item.Id == "cortex");
        }

        Assert.DoesNotContain(await Find("mouse -granule"), item => item.Id == "cortex");
        Assert.DoesNotContain(await Find("\"five layer\""), item => item.Id == "cortex");
        Assert.DoesNotContain(await Find("FF0000"), item => item.Id == "cortex");
    }

    [Fact]
    public async Task Names_match_by_substring_and_signs_stand_for_themselves()
    {
        await Register("signs", image => image with { Name = "run_100%_done" });
        await Register("letters", image => image with { Name = "runx100xxdone" });

        Assert.Contains(await Find("n_100%_d"), item => item.Id == "signs");
        Assert.DoesNotContain(await Find("n_100%_d"), item => item.Id == "letters");
        Assert.Empty(await Find("'; drop table records; --"));
    }

    [Fact]
    public async Task Where_a_match_lies_is_said_in_its_own_units()
    {
        await Register("placed", image => image with { Name = "Placed alone" });

        var extent = Assert.Single(await Find("\"placed alone\"")).Extent!;
        Assert.Equal(["y", "x"], extent.Axes);
        Assert.Equal(["micrometer", "micrometer"], extent.Units);
        Assert.Equal([-0.5, -0.5], extent.Min);
        Assert.Equal([63.5, 31.5], extent.Max);
    }

    [Fact]
    public async Task A_deleted_record_is_not_found()
    {
        await Register("gone", image => image with { Name = "Evanescent" });
        Assert.Single(await Find("evanescent"));
        await catalog.Commit(new Catalog.Records.RecordChange(RecordKind.Image, "gone", 1, null, "away"));
        Assert.Empty(await Find("evanescent"));
    }

    [Fact]
    public async Task Pages_together_hold_every_match_once_in_one_order()
    {
        for (var index = 0; index < 23; index++)
        {
            var id = $"paged-{index}";
            await Register(id, image => image with { Name = "Paginated", Tags = index % 3 == 0 ? ["paginated"] : [] });
        }

        var request = Images() with { Words = "paginated" };
        var all = await Find("paginated");
        var walked = new List<SearchItem>();
        SearchPosition? after = null;
        do
        {
            var page = await catalog.Search.Search(request, after, 5, countsAll: false, CancellationToken.None);
            Assert.Equal(new MatchCount(23, true), page.Matched);
            walked.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(23, all.Count);
        Assert.Equal(all.Select(item => item.Id), walked.Select(item => item.Id));
    }

    [Fact]
    public async Task Those_with_the_words_in_their_names_come_first_then_the_newest()
    {
        await Register("tier-a", image => image with { Name = "Axolotl limb" });
        await Register("tier-b", image => image with { Name = "A limb", Tags = ["axolotl"] });
        await Register("tier-c", image => image with { Name = "Young axolotl" });

        var found = await Find("axolotl");
        Assert.Equal(["tier-c", "tier-a", "tier-b"], found.Select(item => item.Id));
        Assert.Equal([1, 1, 0.5f], found.Select(item => item.Score));
        Assert.Contains("<em>Axolotl</em>", found[1].Highlight);
    }

    [Theory]
    [InlineData("omeVersion IS NULL AND dataset = 'default'", true)]
    [InlineData("dataType = 'uint16' AND axes.x.unit = 'micrometer'", true)]
    [InlineData("dataType = 'uint8'", false)]
    [InlineData("NOT dataType = 'uint8'", true)]
    [InlineData("voxelSize.x <= 5e-7 AND voxelSize.y BETWEEN 1e-7 AND 1e-6", true)]
    [InlineData("voxelSize.z <= 1", false)]
    [InlineData("NOT voxelSize.z <= 1", false)]
    [InlineData("level.count = 1 AND shape.x = 32 AND shape.y >= 64 AND chunk.x < 33", true)]
    [InlineData("extent.x > 1.5e-5 AND extent.x.max < 1.6e-5 AND extent.y.min < 0", true)]
    [InlineData("A_CONTAINS(tags, ('EM', 'brain')) AND A_OVERLAPS(tags, ('nothing', 'brain'))", true)]
    [InlineData("A_EQUALS(tags, ('brain', 'EM')) AND A_CONTAINEDBY(tags, ('brain', 'EM', 'more'))", true)]
    [InlineData("NOT A_CONTAINS(tags, ('EM'))", false)]
    [InlineData("attributes.stain = 'DAPI' AND attributes.dose > 4 AND attributes.fixed = TRUE", true)]
    [InlineData("attributes.fixed", true)]
    [InlineData("NOT attributes.fixed", false)]
    [InlineData("attributes.stain > 4", false)]
    [InlineData("attributes.who.name LIKE 'A%' AND A_CONTAINS(attributes.list, (2, 'two'))", true)]
    [InlineData("attributes.nothing IS NULL AND attributes.stain IS NOT NULL", true)]
    [InlineData("attributes.stain IN ('GFP', 'DAPI') AND NOT attributes.stain IN ('GFP')", true)]
    [InlineData("CASEI(attributes.stain) = casei('dapi') AND name LIKE 'Filt%' AND CASEI(name) LIKE casei('FILT%')", true)]
    [InlineData("createdAt > DATE('2020-01-01') AND T_AFTER(createdAt, TIMESTAMP('2021-01-01T00:00:00Z'))", true)]
    [InlineData("T_DURING(attributes.taken, INTERVAL('2024-01-01', '..')) AND attributes.taken = DATE('2024-05-06')", true)]
    [InlineData("T_BEFORE(updatedAt, DATE('2020-01-01'))", false)]
    [InlineData("createdBy = 'tester' AND createdAt <= updatedAt", true)]
    [InlineData("description LIKE '%filter%' OR id = 'filtered'", true)]
    [InlineData("pyramid.kind = 'discrete' AND A_CONTAINS(pyramid.factors, ('1,1'))", true)]
    [InlineData("collection IS NULL AND plate IS NULL AND label.count = 0 AND labelOf IS NULL", true)]
    [InlineData("plate = 'p' OR well LIKE 'A%' OR alignment.quality.rmse < 2", false)]
    public async Task A_filter_finds_what_it_says(string filter, bool isFound)
    {
        if (await catalog.Store.Read<ImageRecord>("filtered", CancellationToken.None) is null)
        {
            await catalog.Put(CatalogFixture.Array("filtered-0", 0.5), CatalogFixture.Image("filtered", "filtered-0") with
            {
                Name = "Filtered",
                Tags = ["EM", "brain"],
                Attributes = RawJson.Parse(
                    """
                    {"stain":"DAPI","dose":4.5,"fixed":true,"who":{"name":"Ann"},"list":[1,2,"two"],
                     "taken":"2024-05-06T07:08:09Z","odd":1e999,"deep":[[1]]}
                    """),
            });
        }

        var found = await catalog.Search.Search(
            Images() with { Filter = Cql2Text.Parse(filter) }, null, 1000, false, CancellationToken.None);
        Assert.Equal(isFound, found.Items.Any(item => item.Id == "filtered"));
    }

    [Theory]
    [InlineData("nothing = 1", "property-unknown")]
    [InlineData("tags = 'EM'", "filter-type")]
    [InlineData("name = 1", "filter-type")]
    [InlineData("level.count = 'four'", "filter-type")]
    [InlineData("createdAt = 5", "filter-type")]
    [InlineData("extent = 5", "filter-type")]
    [InlineData("1 = 1", "filter-property")]
    [InlineData("A_CONTAINS(name, ('a'))", "filter-type")]
    [InlineData("T_AFTER(level.count, DATE('2020-01-01'))", "filter-type")]
    public async Task A_filter_that_cannot_be_searched_by_is_refused_with_its_place(string filter, string rule)
    {
        var refusal = await Assert.ThrowsAsync<ProblemException>(() => catalog.Search.Search(
            Images() with { Filter = Cql2Text.Parse(filter) },
            null, 10, false, CancellationToken.None));
        Assert.Equal(rule, refusal.Problem.Errors[0].Rule);
        Assert.NotNull(refusal.Problem.Errors[0].Position);
    }

    private static SearchRequest Images() => new() { Reader = SearchReader.Local, Kinds = [RecordKind.Image] };

    private async Task<IReadOnlyList<SearchItem>> Find(string words) => (await catalog.Search.Search(
        Images() with { Words = words }, null, 100, false, CancellationToken.None)).Items;

    private Task Register(string id, Func<ImageRecord, ImageRecord> describe) => catalog.Put(
        CatalogFixture.Array($"{id}-0"), describe(CatalogFixture.Image(id, $"{id}-0")));
}
