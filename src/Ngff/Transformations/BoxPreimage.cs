namespace OmeNgff.Ngff.Transformations;

/// <summary>Carries boxes back through affine maps that need not have an inverse.</summary>
public static class BoxPreimage
{
    /// <summary>Stands for an edge beyond all numbers: finite, so that nothing computed with it is no number.</summary>
    public const double Unbounded = 1e300;

    /// <summary>How much wider the box becomes, relative to the numbers that its edges are computed from.</summary>
    private const double Widening = 1e-9;

    /// <summary>What is left of a sum by rounding alone, relative to its terms.</summary>
    private const double Noise = 1e-12;

    /// <summary>The least number that rows are divided by, relative to the terms that it is the sum of: what rounding did to
    /// it is divided too.</summary>
    private const double LeastPivot = 1e-6;

    /// <summary>
    /// A box that has every point whose image lies in the given one. It is known along an axis where the coordinate is a
    /// linear function of the image's, and the box has ends along the axes that this takes.
    /// </summary>
    /// <param name="map">Row-major m × (n + 1): the map with its offset in the last column.</param>
    /// <param name="axes">The number of axes that it takes, n.</param>
    /// <param name="min">The least coordinate per axis that it gives.</param>
    /// <param name="max">The greatest coordinate.</param>
    /// <returns>The box; an edge that is not known is at <see cref="Unbounded"/>, or the same below 0.</returns>
    public static (double[] Min, double[] Max) Of(
        ReadOnlySpan<double> map, int axes, ReadOnlySpan<double> min, ReadOnlySpan<double> max)
    {
        var (least, greatest) = (new double[axes], new double[axes]);
        Array.Fill(least, -Unbounded);
        Array.Fill(greatest, Unbounded);
        var rows = new List<Row>();
        for (var row = 0; row < min.Length; row++)
        {
            if (min[row] > -Unbounded && max[row] < Unbounded)
            {
                rows.Add(Row.Of(map.Slice(row * (axes + 1), axes), row, min.Length));
            }
        }

        if (TryReduce(rows, axes))
        {
            foreach (var row in rows)
            {
                if (row.OnlyAxis(axes) is { } axis)
                {
                    (least[axis], greatest[axis]) = Interval(map, axes, min, max, row);
                }
            }
        }

        return (least, greatest);
    }

    /// <summary>Brings rows to the form where each has a 1 in a column in which all others have 0.</summary>
    /// <returns>False where too little would be left of the precision of the numbers.</returns>
    private static bool TryReduce(List<Row> rows, int axes)
    {
        var scales = Enumerable.Range(0, axes)
            .Select(axis => rows.Select(row => Math.Abs(row.Values[axis])).DefaultIfEmpty().Max()).ToArray();
        var done = 0;
        for (var column = 0; column < axes && done < rows.Count; column++)
        {
            var pivot = done;
            for (var row = done + 1; row < rows.Count; row++)
            {
                pivot = rows[row].Weight(column, scales) > rows[pivot].Weight(column, scales) ? row : pivot;
            }

            var certainty = rows[pivot].Certainty(column);
            if (certainty == 0)
            {
                continue;
            }

            if (certainty <= LeastPivot)
            {
                return false;
            }

            (rows[done], rows[pivot]) = (rows[pivot], rows[done]);
            rows[done].Divide(column);
            foreach (var row in rows.Where((_, index) => index != done))
            {
                row.Subtract(rows[done], column);
            }

            done++;
        }

        return true;
    }

    /// <summary>The least and the greatest value of a coordinate that is a sum of the image's, each times a factor.</summary>
    private static (double Least, double Greatest) Interval(
        ReadOnlySpan<double> map, int axes, ReadOnlySpan<double> min, ReadOnlySpan<double> max, Row row)
    {
        var (least, greatest, room) = (0.0, 0.0, 0.0);
        for (var axis = 0; axis < min.Length; axis++)
        {
            var (factor, size) = (row.Values[axes + axis], row.Sizes[axes + axis]);
            if (size != 0)
            {
                var offset = map[(axis * (axes + 1)) + axes];
                least += factor * ((factor > 0 ? min[axis] : max[axis]) - offset);
                greatest += factor * ((factor > 0 ? max[axis] : min[axis]) - offset);
                room += size * (Math.Max(Math.Abs(min[axis]), Math.Abs(max[axis])) + Math.Abs(offset));
            }
        }

        least -= Widening * room;
        greatest += Widening * room;
        return double.IsNaN(least) || double.IsNaN(greatest)
            ? (-Unbounded, Unbounded)
            : (Math.Max(least, -Unbounded), Math.Min(greatest, Unbounded));
    }

    /// <summary>A sum of rows of the map, each times a factor. Axes may be of any size, thousands of pixels and millionths of
    /// a metre; so what is 0 shows only beside the terms that a number is the sum of.</summary>
    /// <param name="Values">The numbers of the sum, then the factors.</param>
    /// <param name="Sizes">For each the sum of the absolute values of its terms.</param>
    private sealed record Row(double[] Values, double[] Sizes)
    {
        internal static Row Of(ReadOnlySpan<double> numbers, int row, int rows)
        {
            var values = new double[numbers.Length + rows];
            numbers.CopyTo(values);
            values[numbers.Length + row] = 1;
            return new Row(values, [.. values.Select(Math.Abs)]);
        }

        /// <summary>How much of the terms of a number is left; 0 where the number is.</summary>
        internal double Certainty(int column) =>
            Values[column] == 0 ? 0 : Math.Abs(Values[column]) / Sizes[column];

        /// <summary>How large a number is beside the others, each beside the largest of its axis.</summary>
        internal double Weight(int column, double[] scales) => Values[column] == 0
            ? 0
            : Math.Abs(Values[column]) / scales[column]
                / scales.Select((scale, axis) => scale == 0 ? 0 : Math.Abs(Values[axis]) / scale).Max();

        /// <summary>The one axis whose number is not 0, or null.</summary>
        internal int? OnlyAxis(int axes) =>
            Enumerable.Range(0, axes).Where(axis => Values[axis] != 0).ToList() is [var only] ? only : null;

        internal void Divide(int column)
        {
            var by = Values[column];
            for (var index = 0; index < Values.Length; index++)
            {
                Values[index] /= by;
                Sizes[index] /= Math.Abs(by);
            }

            Values[column] = 1;
        }

        internal void Subtract(Row other, int column)
        {
            var times = Values[column];
            for (var index = 0; times != 0 && index < Values.Length; index++)
            {
                Values[index] -= times * other.Values[index];
                Sizes[index] += Math.Abs(times) * other.Sizes[index];
                if (Math.Abs(Values[index]) <= Noise * Sizes[index])
                {
                    Values[index] = 0;
                }
            }

            Values[column] = 0;
        }
    }
}
