using OmeNgff.Catalog.Search;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Spaces;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Tests.Search;

/// <summary>Where extents lie in spaces, and which of them meet a box.</summary>
public class SpatialConditionTests
{
    private static readonly string?[] Units = ["micrometer", "nanometer", "meter", null];

    [Fact]
    public void What_has_a_point_in_the_box_meets_it_through_any_map()
    {
        var random = new Random(1);
        var (met, missed, bounded) = (0, 0, 0);
        for (var round = 0; round < 20_000; round++)
        {
            var (image, axes, target) = (Axes(random, 1, 5), Axes(random, 1, 4), Axes(random, 1, 4));
            var extent = AnyExtent(random, image.Count);
            var (first, rest) = (AnyWay(random, image, axes), AnyWay(random, axes, target));
            if (CarriedExtent.Of(extent, first, axes) is not { } carried)
            {
                continue;
            }

            // A box around one point of the extent, seen from the target, or anywhere.
            var point = Si(rest.Matrix, Apply(first.Matrix, Inside(random, extent)), target);
            var holds = random.Next(2) == 0;
            var size = Math.Pow(10, random.Next(-3, 2));
            var min = point.Select(at =>
                at - (size * Math.Abs(at) * (holds ? random.NextDouble() : (random.NextDouble() * 3) - 1))).ToArray();
            var max = min.Select((edge, axis) => holds
                ? Math.Max(edge, point[axis]) + (size * Math.Abs(point[axis]) * random.NextDouble())
                : edge + (size * Math.Abs(point[axis]) * random.NextDouble())).ToArray();
            for (var axis = 0; axis < min.Length; axis++)
            {
                if (random.Next(5) == 0)
                {
                    (min[axis], max[axis]) = (-CarriedExtent.Unbounded, CarriedExtent.Unbounded);
                }
            }

            var box = new SpatialCondition(min.ToEquatableArray(), max.ToEquatableArray());
            var space = SearchedSpace.Of("space:s", rest, axes, target, box.Min, box.Max)!;
            var meets = box.Meets(carried, space);
            Assert.True(meets || !holds, $"round {round}");
            (met, missed) = (met + (meets ? 1 : 0), missed + (meets ? 0 : 1));
            bounded += space.Min.Count(edge => edge > -CarriedExtent.Unbounded);
        }

        Assert.InRange(met, 1000, 20_000);
        Assert.InRange(missed, 1000, 20_000);
        Assert.InRange(bounded, 5000, 100_000);
    }

    [Fact]
    public void Where_axes_stay_axes_the_box_that_is_carried_back_tells_as_much_as_the_box_itself()
    {
        var random = new Random(2);
        for (var round = 0; round < 5000; round++)
        {
            var (image, axes) = (Axes(random, 1, 4), Axes(random, 1, 4));
            var order = Enumerable.Range(0, axes.Count).ToArray();
            random.Shuffle(order);
            var rest = new AffineWay(
                Matrix.Create(axes.Count, axes.Count + 1, (row, column) =>
                    column == axes.Count ? random.Next(-50, 50) : column == order[row] ? Factor(random) : 0),
                []);
            var carried = CarriedExtent.Of(AnyExtent(random, image.Count), AnyWay(random, image, axes), axes)!;
            var middle = Si(rest.Matrix, [.. carried.Center.Select((at, axis) => at / SiUnits.FactorOf(axes[axis]))], axes);
            var min = middle.Select(at => at + (Math.Abs(at) * (random.NextDouble() - 0.7))).ToEquatableArray();
            var max = min.Select(at => at + (Math.Abs(at) * random.NextDouble())).ToEquatableArray();
            var box = new SpatialCondition(min, max);
            var space = SearchedSpace.Of("space:s", rest, axes, axes, min, max)!;
            Assert.Equal(
                SpatialCondition.Meets(
                    carried.Center.AsSpan(), carried.HalfEdges.AsSpan(), space.Map.AsSpan(), min.AsSpan(), max.AsSpan()),
                box.Meets(carried, space));
        }
    }

