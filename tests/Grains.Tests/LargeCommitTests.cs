using System.Text;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Grains.Tests;

/// <summary>1,000 arrays of 200 image groups, changed in one commit.</summary>
public sealed class LargeCommitTests(GrainFixture silo) : IClassFixture<GrainFixture>
{
    private const int Images = 200, Levels = 5;

    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task All_arrays_change_or_none_and_the_next_reads_of_all_views_include_it()
    {
        foreach (var image in Names)
        {
            await silo.Register(image, Levels);
            await Document(image);
        }

        var (result, pending) = await silo.Registration.Commit(await Changes(7, expectedVersion: 1), None);

        Assert.Empty(pending);
        Assert.Equal(Images * Levels, result.Versions.Count);
        Assert.Equal(Images, result.Views.Count);
        foreach (var image in Names)
        {
            Assert.Contains("[7.0,7.0]", await Document(image), StringComparison.Ordinal);
            Assert.Contains("[112.0,112.0]", await Document(image), StringComparison.Ordinal);
        }

        var stale = await Changes(9, expectedVersion: 2);
        stale = stale with { Changes = stale.Changes.SetItem(613, stale.Changes[613] with { ExpectedVersion = 1 }) };
        var refusal = await Assert.ThrowsAsync<ProblemException>(() => silo.Registration.Commit(stale, None));
        Assert.Equal(412, refusal.Problem.Status);
        Assert.Equal($"array:{stale.Changes[613].Id}", Assert.Single(refusal.Problem.Errors).Path);
        foreach (var image in Names)
        {
            Assert.Contains("[7.0,7.0]", await Document(image), StringComparison.Ordinal);
        }

        Assert.Equal(2, (await silo.Array($"{Names[^1]}-{Levels - 1}").Get(None))!.Version);
    }

    private static string[] Names { get; } = [.. Enumerable.Range(0, Images).Select(image => $"large{image:000}")];

    private async Task<CommitRequest> Changes(double scale, long expectedVersion)
    {
        var changes = new List<RecordChange>();
        foreach (var image in Names)
        {
            for (var level = 0; level < Levels; level++)
            {
                var array = (await silo.Array($"{image}-{level}").Get(None))!;
                var own = scale * (1 << level);
                changes.Add(RecordChange.Put(
                    array with { CoordinateTransformations = [new ScaleTransformation([own, own])] },
                    expectedVersion,
                    "test"));
            }
        }

        return new CommitRequest([.. changes], "tester");
    }

    private async Task<string> Document(string image) => Encoding.UTF8.GetString(
        (await silo.Image(image).Read(new ViewRoot("0.5"), "zarr.json", None)).Document!.Utf8.Span);
}
