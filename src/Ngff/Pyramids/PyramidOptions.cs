namespace OmeNgff.Ngff.Pyramids;

/// <summary>How closely <see cref="PyramidRecognition"/> looks.</summary>
/// <remarks>
/// Two fractions p/q and p'/q' differ, relative to their size, by at least 1/(p·q'). A ratio is taken for p/q only
/// where tolerance · p · q is at most 0.01, so that the fractions in question lie at least a hundred tolerances apart
/// on average, and fewer than one ratio in a hundred is a fraction by chance. With the defaults that are all factors
/// with p · q up to 10 000; ratios that are right to the last few bits count without this limit.
/// </remarks>
public sealed record PyramidOptions
{
    /// <summary>
    /// The greatest relative deviation of a ratio from its factor, 0 to below 1, by default 10⁻⁶: above the noise of
    /// scales that were written with seven digits, and far below the distance of such fractions from each other.
    /// </summary>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>The greatest denominator of a factor, by default 64; offsets may have twice as much.</summary>
    public long MaxDenominator { get; init; } = 64;
}