    [Fact]
    public void Where_there_is_an_inverse_the_box_is_carried_back_as_by_it()
    {
        var random = new Random(3);
        EquatableArray<Axis> axes = [new("z", "space", "micrometer"), new("y", "space", "micrometer"), new("x")];
        for (var round = 0; round < 2000; round++)
        {
            // Quarter turns too, with the noise that they have.
            var (one, other) = (random.Next(8) * Math.PI / 4, random.NextDouble() * Math.PI);
            var turn = new AffineTransformation(Matrix.OfRows(
                [Math.Cos(one), -Math.Sin(one), 0, 5], [Math.Sin(one), Math.Cos(one), 0, -3], [0, 0, 1e6, 0]));
            var next = new AffineTransformation(Matrix.OfRows(
                [1, 0, 0, 0], [0, Math.Cos(other), -Math.Sin(other) * 1e6, 0], [0, Math.Sin(other), Math.Cos(other) * 1e6, 0]));
            var whole = turn.ToMatrix(3)!.Then(next.ToMatrix(3)!);
            double[] min = [.. Enumerable.Range(0, 3).Select(_ => random.NextDouble() - 0.5)];
            double[] max = [.. min.Select(edge => edge + 0.1)];
            var space = SearchedSpace.Of(
                "space:s", new AffineWay(whole, []), axes, axes,
                [.. min.Select((edge, axis) => edge * SiUnits.FactorOf(axes[axis]))],
                [.. max.Select((edge, axis) => edge * SiUnits.FactorOf(axes[axis]))])!;
            Assert.True(new AffineTransformation(whole).TryInvert(out var back));
            var (least, greatest) = back.TransformBox(min, max);
            for (var axis = 0; axis < 3; axis++)
            {
                var size = SiUnits.FactorOf(axes[axis]);
                var (low, high) = (space.Min[axis] / size, space.Max[axis] / size);
                var room = 1e-6 * (Math.Abs(least[axis]) + Math.Abs(greatest[axis]) + (axis == 2 ? 1e-12 : 1));
                Assert.InRange(low, least[axis] - room, least[axis]);
                Assert.InRange(high, greatest[axis], greatest[axis] + room);
            }
        }
    }

    [Theory]
    [InlineData(0.1, 0.3, true)]
    [InlineData(0.1, 0.2, true)]
    [InlineData(0.1, 0.1999999999, false)]
    [InlineData(0.3, 0.4, true)]
    [InlineData(0.3000000001, 0.4, false)]
    public void Touching_is_meeting(double min, double max, bool meets)
    {
        EquatableArray<Axis> axes = [new("x", "space", "micrometer")];
        var carried = CarriedExtent.Of(
            new Extent([0.2], [0.3]), AffineWay.Of(axes, [], axes)!, axes)!;
        var box = new SpatialCondition([SiUnits.Of(min, axes[0])], [SiUnits.Of(max, axes[0])]);
        var space = SearchedSpace.Of("space:s", AffineWay.Of(axes, [], axes)!, axes, axes, box.Min, box.Max)!;
        Assert.Equal(meets, box.Meets(carried, space));
    }

    [Fact]
    public void An_axis_that_the_way_back_leaves_free_has_no_end()
    {
        EquatableArray<Axis> space = [new("t", "time", "second"), new("x", "space", "micrometer")];
        EquatableArray<Axis> image = [new("x", "space", "nanometer")];
        var placed = Assert.Single(PlacedExtent.Of("i", image, new Extent([0], [1000]), [new AlignmentVersionRecord
        {
            Id = "a@2",
            Alignment = "a",
            Number = 2,
            Source = "space:s",
            Target = "image:i",
            SourceAxes = space,
            TargetAxes = [new("x", "space", "micrometer")],
            CoordinateTransformation = new AffineTransformation(Matrix.OfRows([0, 1, -2])),
        }]));
        Assert.Equal(("a", 2, "space:s"), (placed.Alignment, placed.Version, placed.Space));
        Assert.Equal(0, placed.Center[0]);
        Assert.Equal(2.5e-6, placed.Center[1], 1e-15);
        Assert.Equal([0, CarriedExtent.Unbounded], placed.HalfEdges.Take(2));
        Assert.Equal(5e-7, placed.HalfEdges[2], 1e-15);
        Assert.Equal((-CarriedExtent.Unbounded, CarriedExtent.Unbounded), (placed.Min[0], placed.Max[0]));
        Assert.Equal((2e-6, 3e-6), (Math.Round(placed.Min[1], 12), Math.Round(placed.Max[1], 12)));

        // Seen from a space where time moves things, they may be anywhere along that axis.
        var way = new AffineWay(Matrix.OfRows([1000, 1, 0], [0, 1, 0]), []);
        var box = new SpatialCondition([77, 2e-6], [78, 2.1e-6]);
        Assert.True(box.Meets(placed, SearchedSpace.Of("space:s", way, space, space, box.Min, box.Max)!));
        Assert.False((box with { Max = [78, 1e-6], Min = [77, 0] }) is var other
            && other.Meets(placed, SearchedSpace.Of("space:s", way, space, space, other.Min, other.Max)!));
    }

