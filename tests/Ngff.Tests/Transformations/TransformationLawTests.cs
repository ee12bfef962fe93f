using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.Transformations;

/// <summary>The laws of transformations, over random ones of all types.</summary>
public class TransformationLawTests
{
    private static readonly Arbitrary<(CoordinateTransformation Transformation, double[] Point)> InvertibleAndPoint =
        Gen.Choose(2, 4).SelectMany(rank => TransformationGenerators.Invertible(rank).SelectMany(
            transformation => TransformationGenerators.Point(rank).Select(point => (transformation, point)))).ToArbitrary();

    private static readonly Arbitrary<(EquatableArray<CoordinateTransformation> Parts, double[] Point)> ChainAndPoint =
        Gen.Choose(2, 4).SelectMany(rank => Gen.Choose(1, 4).SelectMany(length =>
            TransformationGenerators.Chain(rank, length).SelectMany(
                parts => TransformationGenerators.Point(rank).Select(point => (parts, point))))).ToArbitrary();

    [Fact]
    public void The_inverse_carries_every_point_back() => Prop.ForAll(InvertibleAndPoint, item =>
    {
        Assert.True(item.Transformation.TryInvert(out var inverse));
        AssertClose(item.Point, Apply(inverse, Apply(item.Transformation, item.Point)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Inverting_twice_gives_what_does_the_same() => Prop.ForAll(InvertibleAndPoint, item =>
    {
        Assert.True(item.Transformation.TryInvert(out var inverse));
        Assert.True(inverse.TryInvert(out var back));
        AssertClose(Apply(item.Transformation, item.Point), Apply(back, item.Point));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_sequence_does_what_its_parts_do_one_after_the_other() => Prop.ForAll(ChainAndPoint, item =>
        AssertClose(
            item.Parts.Aggregate(item.Point, (point, part) => Apply(part, point)),
            Apply(new SequenceTransformation(item.Parts), item.Point))).QuickCheckThrowOnFailure();

    [Fact]
    public void The_matrix_agrees_with_the_sequence() => Prop.ForAll(ChainAndPoint, item =>
    {
        var sequence = new SequenceTransformation(item.Parts);
        if (sequence.ToMatrix(item.Point.Length) is not { } matrix)
        {
            Assert.Contains(Flatten(sequence), part => part is BijectionTransformation);
            return;
        }

        AssertClose(Apply(sequence, item.Point), Apply(new AffineTransformation(matrix), item.Point));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Composition_is_associative() => Prop.ForAll(
        Gen.Choose(2, 4).SelectMany(rank => TransformationGenerators.Chain(rank, 3).SelectMany(
            parts => TransformationGenerators.Point(rank).Select(point => (Parts: parts, Point: point)))).ToArbitrary(),
        item =>
        {
            var rank = item.Point.Length;
            var (first, second, third) = (item.Parts[0], item.Parts[1], item.Parts[2]);
            var left = first.Then(second, rank).Then(third, rank);
            var right = first.Then(second.Then(third, first.OutputRank(rank)!.Value), rank);
            AssertClose(Apply(left, item.Point), Apply(right, item.Point));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_simplest_form_does_the_same_and_is_simplest() => Prop.ForAll(ChainAndPoint, item =>
    {
        var sequence = new SequenceTransformation(item.Parts) { Name = "all" };
        var simple = sequence.Simplify(item.Point.Length);
        AssertClose(Apply(sequence, item.Point), Apply(simple, item.Point));
        Assert.Equal(simple, simple.Simplify(item.Point.Length));
        Assert.Equal("all", simple.Name);
        Assert.True(Flatten(simple).Count() <= Flatten(sequence).Count() + 2);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Many_points_go_where_each_goes_alone() => Prop.ForAll(ChainAndPoint, item =>
    {
        var sequence = new SequenceTransformation(item.Parts);
        var rank = item.Point.Length;
        double[] points = [.. item.Point, .. item.Point.Reverse(), .. new double[rank]];
        var outputRank = sequence.OutputRank(rank)!.Value;
        var results = new double[3 * outputRank];
        sequence.ApplyToAll(points, rank, results);
        AssertClose(
            [.. Apply(sequence, points[..rank]), .. Apply(sequence, points[rank..(2 * rank)]), .. Apply(sequence, new double[rank])],
            results);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_transformed_box_holds_all_its_points_and_touches_a_corner_on_every_side() => Prop.ForAll(
        ChainAndPoint,
        item =>
        {
            var sequence = new SequenceTransformation(item.Parts);
            var rank = item.Point.Length;
            var max = item.Point.Select((coordinate, axis) => coordinate + axis + 1).ToArray();
            var (low, high) = sequence.TransformBox(item.Point, max);
            var corners = Enumerable.Range(0, 1 << rank).Select(corner => Apply(
                sequence, [.. item.Point.Select((least, axis) => (corner >> axis & 1) == 0 ? least : max[axis])])).ToList();
            for (var axis = 0; axis < low.Count; axis++)
            {
                // Where every part is a matrix, the hull is exact; a bijection's own hull may be larger.
                var (least, most) = (corners.Min(corner => corner[axis]), corners.Max(corner => corner[axis]));
                var slack = 1e-9 * (1 + Math.Abs(least) + Math.Abs(most));
                Assert.True(low[axis] <= least + slack && high[axis] >= most - slack);
                if (sequence.ToMatrix(rank) is not null)
                {
                    Assert.InRange(low[axis], least - slack, least + slack);
                    Assert.InRange(high[axis], most - slack, most + slack);
                }
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_written_is_read_back_the_same() => Prop.ForAll(ChainAndPoint, item =>
    {
        CoordinateTransformation sequence = new SequenceTransformation(item.Parts)
        {
            Name = "n",
            Input = new CoordinateSystemReference("a", "b"),
            Output = new CoordinateSystemReference(null, "c"),
        };
        return sequence == JsonSerializer.Deserialize<CoordinateTransformation>(JsonSerializer.Serialize(sequence));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_random_and_well_made_is_valid() => Prop.ForAll(ChainAndPoint, item =>
        !new SequenceTransformation(item.Parts).Validate(item.Point.Length, null, "").Any(fault => fault.Refuses))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Carrying_a_point_allocates_nothing()
    {
        var chain = new SequenceTransformation(
        [
            new ScaleTransformation([2, 3, 4]),
            new MapAxisTransformation([2, 0, 1]),
            new AffineTransformation(Matrix.OfRows([1, 2, 3, 4], [5, 6, 7, 8])),
            new ByDimensionTransformation(
            [
                new DimensionsTransformation(new ScaleTransformation([2]), [1], [0]),
                new DimensionsTransformation(new TranslationTransformation([1]), [0], [1]),
            ]),
            new ProjectAxisTransformation([], [0]),
        ]);
        double[] point = [1, 2, 3];
        var result = new double[3];
        chain.ApplyTo(point, result);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var repeat = 0; repeat < 100; repeat++)
        {
            chain.ApplyTo(point, result);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static double[] Apply(CoordinateTransformation transformation, double[] point)
    {
        var result = new double[transformation.OutputRank(point.Length)!.Value];
        transformation.ApplyTo(point, result);
        return result;
    }

    private static IEnumerable<CoordinateTransformation> Flatten(CoordinateTransformation transformation) =>
        transformation switch
        {
            SequenceTransformation sequence => sequence.Transformations.SelectMany(Flatten),
            ByDimensionTransformation parts => parts.Transformations.SelectMany(part => Flatten(part.Transformation)),
            _ => [transformation],
        };

    // Steps of a chain may be large where the result is small.
    private static void AssertClose(double[] expected, double[] actual)
    {
        var scale = expected.Concat(actual).Append(1e4).Max(Math.Abs);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), both => Assert.InRange(both.Second - both.First, -1e-7 * scale, 1e-7 * scale));
    }
}
