using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Zarr.Fields;

namespace OmeNgff.Zarr.Tests.Fields;

/// <summary>What holds for all fields.</summary>
public sealed class FieldLawTests : IDisposable
{
    private static readonly Config Few = Config.QuickThrowOnFailure.WithMaxTest(40);

    private static readonly bool[] BothWays = [false, true];

    private readonly FieldFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Linear_and_cubic_interpolation_of_an_affine_field_are_the_affine() => Check(random =>
    {
        var size = Size(random, random.Next(1, 4));
        var (factors, offsets) = (Numbers(random, size.Length * size.Length, -1, 1), Numbers(random, size.Length, -5, 5));
        double Affine(double[] index, int row) => offsets[row]
            + index.Select((at, column) => at * factors[(row * size.Length) + column]).Sum();
        var layout = RandomLayout(random, size);
        var address = _folder.Displacements(size, (index, row) => Affine([.. index.Select(at => (double)at)], row), layout);
        foreach (var interpolation in new[] { null, "linear", "cubic" })
        {
            var places = Places(random, size, 20, -0.0);
            var points = ToInput(places, layout);
            var carried = _folder.Carrier().Carry(
                new DisplacementsTransformation(address, interpolation), points, size.Length).Result;

            Assert.Empty(carried.Faults);
            Carrying.Near(
                [.. points.Select((at, number) => at + Affine(
                    places[(number / size.Length * size.Length)..][..size.Length], number % size.Length))],
                carried.Coordinates,
                1e-9);
        }
    });

    [Fact]
    public void What_lies_where_is_of_no_concern() => Check(random =>
    {
        var size = Size(random, random.Next(1, 4));
        var seed = random.Next();
        double Noise(long[] index, int row) => new Random(index.Aggregate(seed + row, (hash, at) => unchecked((hash * 31) + (int)at))).NextDouble();
        var points = Places(random, size, 50, -0.5);
        var interpolation = Any(random, "linear", "cubic", "nearest");
        var whole = _folder.Displacements(size, Noise);
        var parted = _folder.Displacements(size, Noise, RandomLayout(random, size) with { Scale = null, Translation = null });

        var expected = _folder.Carrier().Carry(new DisplacementsTransformation(whole, interpolation), points, size.Length).Result;
        var carried = _folder.Carrier().Carry(new DisplacementsTransformation(parted, interpolation), points, size.Length).Result;
        var held = _folder.Carrier(new FieldLimits { MaxHeldBytes = 1 })
            .Carry(new DisplacementsTransformation(parted, interpolation), points, size.Length).Result;

        Assert.Empty(expected.Faults);
        Assert.Equal(expected.Coordinates, carried.Coordinates);
        Assert.Equal(expected.Coordinates, held.Coordinates);
    });

    [Fact]
    public void A_batch_is_as_good_as_its_points_alone() => Check(random =>
    {
        var size = Size(random, 2);
        var transformation = new DisplacementsTransformation(Smooth(random, size, out var layout, "linear"));
        var points = ToInput(Places(random, size, 10, -1), layout);
        foreach (var inverse in BothWays)
        {
            var batch = _folder.Carrier().Carry(transformation, points, 2, inverse).Result;
            for (var point = 0; point < points.Length / 2; point++)
            {
                var alone = _folder.Carrier().Carry(transformation, points[(2 * point)..][..2], 2, inverse).Result;
                Assert.Equal(alone.Coordinates, batch.Coordinates[(2 * point)..][..2]);
                Assert.Equal(
                    alone.Faults.Select(fault => fault.Rule),
                    batch.Faults.Where(fault => fault.Point == point).Select(fault => fault.Rule));
            }
        }
    });

    [Fact]
    public void Displacements_and_back_lead_to_where_one_was() => Check(random =>
    {
        var size = Size(random, random.Next(1, 4));
        var interpolation = Any(random, "linear", "cubic");
        var transformation = new DisplacementsTransformation(Smooth(random, size, out var layout, interpolation), interpolation);
        var points = ToInput(Places(random, size, 50, -0.5), layout);

        var there = _folder.Carrier().Carry(transformation, points, size.Length).Result;
        var back = _folder.Carrier().Carry(transformation, there.Coordinates, size.Length, inverse: true).Result;

        Assert.Empty(there.Faults);
        Assert.Empty(back.Faults);
        Carrying.Near(points, back.Coordinates, 1e-8 * (layout.Scale ?? [1]).Max());
    });

