using System.Text;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Feed;
using OmeNgff.Grains.Spaces;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Grains.Tests;

/// <summary>What becomes of what grains hold when no notice tells them of a commit.</summary>
public sealed class FeedTests(GrainFixture silo) : IClassFixture<GrainFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private IRecordStore Store => silo.Service<IRecordStore>();

    [Fact]
    public async Task A_commit_that_no_notice_told_of_comes_to_every_grain_that_holds_what_it_changed()
    {
        await silo.Register("untold", 2);
        Assert.Contains("[2.0,2.0]", await Document("untold"), StringComparison.Ordinal);
        Assert.Equal(1, (await silo.Array("untold-1").Get(None))!.Version);

        await Rescale("untold-1", 9);

        await Until("the array follows", async () => (await silo.Array("untold-1").Get(None))!.Version == 2);
        await Until("the view follows", async () =>
            (await Document("untold")).Contains("[9.0,9.0]", StringComparison.Ordinal));
        Assert.Equal(2, (await silo.Image("untold").Get(None))!.View!.Revision);
    }

    [Fact]
    public async Task A_deletion_that_no_notice_told_of_is_seen()
    {
        await silo.Register("vanishing", 1);
        Assert.NotNull(await silo.Image("vanishing").Get(None));
        Assert.NotNull(await silo.Array("vanishing-0").Get(None));

        await Commit(
            new RecordChange(RecordKind.Image, "vanishing", 1, null, "away"),
            new RecordChange(RecordKind.Array, "vanishing-0", 1, null, "away"));

        await Until("the image is gone", async () => await silo.Image("vanishing").Get(None) is null);
        await Until("the array is gone", async () => await silo.Array("vanishing-0").Get(None) is null);
    }

    [Fact]
    public async Task A_read_that_wants_a_change_includes_it_though_no_notice_told_of_it()
    {
        await silo.Register("wanted", 1);
        for (var scale = 2; scale < 60; scale++)
        {
            var result = await Rescale("wanted-0", scale);

            WantedChange.Set(result.Change);
            Assert.Equal(scale, (await silo.Array("wanted-0").Get(None))!.Version);
            Assert.Contains($"[{scale}.0,{scale}.0]", await Document("wanted"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_read_that_wants_what_nobody_has_committed_is_refused_after_a_while()
    {
        await silo.Register("impatient", 1);
        WantedChange.Set(new ChangeName(1, long.MaxValue, 0));

        var refusal = await Assert.ThrowsAsync<Client.Problems.ProblemException>(
            () => silo.Array("impatient-0").Get(None));

        Assert.Equal(503, refusal.Problem.Status);
    }

    [Fact]
    public void A_grain_that_leaves_does_not_take_its_successor_along()
    {
        var held = new HeldRecords(silo.Service<CurrentSpaces>());
        var array = new RecordReference(RecordKind.Array, "a");
        var (first, second) = (new Holder(), new Holder());
        held.Enter(array, first);
        held.Outdate(array, 2);
        held.Enter(array, second);
        held.Leave(array, first);
        held.Outdate(array, 3);
        held.Outdate(new RecordReference(RecordKind.Image, "a"), 4);
        held.Leave(array, second);
        held.Outdate(array, 5);

        Assert.Equal((2, 3), (first.Below, second.Below));
    }

    private async Task<CommitResult> Rescale(string array, double factor)
    {
        var record = (await Store.Read<ArrayRecord>(array, None))!;
        return await Commit(RecordChange.Put(
            record with { CoordinateTransformations = [new ScaleTransformation([factor, factor])] },
            record.Version, "rescaled"));
    }

    private Task<CommitResult> Commit(params RecordChange[] changes) =>
        Store.Commit(new CommitRequest([.. changes], "tester"), None);

    private async Task<string> Document(string image) => Encoding.UTF8.GetString(
        (await silo.Image(image).Read(new ViewRoot("0.5"), "zarr.json", None)).Document!.Utf8.Span);

    private static async Task Until(string what, Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            Assert.False(patience.IsCancellationRequested, $"It did not come to pass: {what}.");
            await Task.Delay(20);
        }
    }

    private sealed class Holder : IHeldRecord
    {
        public long Below { get; private set; }

        public void Outdate(long number) => Below = number;
    }
}
