using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Zarr.Fields;

/// <summary>Carries boxes through a field of which only the bounds are known. What comes out holds every point that the
/// field brings there, or that it brings into the given box; null where there is none.</summary>
internal sealed class BoundedField(FieldBounds bounds)
{
    /// <summary>How much wider boxes become for what rounding does to points, relative to their coordinates.</summary>
    private const double Widening = 1e-9;

    private readonly int _blocks = bounds.Blocks.Aggregate(1, (left, right) => left * right);
    private readonly double[] _room = Room(bounds.ToInput);

    /// <summary>The number of axes of its input.</summary>
    public int Rank => bounds.Size.Count;

    /// <summary>The number of components of its vectors.</summary>
    public int Components => bounds.Min.Count / _blocks;

    /// <summary>Where displacements bring a box.</summary>
    public Box? Displaced(Box box) => Hull((region, least, greatest) => region.And(box) is { } part
        ? new Box(
            [.. part.Min.Select((edge, axis) => Lower(edge) + Lower(least[axis]))],
            [.. part.Max.Select((edge, axis) => Upper(edge) + Upper(greatest[axis]))])
        : null);

    /// <summary>What displacements bring into a box.</summary>
    public Box? NotDisplaced(Box box) => Hull((region, least, greatest) => region.And(new Box(
        [.. box.Min.Select((edge, axis) => Lower(edge) - Upper(greatest[axis]) - _room[axis])],
        [.. box.Max.Select((edge, axis) => Upper(edge) - Lower(least[axis]) + _room[axis])])));

    /// <summary>The coordinates that the points of a box have.</summary>
    public Box? Coordinates(Box box) =>
        Hull((region, least, greatest) => region.And(box) is null ? null : new Box(least, greatest));

    /// <summary>The points that have coordinates in a box.</summary>
    public Box? WithCoordinates(Box box) =>
        Hull((region, least, greatest) => new Box(least, greatest).And(Loosened(box)) is null ? null : region);

    /// <summary>How far points may be from where they would be without rounding, and without an end to the steps in which
    /// inverses are found.</summary>
    private static double[] Room(Matrix toInput) =>
    [
        .. Enumerable.Range(0, toInput.Rows).Select(row => FieldLimits.InverseEdgeTolerance
            * Enumerable.Range(0, toInput.Rows).Sum(column => Math.Abs(toInput[row, column]))),
    ];

    private static Box Loosened(Box box) =>
        new([.. box.Min.Select(Lower)], [.. box.Max.Select(Upper)]);

    private static double Lower(double edge) => double.IsFinite(edge) ? edge - (Widening * Math.Abs(edge)) : edge;

    private static double Upper(double edge) => -Lower(-edge);

    /// <summary>The hull of what is made of each block's region and bounds.</summary>
    private Box? Hull(Func<Box, double[], double[], Box?> make)
    {
        Box? hull = null;
        var block = 0;
        foreach (var place in FieldRange.Places(new long[Rank], [.. bounds.Blocks]))
        {
            var vectors = bounds.Min.AsSpan().Slice(block * Components, Components);
            var greatest = bounds.Max.AsSpan().Slice(block * Components, Components);
            block++;
            if (vectors[0] <= greatest[0] && make(Region(place), Doubles(vectors), Doubles(greatest)) is { } part)
            {
                hull = hull is null ? part : new Box(
                    [.. hull.Min.Zip(part.Min, Math.Min)], [.. hull.Max.Zip(part.Max, Math.Max)]);
            }
        }

        return hull is null ? null : Loosened(hull);
    }

    private static double[] Doubles(ReadOnlySpan<float> numbers)
    {
        var doubles = new double[numbers.Length];
        for (var index = 0; index < doubles.Length; index++)
        {
            doubles[index] = numbers[index];
        }

        return doubles;
    }

    /// <summary>Where the points of a block are: up to half a sample around its samples.</summary>
    private Box Region(long[] place)
    {
        var (min, max) = (new double[Rank], new double[Rank]);
        for (var row = 0; row < Rank; row++)
        {
            var numbers = bounds.ToInput.Row(row);
            (min[row], max[row]) = (numbers[^1] - _room[row], numbers[^1] + _room[row]);
            for (var axis = 0; axis < Rank; axis++)
            {
                var (count, size) = (bounds.Blocks[axis], bounds.Size[axis]);
                var first = numbers[axis] * ((place[axis] * size / count) - 0.5);
                var last = numbers[axis] * (((place[axis] + 1) * size / count) - 0.5);
                min[row] += Math.Min(first, last);
                max[row] += Math.Max(first, last);
            }
        }

        return Loosened(new Box(min, max));
    }
}
