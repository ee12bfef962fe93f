using OmeNgff.Catalog.Search;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Catalog.Tests.Search;

public sealed class WordSearchTests(CatalogFixture catalog) : IClassFixture<CatalogFixture>
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

        var all = await Find("paginated");
        var walked = new List<SearchItem>();
        SearchItem? after = null;
        do
        {
            var page = await catalog.Search.Search(
                new SearchRequest("paginated", 5) { After = after }, CancellationToken.None);
            walked.AddRange(page.Items);
            after = page.Items.IsEmpty ? null : page.Items[^1];
        }
        while (after is not null);

        Assert.Equal(23, all.Count);
        Assert.Equal(all.Select(item => item.Id), walked.Select(item => item.Id));
    }

    private async Task<IReadOnlyList<SearchItem>> Find(string words) => (await catalog.Search.Search(
        new SearchRequest(words, 100) { Kinds = [RecordKind.Image] }, CancellationToken.None)).Items;

    private Task Register(string id, Func<ImageRecord, ImageRecord> describe) => catalog.Put(
        CatalogFixture.Array($"{id}-0"), describe(CatalogFixture.Image(id, $"{id}-0")));
}
