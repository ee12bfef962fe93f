using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Spaces;
using OmeNgff.Ngff.Tests.Transformations;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.Spaces;

/// <summary>What a path does to points.</summary>
public class PathMapTests
{
    private static readonly string[] LengthUnits = ["nanometer", "micrometer"];

    private static readonly Arbitrary<(MapStep[] Steps, EquatableArray<Axis> From, EquatableArray<Axis> To, double[] Point)>
        Paths = Gen.Choose(2, 4).SelectMany(rank => Step(rank).ArrayOf().SelectMany(steps =>
            Axes(rank).SelectMany(from => Axes(rank).SelectMany(to => TransformationGenerators.Point(rank).Select(point =>
                (steps.Take(3).ToArray(), from, to, point)))))).ToArbitrary();

    [Fact]
    public void The_map_equals_its_steps_one_after_the_other() => Prop.ForAll(Paths, path =>
    {
        var map = PathMap.Of(path.From, path.Steps, path.To);
        var (point, axes) = (path.Point, path.From);
        foreach (var step in path.Steps)
        {
            point = Converted(point, axes, step.InputAxes);
            var walked = step.Transformation;
            Assert.True(!step.IsInverse || step.Transformation.TryInvert(out walked));
            point = Applied(walked!, point);
            axes = step.OutputAxes;
        }

        AssertClose(Converted(point, axes, path.To), Applied(map.Whole!, path.Point));
        if (map.Matrix is { } matrix)
        {
            AssertClose(Converted(point, axes, path.To), Applied(new AffineTransformation(matrix), path.Point));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_way_back_brings_every_point_back() => Prop.ForAll(Paths, path =>
    {
        var there = PathMap.Of(path.From, path.Steps, path.To);
        var back = Back(path.From, path.Steps, path.To);
        AssertClose(
            path.Point,
            Applied(back.Whole!, Applied(there.Whole!, path.Point)),
            1e-9 + (1e-14 * Magnification(path.From, path.Steps, path.To, path.Point)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_axis_that_is_no_place_and_is_dropped_is_put_at_0_on_the_way_back()
    {
        EquatableArray<Axis> image = [new("c", "channel"), new("y", "space", "micrometer"), new("x", "space", "micrometer")];
        EquatableArray<Axis> space = [new("y", "space", "micrometer"), new("x", "space", "micrometer")];
        var affine = new AffineTransformation(new Matrix(2, 4, [0, 0, 2, 5, 0, 4, 0, 7]));

        var back = PathMap.Of(space, [new MapStep(affine, image, space, IsInverse: true)], image);

        Assert.True(MapStep.IsReversible(affine, image));
        Assert.Equal(["c"], Assert.Single(back.FreeAxes));
        Assert.Equal([0, 1.5, 3], Applied(back.Whole!, [11, 13]));
        Assert.Equal([11, 13], Applied(affine, [0, 1.5, 3]));
    }

    [Fact]
    public void An_axis_of_space_that_is_dropped_has_no_way_back()
    {
        EquatableArray<Axis> volume = [new("z", "space"), new("y", "space"), new("x", "space")];
        var affine = new AffineTransformation(new Matrix(2, 4, [0, 1, 0, 0, 0, 0, 1, 0]));
        Assert.False(MapStep.IsReversible(affine, volume));
    }

    [Fact]
    public void A_way_back_without_closed_form_stays_a_part_of_its_own()
    {
        EquatableArray<Axis> axes = [new("y", "space", "micrometer"), new("x", "space", "micrometer")];
        EquatableArray<Axis> fine = [new("y", "space", "nanometer"), new("x", "space", "nanometer")];
        var field = new DisplacementsTransformation("file:///fields/a.zarr");

        var map = PathMap.Of(fine, [new MapStep(field, axes, axes, IsInverse: true)], fine);

        Assert.Null(map.Whole);
        Assert.Null(map.Matrix);
        Assert.Equal([false, true, false], map.Parts.Select(part => part.IsInverse));
        var forward = PathMap.Of(fine, [new MapStep(field, axes, axes, IsInverse: false)], fine);
        Assert.Null(forward.Matrix);
        Assert.Equal("sequence", forward.Whole!.Type);
    }

    private static PathMap Back(EquatableArray<Axis> from, IEnumerable<MapStep> steps, EquatableArray<Axis> to) =>
        PathMap.Of(to, [.. steps.Reverse().Select(step => step with { IsInverse = !step.IsInverse })], from);

    /// <summary>How far a point that is moved by its own size, after any of the steps, is moved where the way began: what a
    /// rounding on the way grows to, relative to the point's size there.</summary>
    private static double Magnification(
        EquatableArray<Axis> from, MapStep[] steps, EquatableArray<Axis> to, double[] point)
    {
        var size = Math.Max(1, point.Max(Math.Abs));
        return Enumerable.Range(0, steps.Length + 1).Sum(count =>
        {
            var axes = count == steps.Length ? to : steps[count].InputAxes;
            var reached = Applied(PathMap.Of(from, [.. steps.Take(count)], axes).Whole!, point);
            var back = Back(from, steps.Take(count), axes).Whole!;
            var origin = Applied(back, reached);
            return reached.Index().Sum(axis =>
            {
                var moved = reached.ToArray();
                moved[axis.Index] += Math.Max(1, reached.Max(Math.Abs));
                return Applied(back, moved).Zip(origin, (one, other) => Math.Abs(one - other)).Max() / size;
            });
        });
    }

    private static Gen<MapStep> Step(int rank) => TransformationGenerators.Invertible(rank, 1).SelectMany(
        transformation => Axes(rank).SelectMany(from => Axes(rank).SelectMany(to =>
            Gen.Elements(false, true).Select(isInverse => new MapStep(transformation, from, to, isInverse)))));

    private static Gen<EquatableArray<Axis>> Axes(int rank) => Gen.Elements(LengthUnits).Select(unit =>
        Enumerable.Range(0, rank).Select(axis => new Axis($"a{axis}", "space", unit)).ToEquatableArray());

    private static double[] Converted(double[] point, EquatableArray<Axis> from, EquatableArray<Axis> to) =>
    [
        .. point.Select((value, axis) =>
            Units.TryConvert(value, from[axis].Unit, to[axis].Unit, out var converted) ? converted : value),
    ];

    private static double[] Applied(CoordinateTransformation transformation, double[] point)
    {
        var result = new double[transformation.OutputRank(point.Length)!.Value];
        transformation.ApplyTo(point, result);
        return result;
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance = 1e-9)
    {
        var size = Math.Max(1, expected.Concat(actual).Max(Math.Abs));
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(Math.Abs(pair.First - pair.Second) / size, 0, tolerance));
    }
}
