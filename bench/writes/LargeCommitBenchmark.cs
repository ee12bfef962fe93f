using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Records;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Bench.Writes;

/// <summary>
/// 1,000 arrays of 200 image groups changed in one commit, with the notices to all 200 views; beside it a bare
/// transaction that writes the same rows.
/// </summary>
internal sealed class LargeCommitBenchmark(BenchCatalog catalog)
{
    private const int Images = 200, Levels = 5;

    public async Task Run(int rounds)
    {
        var registration = catalog.Service<Registration>();
        var store = catalog.Service<IRecordStore>();
        var images = Enumerable.Range(0, Images).Select(index => $"large{index:000}").ToArray();
        var arrays = images.SelectMany(image => Enumerable.Range(0, Levels).Select(level => $"{image}-{level}")).ToArray();
        await registration.Commit(
            new CommitRequest([.. images.SelectMany(image => SampleImages.Changes(image, Levels))], "bench"), default);
        await (await FloorRows.Read(catalog.Own, "default")).InsertNew(catalog.Floor);
        await (await FloorRows.Read(catalog.Own, "large")).Insert(catalog.Floor);
        var floor = new FloorUpdates(catalog.Floor);
        var (own, bare) = (new List<double>(), new List<double>());
        for (var round = -1; round < rounds; round++)
        {
            var scale = round + 2.0;
            var changes = new List<RecordChange>();
            foreach (var id in arrays)
            {
                var array = (await store.Read<ArrayRecord>(id, default))!;
                changes.Add(RecordChange.Put(
                    array with { CoordinateTransformations = [new ScaleTransformation([1, scale, scale, scale])] },
                    array.Version,
                    "bench"));
            }

            var took = await BenchCatalog.Time(async () =>
            {
                var (_, pending) = await registration.Commit(new CommitRequest([.. changes], "bench"), default);
                if (!pending.IsEmpty)
                {
                    throw new InvalidDataException($"{pending.Count} views could not be told.");
                }
            });
            var beside = await BenchCatalog.Time(() => floor.Run(arrays, images));
            await Check(images, scale);
            if (round >= 0)
            {
                own.Add(took);
                bare.Add(beside);
            }
        }

        Table.Row("commit of 1,000 arrays of 200 image groups", own, bare, 3);
    }

    /// <summary>The next reads of all views include the commit.</summary>
    private async Task Check(string[] images, double scale)
    {
        foreach (var image in images)
        {
            var record = await catalog.Service<IGrainFactory>().GetGrain<IImageGroupGrain>(image).Get(default);
            if (record!.View!.Extent!.Max[3] != (2048 - 0.5) * scale)
            {
                throw new InvalidDataException($"The view of {image} does not include the commit.");
            }
        }
    }
}
