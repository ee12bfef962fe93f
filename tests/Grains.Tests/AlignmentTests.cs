using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;

namespace OmeNgff.Grains.Tests;

public sealed class AlignmentTests(GrainFixture silo) : IClassFixture<GrainFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_version_made_from_axes_that_are_others_by_now_is_a_conflict()
    {
        await silo.Register("made-from", 1);
        EquatableArray<Axis> axes = [new Axis("y", "space", "micrometer"), new Axis("x", "space", "micrometer")];
        EquatableArray<Axis> stale = [new Axis("y", "space", "millimeter"), new Axis("x", "space", "millimeter")];
        var space = new SpaceRecord { Id = "made-for", Axes = axes };
        var alignment = new AlignmentRecord { Id = "made", Source = "image:made-from", Target = "space:made-for" };
        await silo.Registration.Commit(
            new CommitRequest([RecordChange.Put(space, 0, "test"), RecordChange.Put(alignment, 0, "test")], "tester"),
            None);

        foreach (var (source, target) in new[] { (stale, axes), (axes, stale) })
        {
            var refusal = await Assert.ThrowsAsync<ProblemException>(() => Add(source, target));
            Assert.Equal((409, "/problems/axes-changed"), (refusal.Problem.Status, refusal.Problem.Type));
        }

        var added = await Add(axes, axes);
        Assert.Equal((1, axes), (added.Version.Number, added.Version.SourceAxes));
        Assert.Equal(2, (await Add([], [])).Version.Number);

        Task<WrittenVersion> Add(EquatableArray<Axis> source, EquatableArray<Axis> target) =>
            silo.Grains.GetGrain<IAlignmentGrain>("made").AddVersion(
                new AddVersionCommand(
                    new AlignmentVersionRecord { SourceAxes = source, TargetAxes = target }, "tester"),
                None);
    }
}
