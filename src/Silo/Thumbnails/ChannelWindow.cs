namespace OmeNgff.Silo.Thumbnails;

/// <summary>Between which values a channel is shown where nobody said it.</summary>
internal static class ChannelWindow
{
    /// <summary>The percentile that is shown black.</summary>
    public const double Low = 1;

    /// <summary>The percentile that is shown in full colour: a few bright spots are not to leave all else dark.</summary>
    public const double High = 99.8;

    /// <summary>The percentiles of the values; where these are equal, the least and the greatest; where all values are, that
    /// value and 0.</summary>
    /// <param name="values">Finite values.</param>
    public static (double Black, double Bright) Of(IEnumerable<double> values)
    {
        var sorted = values.ToArray();
        if (sorted.Length == 0)
        {
            return (0, 1);
        }

        Array.Sort(sorted);
        var (low, high) = (Percentile(sorted, Low), Percentile(sorted, High));
        if (low < high)
        {
            return (low, high);
        }

        (low, high) = (sorted[0], sorted[^1]);
        if (low < high)
        {
            return (low, high);
        }

        (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        return low < high ? (low, high) : (0, 1);
    }

    /// <summary>Between the two values that are nearest to the place, in proportion.</summary>
    private static double Percentile(double[] sorted, double percent)
    {
        var place = percent / 100 * (sorted.Length - 1);
        var (index, rest) = ((int)place, place - Math.Floor(place));
        return rest == 0 ? sorted[index] : (sorted[index] * (1 - rest)) + (sorted[index + 1] * rest);
    }
}