    [Fact]
    public void A_way_that_cannot_be_walked_or_leaves_the_numbers_places_nothing()
    {
        EquatableArray<Axis> axes = [new("y", "space", "micrometer"), new("x", "space", "micrometer")];
        AlignmentVersionRecord Version(string source, CoordinateTransformation transformation) => new()
        {
            Id = "a@1",
            Alignment = "a",
            Number = 1,
            Source = source,
            Target = source == "image:i" ? "space:s" : "image:i",
            SourceAxes = axes,
            TargetAxes = axes,
            CoordinateTransformation = transformation,
        };
        var flat = new AffineTransformation(Matrix.OfRows([1, 0, 0], [1, 0, 0]));
        var extent = new Extent([0, 0], [1, 1]);
        Assert.Single(PlacedExtent.Of("i", axes, extent, [Version("image:i", flat)]));
        Assert.Empty(PlacedExtent.Of("i", axes, extent, [Version("space:s", flat)]));
        Assert.Empty(PlacedExtent.Of("i", axes, extent, [Version("image:i", new ScaleTransformation([1e200, 1]))]));
        Assert.Empty(PlacedExtent.Of("i", axes, extent, [Version("image:i", new DisplacementsTransformation("f"))]));
        Assert.Empty(PlacedExtent.Of("other", axes, extent, [Version("image:i", new IdentityTransformation())]));
    }

    [Fact]
    public void A_label_image_lies_where_its_image_does()
    {
        EquatableArray<Axis> axes =
            [new("c", "channel"), new("y", "space", "micrometer"), new("x", "space", "micrometer")];
        EquatableArray<Axis> label = [new("y", "space", "nanometer"), new("x", "space", "nanometer")];
        var version = new AlignmentVersionRecord
        {
            Id = "a@1",
            Alignment = "a",
            Number = 1,
            Source = "image:i",
            Target = "space:s",
            SourceAxes = axes,
            TargetAxes = [axes[1], axes[2]],
            CoordinateTransformation = new AffineTransformation(Matrix.OfRows([0, 0, 1, 5], [0, 1, 0, 0])),
        };
        var placed = Assert.Single(PlacedExtent.OfLabel("i", label, new Extent([0, 2000], [4000, 3000]), [version]));
        Assert.Equal([7e-6, 0], placed.Min.Select(edge => Math.Round(edge, 12)));
        Assert.Equal([8e-6, 4e-6], placed.Max.Select(edge => Math.Round(edge, 12)));
    }

    private static EquatableArray<Axis> Axes(Random random, int least, int most) =>
        Enumerable.Range(0, random.Next(least, most + 1))
            .Select(axis => new Axis($"a{axis}", "space", Units[random.Next(Units.Length)])).ToEquatableArray();

    private static Extent AnyExtent(Random random, int rank)
    {
        var min = Enumerable.Range(0, rank).Select(_ => (double)random.Next(-100, 100)).ToList();
        return new Extent(min.ToEquatableArray(), min.Select(edge => edge + random.Next(1, 50)).ToEquatableArray());
    }

    private static double Factor(Random random) =>
        (random.Next(2) == 0 ? 1 : -1) * Math.Pow(10, random.Next(-3, 4)) * (0.5 + random.NextDouble());

    private static AffineWay AnyWay(Random random, EquatableArray<Axis> from, EquatableArray<Axis> to)
    {
        var sparse = random.Next(3);
        return new AffineWay(
            Matrix.Create(to.Count, from.Count + 1, (row, column) =>
                column == from.Count ? random.Next(-50, 50)
                : sparse == 0 || row == column || random.Next(3) == 0 ? Factor(random)
                : 0),
            []);
    }

    private static double[] Inside(Random random, Extent extent) =>
        [.. extent.Min.Zip(extent.Max, (min, max) => min + (random.NextDouble() * (max - min)))];

    private static double[] Apply(Matrix matrix, double[] point) =>
    [
        .. Enumerable.Range(0, matrix.Rows).Select(row =>
            point.Select((at, axis) => matrix[row, axis] * at).Sum() + matrix[row, point.Length]),
    ];

    private static double[] Si(Matrix matrix, double[] point, EquatableArray<Axis> axes) =>
        [.. Apply(matrix, point).Select((at, axis) => at * SiUnits.FactorOf(axes[axis]))];
}
