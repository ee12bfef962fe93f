using OmeNgff.Client.Http;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Records;
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

        var answer = await _client.Search("axolotl limbs", RecordKind.Dataset);
        var none = await _client.Search("axolotl limbs", RecordKind.Array);

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

        var first = await _client.Search("tardigrades", limit: 2);
        var second = await _client.Search("tardigrades", limit: 2, cursor: first.Next);

        Assert.Equal(
            ["tardigrade-1", "tardigrade-2", "tardigrade-3"],
            first.Items.Concat(second.Items).Select(item => item.Id).Order());
        Assert.Equal(3, first.Matched.Count);
        Assert.Null(second.Next);
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
