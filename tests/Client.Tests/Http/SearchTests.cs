using OmeNgff.Client.Http;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;
using OmeNgff.Tests.Support;

namespace OmeNgff.Client.Tests.Http;

[Collection(SiloCollection.Name)]
public sealed class SearchTests(RunningSilo silo)
{
    private readonly OmeNgffClient _client = new(silo.Http);

    [Fact]
    public async Task Finds_records_by_words_and_kind()
    {
        await _client.Put(new DatasetRecord { Id = "axolotl", Title = "Axolotl limbs" });

        var answer = await _client.Search(new SearchParameters { Words = "axolotl limbs", Kinds = [RecordKind.Dataset] });
        var none = await _client.Search(new SearchParameters { Words = "axolotl limbs", Kinds = [RecordKind.Array] });

        var item = Assert.Single(answer.Items);
        Assert.Equal((RecordKind.Dataset, "axolotl", "Axolotl limbs"), (item.Kind, item.Id, item.Name));
        Assert.Contains("<em>Axolotl</em>", item.Highlight, StringComparison.Ordinal);
        Assert.Equal((1, true), (answer.Matched.Count, answer.Matched.Exact));
        Assert.Null(answer.Next);
        Assert.Empty(none.Items);
    }

    [Fact]
    public async Task Pages_follow_each_other_by_cursor()
    {
        foreach (var number in Enumerable.Range(1, 3))
        {
            await _client.Put(new DatasetRecord { Id = $"tardigrade-{number}", Title = "Tardigrades" });
        }

        var query = new SearchParameters { Words = "tardigrades", Limit = 2 };
        var first = await _client.Search(query);
        var second = await _client.Search(query with { Cursor = first.Next });

        Assert.Equal(
            ["tardigrade-1", "tardigrade-2", "tardigrade-3"],
            first.Items.Concat(second.Items).Select(item => item.Id).Order());
        Assert.Equal(3, first.Matched.Count);
        Assert.Null(second.Next);

        var all = new List<string>();
        await foreach (var item in _client.SearchAll(query))
        {
            all.Add(item.Id);
        }

        Assert.Equal(first.Items.Concat(second.Items).Select(item => item.Id), all);
        using var lines = new MemoryStream();
        await _client.ExportSearch(query, "csv", lines);
        Assert.Equal(4, System.Text.Encoding.UTF8.GetString(lines.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Resolves_an_image_by_reference_and_path()
    {
        var path = silo.CopyOf(ConformanceFolder.Idr04);
        var image = (await _client.Import(new ImportRequest(path))).Images[0];

        foreach (var reference in (string[])[image, $"image:{image}", path, $"file://{path}/"])
        {
            Assert.Equal(image, Assert.Single(await _client.Resolve(reference)).Id);
        }

        Assert.Empty(await _client.Resolve($"array:{image}"));
    }
}
