using System.Text;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Grains.Tests;

public sealed class AuthorityTests(GrainFixture silo) : IClassFixture<GrainFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_changed_transformation_is_in_the_view_when_the_write_returns()
    {
        await silo.Register("fresh", 2);
        Assert.Contains("[2.0,2.0]", await Document("fresh", "0.5", "zarr.json"), StringComparison.Ordinal);

        for (var factor = 3; factor < 20; factor++)
        {
            await Scale("fresh-1", factor);
            var text = $"[{factor}.0,{factor}.0]";
            Assert.Contains(text, await Document("fresh", "0.5", "zarr.json"), StringComparison.Ordinal);
            Assert.Contains(text, await Document("fresh", "0.4", ".zattrs"), StringComparison.Ordinal);
        }

        var image = await silo.Image("fresh").Get(None);
        Assert.Equal(18, image!.View!.Revision);
        Assert.Equal(18, image.View.ArrayVersions["fresh-1"]);
        Assert.Equal(1, image.Version);
    }

    [Fact]
    public async Task A_stale_version_is_a_conflict_that_reaches_the_caller_with_its_problem()
    {
        await silo.Register("conflict", 1);
        var first = (await silo.Array("conflict-0").Get(None))!;
        await Scale("conflict-0", 2);

        var refusal = await Assert.ThrowsAsync<ProblemException>(() => silo.Array("conflict-0").Write(
            new WriteCommand<ArrayRecord>(first, first.Version, "tester", "stale"), None));

        Assert.Equal(412, refusal.Problem.Status);
        Assert.Equal("/problems/version-conflict", refusal.Problem.Type);
        Assert.Equal(2, (await silo.Array("conflict-0").Get(None))!.Version);
    }

    [Fact]
    public async Task A_refused_write_tells_every_broken_rule_and_the_grain_goes_on()
    {
        await silo.Register("refused", 1);
        var record = (await silo.Array("refused-0").Get(None))!;

        var refusal = await Assert.ThrowsAsync<ProblemException>(() => silo.Array("refused-0").Write(
            new WriteCommand<ArrayRecord>(
                record with { CoordinateTransformations = [new ScaleTransformation([1, 2, 3])] }, 1, "tester", "bad"),
            None));

        Assert.Equal(400, refusal.Problem.Status);
        Assert.NotEmpty(refusal.Problem.Errors);
        Assert.Equal(1, (await silo.Array("refused-0").Get(None))!.Version);
        await Scale("refused-0", 2);
    }

    [Fact]
    public async Task Absence_is_not_kept()
    {
        Assert.Null(await silo.Image("later").Get(None));
        Assert.Null(await silo.Array("later-0").Get(None));
        await silo.Register("later", 1);
        Assert.NotNull(await silo.Image("later").Get(None));
        Assert.NotNull(await silo.Array("later-0").Get(None));
    }

    [Fact]
    public async Task A_write_whose_record_somebody_deletes_at_once_is_answered_with_what_was_written()
    {
        for (var round = 0; round < 100; round++)
        {
            var id = $"overtaken-{round}";
            await silo.Register(id, 1);
            var image = (await silo.Image(id).Get(None))!;
            using var given = new CancellationTokenSource();
            var deletion = DeleteFromElsewhere(id, image.Version + 1, given.Token);
            try
            {
                var written = await silo.Image(id).Write(
                    new WriteCommand<ImageRecord>(image with { Name = "renamed" }, image.Version, "tester", "rename"), None);
                Assert.Equal(("renamed", image.Version + 1), (written.Record?.Name, written.Record?.Version));
                await deletion;
            }
            finally
            {
                await given.CancelAsync();
            }
        }
    }

    [Fact]
    public async Task A_deleted_image_is_gone_at_the_next_read_with_its_own_arrays_when_asked()
    {
        await silo.Register("cascade", 2);
        var image = (await silo.Image("cascade").Get(None))!;
        var written = await silo.Image("cascade").Write(
            new WriteCommand<ImageRecord>(null, image.Version, "tester", "away") { Cascade = true }, None);

        Assert.Null(written.Record);
        Assert.Null(await silo.Image("cascade").Get(None));
        Assert.Null(await silo.Array("cascade-0").Get(None));
        Assert.Null(await silo.Array("cascade-1").Get(None));
        Assert.Equal(404, (await silo.Image("cascade").Read(new ViewRoot("0.5"), "zarr.json", None)).Problem!.Status);
    }

    [Fact]
    public async Task A_late_notice_of_something_old_changes_nothing()
    {
        await silo.Register("late", 1);
        await Scale("late-0", 5);
        await silo.Image("late").Notice(1);
        await silo.Array("late-0").Notice(1);
        Assert.Equal(2, (await silo.Image("late").Get(None))!.View!.Revision);
        Assert.Equal(2, (await silo.Array("late-0").Get(None))!.Version);
    }

    [Fact]
    public async Task Readers_beside_a_writer_never_see_arrays_of_different_commits_nor_go_back()
    {
        await silo.Register("snapshot", 2);
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            long last = 0;
            while (!stop.IsCancellationRequested)
            {
                var view = (await silo.Image("snapshot").Get(None))!.View!;
                Assert.True(view.Revision >= last);
                last = view.Revision;

                // Both arrays change in each commit, so their versions are equal in every snapshot.
                Assert.Single(view.ArrayVersions.Values.Distinct());
            }
        })).ToList();

        for (var round = 2; round < 40; round++)
        {
            var changes = new List<Catalog.Records.RecordChange>();
            foreach (var id in (string[])["snapshot-0", "snapshot-1"])
            {
                var array = (await silo.Array(id).Get(None))!;
                changes.Add(Catalog.Records.RecordChange.Put(
                    array with { CoordinateTransformations = [new ScaleTransformation([round, round])] },
                    array.Version, "both"));
            }

            await silo.Registration.Commit(
                new Catalog.Records.CommitRequest([.. changes], "tester"), None);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    /// <summary>Deletes an image past its grain, as another node may, as soon as it has a version.</summary>
    private async Task DeleteFromElsewhere(string id, long version, CancellationToken end)
    {
        var store = silo.Service<IRecordStore>();
        while (true)
        {
            try
            {
                await store.Commit(
                    new CommitRequest([new RecordChange(RecordKind.Image, id, version, null, "away")], "somebody"), end);
                return;
            }
            catch (ProblemException early) when (early.Problem.Status == 412)
            {
            }
        }
    }

    private async Task Scale(string array, double factor)
    {
        var record = (await silo.Array(array).Get(None))!;
        await silo.Array(array).Write(
            new WriteCommand<ArrayRecord>(
                record with { CoordinateTransformations = [new ScaleTransformation([factor, factor])] },
                record.Version, "tester", "scaled"),
            None);
    }

    private async Task<string> Document(string image, string ome, string key) => Encoding.UTF8.GetString(
        (await silo.Image(image).Read(new ViewRoot(ome), key, None)).Document!.Utf8.Span);
}
