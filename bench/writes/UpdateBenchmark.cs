using System.Net.Http.Headers;
using System.Text;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Records;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Bench.Writes;

/// <summary>
/// One client that corrects one array of an image with 6 levels, again and again, at each depth of the catalog; beside it
/// a bare transaction of the same rows and round trips.
/// </summary>
internal sealed class UpdateBenchmark(BenchCatalog catalog)
{
    private const string Image = "update";

    public async Task Run(int rounds)
    {
        await catalog.Service<Registration>().Commit(
            new CommitRequest([.. SampleImages.Changes(Image, 6)], "bench"), default);
        await (await FloorRows.Read(catalog.Own, "default")).InsertNew(catalog.Floor);
        await (await FloorRows.Read(catalog.Own, Image)).Insert(catalog.Floor);
        var floor = new FloorUpdates(catalog.Floor);
        Func<Task> bare = () => floor.Run([$"{Image}-3"], [Image]);
        var store = catalog.Service<IRecordStore>();
        var array = catalog.Service<IGrainFactory>().GetGrain<IArrayGrain>($"{Image}-3");

        await Compare("update, record store", rounds, bare, async scale =>
        {
            var current = (await store.Read<ArrayRecord>($"{Image}-3", default))!;
            return () => store.Commit(
                new CommitRequest([RecordChange.Put(Scaled(current, scale), current.Version, "bench")], "bench"), default);
        });
        await Compare("update, grain", rounds, bare, async scale =>
        {
            // What went to the record store directly had no notice.
            var current = (await store.Read<ArrayRecord>($"{Image}-3", default))!;
            return () => array.Write(
                new WriteCommand<ArrayRecord>(Scaled(current, scale), current.Version, "bench", "bench"), default);
        });
        await Compare("update, HTTP", rounds, () => floor.RunAndRead($"{Image}-3", Image), async scale =>
        {
            var version = (await store.Read<ArrayRecord>($"{Image}-3", default))!.Version;
            return () => Patch(version, scale);
        });
    }

    // The runtime compiles a method for good only some hundred calls after its first.
    private static async Task Compare(
        string name, int rounds, Func<Task> floor, Func<int, Task<Func<Task>>> prepare)
    {
        var warmUp = 2 * rounds;
        var (own, bare) = (new List<double>(), new List<double>());
        for (var round = -warmUp; round < rounds; round++)
        {
            var update = await prepare(round + warmUp + 1);
            var took = await BenchCatalog.Time(update);
            var beside = await BenchCatalog.Time(floor);
            if (round >= 0)
            {
                own.Add(took);
                bare.Add(beside);
            }
        }

        Table.Row(name, own, bare, 2);
    }

    private async Task Patch(long version, int scale)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/v1/arrays/{Image}-3")
        {
            Content = new StringContent(
                $$"""{"coordinateTransformations":[{"type":"scale","scale":[1,{{scale}},{{scale}},{{scale}}]}]}""",
                Encoding.UTF8, "application/merge-patch+json"),
        };
        request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{version}\""));
        using var response = await catalog.Http.SendAsync(request);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidDataException($"PATCH answered {(int)response.StatusCode}: "
                + await response.Content.ReadAsStringAsync());
        }
    }

    private static ArrayRecord Scaled(ArrayRecord array, double scale) => array with
    {
        CoordinateTransformations = [new ScaleTransformation([1, scale, scale, scale])],
    };
}
