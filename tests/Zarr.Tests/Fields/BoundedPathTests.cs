using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Spaces;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Zarr.Fields;

namespace OmeNgff.Zarr.Tests.Fields;

/// <summary>Boxes on both sides of fields of which only the bounds are known.</summary>
public sealed class BoundedPathTests : IDisposable
{
    private static readonly Config Few = Config.QuickThrowOnFailure.WithMaxTest(80);

    private static readonly CancellationToken None = CancellationToken.None;

    private readonly FieldFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_point_is_lost_on_either_side()
    {
        var carriedInAll = 0;
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => carriedInAll += Check(new Random(seed))).Check(Few);
        Assert.InRange(carriedInAll, 500, int.MaxValue);
    }

    [Fact]
    public async Task A_box_is_narrowed_by_the_blocks_that_reach_it()
    {
        // 64 blocks of 10 samples; the displacement is 100 from sample 320 on, and 1 before.
        var address = _folder.Displacements([640], (index, _) => index[0] < 320 ? 1 : 100, new Layout([7, 1]));
        var path = await Path(new DisplacementsTransformation(address), 1);

        var back = path.CarryBack([200], [204])!;
        Assert.Equal((199.0, 203.0), (Math.Round(back.Min[0], 3), Math.Round(back.Max[0], 3)));
        var there = path.Carry([10], [20])!;
        Assert.Equal((11.0, 21.0), (Math.Round(there.Min[0], 3), Math.Round(there.Max[0], 3)));

        // Nothing comes to lie between 321 and 420, but by way of the block where both displacements meet.
        Assert.Null(path.CarryBack([741], [800]));
        Assert.NotNull(path.CarryBack([330], [331]));
        Assert.Null(path.Carry([641], [700]));
    }

    [Fact]
    public async Task There_are_so_many_blocks_at_the_most_however_many_samples()
    {
        var address = _folder.Displacements([90, 5, 2], (index, axis) => index[axis]);
        var bounds = Assert.Single(await _folder.Survey().Read(new DisplacementsTransformation(address), None));

        Assert.Equal([64, 1, 1], FieldBounds.BlocksOf([1000, 1, 1]));
        Assert.Equal([4, 4, 4], FieldBounds.BlocksOf([1000, 1000, 1000]));
        Assert.Equal([1, 8, 8], FieldBounds.BlocksOf([3, 1000, 1000]));
        Assert.InRange(bounds.Blocks.Aggregate(1, (left, right) => left * right), 30, FieldBounds.MaxBlocks);
        Assert.Equal(bounds.Blocks.Aggregate(3, (left, right) => left * right), bounds.Min.Count);
    }

    [Fact]
    public async Task What_cannot_be_read_has_no_bounds_and_a_path_through_it_none_either()
    {
        var field = new DisplacementsTransformation(_folder.Displacements([8, 8], (_, _) => 1));
        var missing = new DisplacementsTransformation(_folder.Address("nowhere"));
        var huge = new DisplacementsTransformation(_folder.Displacements([8, 8], (_, _) => 1e300));
        var both = new SequenceTransformation([field, missing]);

        var known = await _folder.Survey().Read(both, None);

        Assert.Equal(field.Path, Assert.Single(known).Path);
        Assert.NotNull(BoundedPath.Of(Map(field, 2, isInverse: false), known));
        Assert.Null(BoundedPath.Of(Map(both, 2, isInverse: false), known));
        Assert.Null(BoundedPath.Of(Map(field, 3, isInverse: false), known));
        Assert.Null(BoundedPath.Of(Map(field with { Interpolation = "cubic" }, 2, isInverse: false), known));
        Assert.Empty(await _folder.Survey().Read(huge, None));
        Assert.Empty(await _folder.Survey(new FieldLimits { MaxBoxBytes = 100 }).Read(field, None));
        Assert.Empty(await _folder.Survey(new FieldLimits { MaxSurveyTime = TimeSpan.Zero }).Read(field, None));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _folder.Survey().Read(field, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Where_no_vector_is_a_number_there_is_nothing()
    {
        var path = await Path(
            new DisplacementsTransformation(_folder.Displacements([640], (index, _) => index[0] < 320 ? double.NaN : 1)), 1);

        Assert.Null(path.Carry([0], [300]));
        Assert.Null(path.CarryBack([0], [300]));
        Assert.NotNull(path.Carry([0], [330]));
    }

    private async Task<BoundedPath> Path(CoordinateTransformation transformation, int rank) =>
        BoundedPath.Of(Map(transformation, rank, isInverse: false), await _folder.Survey().Read(transformation, None))!;

    private static PathMap Map(CoordinateTransformation transformation, int rank, bool isInverse, int? other = null)
    {
        var (from, to) = (Axes(rank), Axes(other ?? rank));
        return PathMap.Of(
            isInverse ? to : from, [new MapStep(transformation, from, to, isInverse)], isInverse ? from : to);
    }

    private static EquatableArray<Axis> Axes(int rank) =>
        Enumerable.Range(0, rank).Select(axis => new Axis($"a{axis}", "space", "micrometer")).ToEquatableArray();

    private int Check(Random random)
    {
        var rank = random.Next(1, 4);
        var (transformation, other) = Transformation(random, rank);
        var isInverse = other == rank && random.Next(2) == 0 && MapStep.IsReversible(transformation, Axes(rank));
        var map = Map(transformation, rank, isInverse, other);
        var path = BoundedPath.Of(map, _folder.Survey().Read(transformation, None).Result);
        Assert.NotNull(path);

        var points = Numbers(random, 40 * rank, -15, 25);
        var carried = _folder.Carrier().Carry(transformation, points, rank, isInverse).Result;
        var good = Enumerable.Range(0, 40).Except(carried.Faults.Select(fault => fault.Point)).ToList();
        foreach (var point in good)
        {
            var (start, end) = (points[(point * rank)..][..rank], carried.Coordinates[(point * other)..][..other]);
            var there = path.Carry([.. Around(random, start, -1)], [.. Around(random, start, 1)]);
            var back = path.CarryBack([.. Around(random, end, -1)], [.. Around(random, end, 1)]);
            Assert.NotNull(there);
            Assert.NotNull(back);
            for (var axis = 0; axis < other; axis++)
            {
                Assert.InRange(end[axis], there.Min[axis], there.Max[axis]);
            }

            for (var axis = 0; axis < rank; axis++)
            {
                Assert.InRange(start[axis], back.Min[axis], back.Max[axis]);
            }
        }

        return good.Count;
    }

    /// <summary>A field, alone or with other steps around it.</summary>
    private (CoordinateTransformation Transformation, int OutputRank) Transformation(Random random, int rank)
    {
        var interpolation = random.Next(4) switch { 0 => null, 1 => "nearest", 2 => "cubic", _ => "linear" };
        var components = random.Next(3) == 0 ? random.Next(1, 4) : 0;
        var (field, other) = components > 0
            ? ((CoordinateTransformation)new CoordinatesTransformation(
                Field(random, "coordinate", rank, components, 20), interpolation), components)
            : (new DisplacementsTransformation(
                Field(random, "displacement", rank, rank, random.Next(2) == 0 ? 0.3 : 20), interpolation), rank);
        return random.Next(5) switch
        {
            0 => (new SequenceTransformation([Affine(random, rank), field, Affine(random, other)]), other),
            1 when components == 0 => (new SequenceTransformation(
                [field, Affine(random, rank), new DisplacementsTransformation(Field(random, "displacement", rank, rank, 1))]), rank),
            2 when components == 0 => (new BijectionTransformation(
                field, new DisplacementsTransformation(Field(random, "displacement", rank, rank, 2))), rank),
            3 when rank > 1 => ByDimension(random, rank),
            _ => (field, other),
        };
    }

    private (CoordinateTransformation Transformation, int OutputRank) ByDimension(Random random, int rank) => (
        new ByDimensionTransformation(
        [
            new DimensionsTransformation(
                new DisplacementsTransformation(Field(random, "displacement", rank - 1, rank - 1, 3)),
                [.. Enumerable.Range(1, rank - 1)], [.. Enumerable.Range(0, rank - 1)]),
            new DimensionsTransformation(new ScaleTransformation([-2]), [0], [rank - 1]),
        ]), rank);

    private static AffineTransformation Affine(Random random, int rank) =>
        new(Matrix.Create(rank, rank + 1, (row, column) => row == column ? 1.5 : (random.NextDouble() - 0.5) / 2));

    private string Field(Random random, string type, int rank, int components, double size)
    {
        long[] samples = [.. Enumerable.Range(0, rank).Select(_ => (long)random.Next(1, rank == 1 ? 100 : 12))];
        var seed = random.Next();
        return _folder.Write(
            type, samples, components,
            (index, component) => random.Next(200) == 0 ? double.NaN : size * (new Random(
                index.Aggregate(seed + component, (hash, at) => unchecked((hash * 31) + (int)(at / 3)))).NextDouble() - 0.5),
            new Layout(
                [.. samples.Select(length => (long)random.Next(1, (int)length + 2)), random.Next(1, components + 1)],
                random.Next(0, rank + 1), Numbers(random, rank, 0.2, 3), Numbers(random, rank, -10, 5)));
    }

    private static double[] Around(Random random, double[] point, int sign) =>
        [.. point.Select(at => at + (random.Next(3) == 0 ? 0 : sign * random.NextDouble()))];

    private static double[] Numbers(Random random, int count, double from, double to) =>
        [.. Enumerable.Range(0, count).Select(_ => from + (random.NextDouble() * (to - from)))];
}