    [Fact]
    public void A_carried_box_holds_all_carried_points() => Check(random =>
    {
        var size = Size(random, random.Next(1, 4));
        var interpolation = Any(random, "linear", "cubic", "nearest");
        var (address, layout) = (Smooth(random, size, out var smooth, interpolation), smooth);
        var displacements = new DisplacementsTransformation(address, interpolation);
        CoordinateTransformation transformation = random.Next(3) == 0
            ? new SequenceTransformation([
                new ScaleTransformation([.. Numbers(random, size.Length, 0.5, 2)]),
                displacements,
                new TranslationTransformation([.. Numbers(random, size.Length, -5, 5)])])
            : displacements;
        var corners = ToInput(Places(random, size, 2, -2), layout);
        var (min, max) = (
            corners[..size.Length].Zip(corners[size.Length..], Math.Min).ToArray(),
            corners[..size.Length].Zip(corners[size.Length..], Math.Max).ToArray());
        double[] points = [.. Enumerable.Range(0, 300).SelectMany(_ =>
            min.Zip(max, (least, greatest) => random.Next(10) == 0 ? least : least + (random.NextDouble() * (greatest - least))))];
        foreach (var inverse in BothWays)
        {
            var carried = _folder.Carrier().Carry(transformation, points, size.Length, inverse).Result;
            var good = Enumerable.Range(0, 300).Except(carried.Faults.Select(fault => fault.Point)).ToList();
            CarriedBox box;
            try
            {
                box = _folder.Carrier().CarryBox(transformation, min, max, inverse).GetAwaiter().GetResult();
            }
            catch (Ngff.Diagnostics.NgffException problem)
            {
                Assert.Equal(FieldRules.BoxOutsideField, problem.Diagnostics[0].Rule);
                Assert.Empty(good);
                continue;
            }

            Assert.False(box.IsExact);
            foreach (var at in good.SelectMany(point => Enumerable.Range(point * size.Length, size.Length)))
            {
                Assert.InRange(carried.Coordinates[at], box.Min[at % size.Length], box.Max[at % size.Length]);
            }
        }
    });

    private static void Check(Action<Random> law) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => law(new Random(seed))).Check(Few);

    /// <summary>A field whose displacements change by less than half a spacing per spacing.</summary>
    private string Smooth(Random random, long[] size, out Layout layout, string interpolation)
    {
        var used = layout = RandomLayout(random, size);

        // Between samples cubic is steeper, and each axis adds its own.
        var amplitude = (interpolation == "cubic" ? 0.25 : 0.45) / size.Length;
        var (waves, phases) = (Numbers(random, size.Length * size.Length, -1, 1), Numbers(random, size.Length, 0, 6));
        return _folder.Displacements(
            size,
            (index, row) => used.Scale!.Min() * amplitude * Math.Sin(
                phases[row] + index.Select((at, column) => at * waves[(row * size.Length) + column]).Sum()),
            layout);
    }

    private static long[] Size(Random random, int rank) => [.. Enumerable.Range(0, rank).Select(_ => (long)random.Next(1, 7))];

    private static Layout RandomLayout(Random random, long[] size) => new(
        [.. size.Select(length => (long)random.Next(1, (int)length + 2)), random.Next(1, size.Length + 1)],
        random.Next(0, size.Length + 1),
        Numbers(random, size.Length, 0.2, 3),
        Numbers(random, size.Length, -10, 10));

    /// <summary>Indices with fractions, so far inside the outermost samples; some on samples.</summary>
    private static double[] Places(Random random, long[] size, int count, double from) =>
        [.. Enumerable.Range(0, count).SelectMany(_ => size.Select(length => random.Next(5) == 0
            ? random.Next((int)length)
            : from + (random.NextDouble() * (length - 1 - (2 * from)))))];

    private static double[] ToInput(double[] places, Layout layout) =>
        [.. places.Select((at, number) =>
            (at * layout.Scale![number % layout.Scale.Length]) + layout.Translation![number % layout.Scale.Length])];

    private static double[] Numbers(Random random, int count, double from, double to) =>
        [.. Enumerable.Range(0, count).Select(_ => from + (random.NextDouble() * (to - from)))];

    private static string Any(Random random, params string[] names) => names[random.Next(names.Length)];
}
