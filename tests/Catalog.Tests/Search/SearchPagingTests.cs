using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Search.Properties;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Tests.Search;

public sealed class SearchPagingTests(CatalogFixture catalog) : IClassFixture<CatalogFixture>
{
    private const int Steady = 120;

    [Theory]
    [InlineData(null, null)]
    [InlineData("steadfast", null)]
    [InlineData(null, "name")]
    [InlineData("steadfast", "-createdAt")]
    [InlineData(null, "voxelSize.x")]
    public async Task Pages_neither_skip_nor_repeat_while_others_write(string? words, string? sort)
    {
        var prefix = $"s{Guid.NewGuid():N}";
        var steady = Enumerable.Range(0, Steady).Select(number => $"{prefix}-{number}").ToArray();
        foreach (var chunk in steady.Chunk(20))
        {
            await catalog.Put([.. chunk.SelectMany(Records)]);
        }

        var request = new SearchRequest
        {
            Reader = SearchReader.Local,
            Kinds = [RecordKind.Image],
            Words = words,
            Order = sort is null ? [] : [Order(sort)],
        };
        using var end = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 3).Select(writer => Write($"{prefix}-{writer}", steady, end.Token)).ToArray();
        for (var walk = 0; walk < 6; walk++)
        {
            var met = new List<string>();
            SearchPage? page = null;
            do
            {
                page = await catalog.Search.Search(request, page?.Next, 7, countsAll: false, default);
                met.AddRange(page.Items.Select(item => item.Id));
            }
            while (page.Next is not null);
            Assert.Equal(met.Distinct(), met);
            Assert.Equal(steady.Order(), met.Where(id => steady.Contains(id)).Order());
        }

        await end.CancelAsync();
        await Task.WhenAll(writers);
    }

    private static SearchOrder Order(string sort) => SearchProperties.TryFind(sort.TrimStart('-'), out var property)
        ? new SearchOrder(property, sort[0] == '-')
        : throw new ArgumentException(sort, nameof(sort));

    private static CatalogRecord[] Records(string id) =>
    [
        CatalogFixture.Array($"{id}-0", id.Length % 3 + 1),
        CatalogFixture.Image(id, $"{id}-0") with { Name = id[^1] is '3' or '7' ? "Steadfast" : "Other", Tags = ["steadfast"] },
    ];

    /// <summary>Registers images, changes what stands, and deletes its own again.</summary>
    private async Task Write(string prefix, string[] steady, CancellationToken end)
    {
        var random = new Random(prefix[^1]);
        for (var round = 0; !end.IsCancellationRequested; round++)
        {
            var id = $"{prefix}-{round}-new";
            await catalog.Put(Records(id));
            await catalog.Commit(new RecordChange(RecordKind.Image, id, 1, null, "gone"));
            var changed = (await catalog.Store.Read<ImageRecord>(steady[random.Next(steady.Length)], default))!;
            try
            {
                await catalog.Put(changed with { Description = $"Changed in round {round}" });
            }
            catch (Client.Problems.ProblemException)
            {
                // Another writer was first.
            }
        }
    }
}
