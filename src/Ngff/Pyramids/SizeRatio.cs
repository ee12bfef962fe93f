using System.Numerics;

namespace OmeNgff.Ngff.Pyramids;

/// <summary>
/// Writers that compute a level's scale from the two sizes give 1351/675 where the factor is 2: one pixel had no
/// partner. This finds the factor again.
/// </summary>
internal static class SizeRatio
{
    /// <summary>
    /// The integer n, at least 2, for which the level's size is the base size divided by n, rounded down or up, and
    /// whose scale was written as the ratio of the sizes; or null. Small levels leave a choice of n; then the least
    /// multiple of the previous level's factor is taken, else a power of two, else what is nearest to the ratio.
    /// </summary>
    /// <param name="ratio">The ratio of the two scales.</param>
    /// <param name="from">The size of the base level.</param>
    /// <param name="to">The size of the level.</param>
    /// <param name="previous">The factor of the level before, or null.</param>
    /// <param name="tolerance">The relative tolerance between the ratio of the scales and that of the sizes.</param>
    public static long? Factor(double ratio, long from, long to, Rational? previous, double tolerance)
    {
        if (to < 1 || from <= to || !(Math.Abs((ratio * to / from) - 1) <= tolerance))
        {
            return null;
        }

        // floor(from/n) = to and ceil(from/n) = to hold for two neighbouring ranges of n.
        var low = Math.Max(2, (from / (to + 1)) + 1);
        var high = to == 1 ? from : (from - 1) / (to - 1);
        if (low > high)
        {
            return null;
        }

        if (previous is { IsInteger: true, Numerator: > 1 and var step } &&
            ((low + step - 1) / step) * step is var multiple && multiple <= high)
        {
            return multiple;
        }

        var power = (long)BitOperations.RoundUpToPowerOf2((ulong)low);
        return power <= high ? power : Math.Clamp((long)Math.Round(ratio), low, high);
    }
}
