namespace OmeNgff.Silo.Demo;

/// <summary>Makes coarser levels of arrays, in C order, by factors that divide their shape.</summary>
internal static class SamplePyramid
{
    /// <summary>Each element the mean of those that it covers, halves rounded up.</summary>
    public static int[] Mean(int[] source, int[] shape, int[] factors)
    {
        var count = Count(factors);
        if (count == 1)
        {
            return source;
        }

        var sums = new long[source.Length / count];
        for (var row = 0; row < source.Length / shape[^1]; row++)
        {
            // The row of sums that this row is added to.
            var (place, target, stride) = (row, 0, shape[^1] / factors[^1]);
            for (var axis = shape.Length - 2; axis >= 0; axis--)
            {
                target += place % shape[axis] / factors[axis] * stride;
                stride *= shape[axis] / factors[axis];
                place /= shape[axis];
            }

            var values = source.AsSpan(row * shape[^1], shape[^1]);
            for (; values.Length > 0; values = values[factors[^1]..])
            {
                foreach (var value in values[..factors[^1]])
                {
                    sums[target] += value;
                }

                target++;
            }
        }

        return Array.ConvertAll(sums, sum => Mean(sum, count));
    }

    /// <summary>The mean of numbers by their sum, halves rounded up.</summary>
    public static int Mean(long sum, int count) => (int)Math.Floor(((double)sum / count) + 0.5);

    /// <summary>The first of the elements that each covers: labels have no mean.</summary>
    public static int[] First(int[] source, int[] shape, int[] factors)
    {
        var result = new int[source.Length / Count(factors)];
        for (var i = 0; i < result.Length; i++)
        {
            var (place, from, stride) = (i, 0, 1);
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                var size = shape[axis] / factors[axis];
                from += place % size * factors[axis] * stride;
                stride *= shape[axis];
                place /= size;
            }

            result[i] = source[from];
        }

        return result;
    }

    private static int Count(int[] factors) => factors.Aggregate(1, (product, factor) => product * factor);
}
