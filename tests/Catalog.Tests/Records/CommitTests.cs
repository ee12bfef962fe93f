using OmeNgff.Catalog.Records;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Tests.Records;

public sealed class CommitTests(CatalogFixture catalog) : IClassFixture<CatalogFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_new_record_has_version_1_and_the_times_of_the_database()
    {
        var result = await catalog.Put(CatalogFixture.Array("new-1"));
        var stored = await catalog.Store.Read<ArrayRecord>("new-1", None);

        Assert.Equal(result.Record<ArrayRecord>("new-1"), stored);
        Assert.Equal(1, stored!.Version);
        Assert.Equal("tester", stored.CreatedBy);
        Assert.Equal(stored.CreatedAt, stored.UpdatedAt);
        Assert.Equal([64, 32], stored.Shape);
        Assert.Equal("uint16", stored.DataType);
    }

    [Fact]
    public async Task An_image_and_its_arrays_are_registered_together_or_not_at_all()
    {
        var refusal = await Assert.ThrowsAsync<ProblemException>(() => catalog.Put(
            CatalogFixture.Array("together-0"), CatalogFixture.Image("together", "together-0", "missing")));

        Assert.Equal(400, refusal.Problem.Status);
        Assert.Equal("array-unknown", refusal.Problem.Errors[0].Rule);
        Assert.Equal("/levels/1/array", refusal.Problem.Errors[0].Pointer);
        Assert.Null(await catalog.Store.Read<ArrayRecord>("together-0", None));
        Assert.Empty(await catalog.Store.ReadHistory(RecordKind.Array, "together-0", null, 10, None));
    }

    [Fact]
    public async Task A_stale_version_is_a_conflict_and_changes_nothing()
    {
        var first = (await catalog.Put(CatalogFixture.Array("stale"))).Record<ArrayRecord>("stale");
        await catalog.Put(first with { CoordinateTransformations = [new ScaleTransformation([2, 2])] });

        var refusal = await Assert.ThrowsAsync<ProblemException>(() => catalog.Put(
            first with { CoordinateTransformations = [new ScaleTransformation([3, 3])] }));

        Assert.Equal(412, refusal.Problem.Status);
        var stored = await catalog.Store.Read<ArrayRecord>("stale", None);
        Assert.Equal(2, stored!.Version);
        Assert.Equal(new ScaleTransformation([2, 2]), stored.CoordinateTransformations[0]);
    }

    [Fact]
    public async Task One_stale_change_undoes_all_changes_of_its_commit()
    {
        var first = (await catalog.Put(CatalogFixture.Array("undo-0"))).Record<ArrayRecord>("undo-0");
        await catalog.Put(first);

        await Assert.ThrowsAsync<ProblemException>(() => catalog.Put(CatalogFixture.Array("undo-1"), first));

        Assert.Null(await catalog.Store.Read<ArrayRecord>("undo-1", None));
    }

    [Fact]
    public async Task An_id_can_be_registered_once()
    {
        await catalog.Put(CatalogFixture.Array("once"));
        var refusal = await Assert.ThrowsAsync<ProblemException>(() => catalog.Put(CatalogFixture.Array("once")));
        Assert.Equal(409, refusal.Problem.Status);
    }

    [Fact]
    public async Task Of_many_registrations_of_one_id_at_once_exactly_one_succeeds()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            try
            {
                await catalog.Put(CatalogFixture.Array("race"));
                return true;
            }
            catch (ProblemException refusal) when (refusal.Problem.Status == 409)
            {
                return false;
            }
        }));
        Assert.Single(outcomes, succeeded => succeeded);
        Assert.Single(await catalog.Store.ReadHistory(RecordKind.Array, "race", null, 10, None));
    }

    [Fact]
    public async Task A_change_of_an_array_raises_the_view_of_every_image_that_references_it_and_no_other()
    {
        await catalog.Put(
            CatalogFixture.Array("shared-0"), CatalogFixture.Array("shared-1", 2), CatalogFixture.Array("other-0"),
            CatalogFixture.Image("shared-a", "shared-0", "shared-1"),
            CatalogFixture.Image("shared-b", "shared-1"),
            CatalogFixture.Image("other", "other-0"));
        var before = await catalog.Store.Read<ArrayRecord>("shared-1", None);

        var result = await catalog.Put(
            before! with { CoordinateTransformations = [new ScaleTransformation([4, 4])] });

        Assert.Equal(["shared-a", "shared-b"], result.Views.Keys);
        Assert.All(result.Views.Values, revision => Assert.Equal(2, revision));
        var snapshot = await catalog.Store.ReadImage("shared-a", None);
        Assert.Equal(2, snapshot!.Revision);
        Assert.Equal(1, snapshot.Image.Version);
        Assert.Equal([1, 2], snapshot.Arrays.Select(array => array.Version));
        Assert.Equal(1, (await catalog.Store.ReadImage("other", None))!.Revision);
    }

    [Fact]
    public async Task An_array_cannot_be_given_axes_that_contradict_those_of_an_image_that_references_it()
    {
        await catalog.Put(
            CatalogFixture.Array("axes-0"), CatalogFixture.Array("axes-1"),
            CatalogFixture.Image("axes", "axes-0", "axes-1"));
        var before = await catalog.Store.Read<ArrayRecord>("axes-1", None);

        var refusal = await Assert.ThrowsAsync<ProblemException>(() => catalog.Put(before! with
        {
            Axes = [new Axis("x", "space"), new Axis("y", "space")],
        }));

        Assert.Equal(409, refusal.Problem.Status);
        Assert.Contains("'axes'", refusal.Problem.Detail, StringComparison.Ordinal);
        Assert.Equal("axes-disagree", refusal.Problem.Errors[0].Rule);
        Assert.Equal(1, (await catalog.Store.Read<ArrayRecord>("axes-1", None))!.Version);
    }

    [Fact]
    public async Task An_array_that_an_image_references_cannot_be_deleted_but_together_with_it()
    {
        await catalog.Put(CatalogFixture.Array("kept-0"), CatalogFixture.Image("kept", "kept-0"));

        var refusal = await Assert.ThrowsAsync<ProblemException>(() => catalog.Commit(
            new RecordChange(RecordKind.Array, "kept-0", 1, null, "away")));
        Assert.Equal(409, refusal.Problem.Status);
        Assert.Contains("'kept'", refusal.Problem.Detail, StringComparison.Ordinal);

        await catalog.Commit(
            new RecordChange(RecordKind.Array, "kept-0", 1, null, "away"),
            new RecordChange(RecordKind.Image, "kept", 1, null, "away"));
        Assert.Null(await catalog.Store.ReadImage("kept", None));
    }

    [Fact]
    public async Task A_deleted_id_that_is_used_again_goes_on_counting_versions_and_revisions()
    {
        await catalog.Put(CatalogFixture.Array("again-0"), CatalogFixture.Image("again", "again-0"));
        await catalog.Commit(new RecordChange(RecordKind.Image, "again", 1, null, "away"));

        var result = await catalog.Put(CatalogFixture.Image("again", "again-0"));

        Assert.Equal(3, result.Record<ImageRecord>("again").Version);
        Assert.Equal(3, result.Views["again"]);
        Assert.Null(await catalog.Store.ReadVersion<ImageRecord>("again", 2, None));
        Assert.Equal(1, (await catalog.Store.ReadVersion<ImageRecord>("again", 1, None))!.Version);
    }

    [Fact]
    public async Task A_dataset_must_exist_and_cannot_be_deleted_while_it_has_records()
    {
        var refusal = await Assert.ThrowsAsync<ProblemException>(() => catalog.Put(
            CatalogFixture.Array("lost") with { Dataset = "nowhere" }));
        Assert.Equal("/dataset", refusal.Problem.Errors[0].Pointer);

        await catalog.Put(new DatasetRecord { Id = "full" });
        await catalog.Put(CatalogFixture.Array("in-full") with { Dataset = "full" });
        var held = await Assert.ThrowsAsync<ProblemException>(() => catalog.Commit(
            new RecordChange(RecordKind.Dataset, "full", 1, null, "away")));
        Assert.Equal(409, held.Problem.Status);

        await catalog.Commit(new RecordChange(RecordKind.Array, "in-full", 1, null, "away"));
        await catalog.Commit(new RecordChange(RecordKind.Dataset, "full", 1, null, "away"));
        Assert.Null(await catalog.Store.Read<DatasetRecord>("full", None));
    }

    [Fact]
    public async Task A_dataset_its_arrays_and_an_image_can_come_and_go_in_one_commit()
    {
        await catalog.Put(
            CatalogFixture.Array("whole-0") with { Dataset = "whole" },
            CatalogFixture.Image("whole", "whole-0") with { Dataset = "whole" },
            new DatasetRecord { Id = "whole" });
        Assert.NotNull(await catalog.Store.ReadImage("whole", None));

        await catalog.Commit(
            new RecordChange(RecordKind.Dataset, "whole", 1, null, "away"),
            new RecordChange(RecordKind.Array, "whole-0", 1, null, "away"),
            new RecordChange(RecordKind.Image, "whole", 1, null, "away"));
        Assert.Null(await catalog.Store.Read<DatasetRecord>("whole", None));
    }

    [Fact]
    public async Task The_dataset_default_cannot_be_deleted()
    {
        var refusal = await Assert.ThrowsAsync<ProblemException>(() => catalog.Commit(
            new RecordChange(RecordKind.Dataset, DatasetRecord.DefaultId, 1, null, "away")));
        Assert.Equal(409, refusal.Problem.Status);
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_be_stored_and_stores_nothing()
    {
        var request = new CommitRequest([RecordChange.Put(CatalogFixture.Array("dry"), 0, "try")], "tester");
        var result = await catalog.Store.Commit(request with { DryRun = true }, None);

        Assert.Equal(1, result.Record<ArrayRecord>("dry").Version);
        Assert.Null(await catalog.Store.Read<ArrayRecord>("dry", None));
        Assert.Empty(await catalog.Store.ReadHistory(RecordKind.Array, "dry", null, 10, None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData("a\0b")]
    [InlineData("-a")]
    [InlineData("ä")]
    public async Task An_id_that_breaks_the_rule_is_refused(string id)
    {
        var refusal = await Assert.ThrowsAsync<ProblemException>(() => catalog.Put(CatalogFixture.Array(id)));
        Assert.Contains(refusal.Problem.Errors, error => error is { Pointer: "/id", Rule: "id-invalid" });
    }

    [Fact]
    public async Task All_breaches_of_a_record_are_told_at_once()
    {
        var refusal = await Assert.ThrowsAsync<ProblemException>(() => catalog.Put(CatalogFixture.Array("a/b") with
        {
            Axes = [new Axis("y"), new Axis("y"), new Axis("x")],
            CoordinateTransformations = [new ScaleTransformation([1, 1, 1])],
        }));
        Assert.Equal(
            ["axes-rank-mismatch", "axis-name-duplicate", "id-invalid"],
            refusal.Problem.Errors.Select(error => error.Rule).Distinct().Order().Take(3));
        Assert.Contains(refusal.Problem.Errors, error => error.Pointer.StartsWith(
            "/coordinateTransformations/0", StringComparison.Ordinal));
    }
}
