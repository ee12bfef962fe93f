namespace OmeNgff.Catalog.Search;

/// <summary>Carries boxes back through affine maps that need not have an inverse.</summary>
internal static class BoxPreimage
{
    /// <summary>How much wider the box becomes, relative to the numbers that its edges are computed from.</summary>
    private const double Widening = 1e-9;

    /// <summary>What is left of a number that rounding alone keeps from being 0, where the largest of its row is 1.</summary>
    private const double Noise = 1e-12;

    /// <summary>The least number that rows are divided by, for what rounding did to it is divided too.</summary>
    private const double LeastPivot = 1e-6;

    /// <summary>
    /// A box that has every point whose image lies in the given one. It is known along an axis where the coordinate is a
    /// linear function of the image's, and the box has ends along the axes that this takes.
    /// </summary>
    /// <param name="map">Row-major m × (n + 1): the map with its offset in the last column.</param>
    /// <param name="axes">The number of axes that it takes, n.</param>
    /// <param name="min">The least coordinate per axis that it gives.</param>
    /// <param name="max">The greatest coordinate.</param>
    internal static (double[] Min, double[] Max) Of(
        ReadOnlySpan<double> map, int axes, ReadOnlySpan<double> min, ReadOnlySpan<double> max)
    {
        var columns = axes + 1;
        var (least, greatest) = (new double[axes], new double[axes]);
        Array.Fill(least, -CarriedExtent.Unbounded);
        Array.Fill(greatest, CarriedExtent.Unbounded);

        // Axes of thousands of pixels and of millionths of a metre are brought to one size first: by column, then by row.
        var sizes = new double[axes];
        var bounded = new List<int>();
        for (var row = 0; row < min.Length; row++)
        {
            if (min[row] > -CarriedExtent.Unbounded && max[row] < CarriedExtent.Unbounded)
            {
                bounded.Add(row);
                for (var axis = 0; axis < axes; axis++)
                {
                    sizes[axis] = Math.Max(sizes[axis], Math.Abs(map[(row * columns) + axis]));
                }
            }
        }

        var rows = new List<(double[] Left, double[] Combined)>();
        foreach (var row in bounded)
        {
            var left = new double[axes];
            for (var axis = 0; axis < axes; axis++)
            {
                left[axis] = sizes[axis] == 0 ? 0 : map[(row * columns) + axis] / sizes[axis];
            }

            var size = left.Length == 0 ? 0 : left.Max(Math.Abs);
            if (size > 0)
            {
                var combined = new double[min.Length];
                combined[row] = 1 / size;
                rows.Add(([.. left.Select(factor => factor / size)], combined));
            }
        }

        if (!TryReduce(rows, axes))
        {
            return (least, greatest);
        }

        foreach (var (left, combined) in rows)
        {
            if (Array.FindIndex(left, factor => factor != 0) is >= 0 and var axis && left.Count(factor => factor != 0) == 1)
            {
                (least[axis], greatest[axis]) = Interval(map, columns, min, max, combined, left[axis] * sizes[axis]);
            }
        }

        return (least, greatest);
    }

    /// <summary>Brings rows to the form where each has a 1 in a column in which all others have 0, and notes of which rows
    /// each is made.</summary>
    /// <returns>False where too little would be left of the precision of the numbers.</returns>
    private static bool TryReduce(List<(double[] Left, double[] Combined)> rows, int axes)
    {
        var done = 0;
        for (var column = 0; column < axes && done < rows.Count; column++)
        {
            var pivot = done;
            for (var row = done + 1; row < rows.Count; row++)
            {
                pivot = Math.Abs(rows[row].Left[column]) > Math.Abs(rows[pivot].Left[column]) ? row : pivot;
            }

            if (Math.Abs(rows[pivot].Left[column]) <= Noise)
            {
                rows.ForEach(row => row.Left[column] = Math.Abs(row.Left[column]) <= Noise ? 0 : row.Left[column]);
                continue;
            }

            if (Math.Abs(rows[pivot].Left[column]) <= LeastPivot)
            {
                return false;
            }

            (rows[done], rows[pivot]) = (rows[pivot], rows[done]);
            var (left, combined) = rows[done];
            Scale(left, 1 / left[column], out var factor);
            Scale(combined, factor, out _);
            for (var row = 0; row < rows.Count; row++)
            {
                if (row != done)
                {
                    var times = rows[row].Left[column];
                    Subtract(rows[row].Left, left, times);
                    Subtract(rows[row].Combined, combined, times);
                    rows[row].Left[column] = 0;
                }
            }

            left[column] = 1;
            done++;
        }

        foreach (var (left, _) in rows)
        {
            for (var axis = 0; axis < axes; axis++)
            {
                left[axis] = Math.Abs(left[axis]) <= Noise ? 0 : left[axis];
            }
        }

        return true;
    }

    private static void Scale(double[] numbers, double by, out double factor)
    {
        factor = by;
        for (var index = 0; index < numbers.Length; index++)
        {
            numbers[index] *= by;
        }
    }

    private static void Subtract(double[] from, double[] numbers, double times)
    {
        for (var index = 0; times != 0 && index < from.Length; index++)
        {
            from[index] -= times * numbers[index];
        }
    }

    /// <summary>The least and the greatest value of a coordinate that is a sum of the image's, each times a factor.</summary>
    private static (double Least, double Greatest) Interval(
        ReadOnlySpan<double> map,
        int columns,
        ReadOnlySpan<double> min,
        ReadOnlySpan<double> max,
        double[] combined,
        double size)
    {
        var (least, greatest, room) = (0.0, 0.0, 0.0);
        for (var row = 0; row < min.Length; row++)
        {
            var factor = combined[row] / size;
            if (factor != 0)
            {
                var offset = map[(row * columns) + columns - 1];
                least += factor * ((factor > 0 ? min[row] : max[row]) - offset);
                greatest += factor * ((factor > 0 ? max[row] : min[row]) - offset);
                room += Math.Abs(factor) * (Math.Max(Math.Abs(min[row]), Math.Abs(max[row])) + Math.Abs(offset));
            }
        }

        least -= Widening * room;
        greatest += Widening * room;
        return double.IsNaN(least) || double.IsNaN(greatest)
            ? (-CarriedExtent.Unbounded, CarriedExtent.Unbounded)
            : (Math.Max(least, -CarriedExtent.Unbounded), Math.Min(greatest, CarriedExtent.Unbounded));
    }
}
