using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Pyramids;

/// <summary>
/// Tells discrete pyramids, which can be indexed by integers, from continuous ones (ome/ngff#102), and finds the exact
/// factors behind scales that were written as floating-point numbers.
/// </summary>
public static class PyramidRecognition
{
    // Noise of a few roundings: a match this close is no coincidence, however large the fraction.
    private const double Noise = 1.0 / (1L << 49);

    // An inverse and a product of matrices leave more of it.
    private const double MatrixNoise = 1e-11;

    // The greatest share of numbers that may pass for fractions by chance; see PyramidOptions.
    private const double Coincidence = 0.01;

    // Up to this numerator · denominator (3/2, 5/2, 4/3, 8/3) a ratio is taken at its word: people choose such factors.
    private const long SimpleFraction = 24;

    /// <summary>
    /// Finds the factors of all levels. The pyramid is discrete when every level is, relative to the first one, a
    /// scale by small positive fractions and a translation; offsets need not be fractions. A single level is discrete
    /// where it is a scale and a translation. Numbers that are zero or not finite, ratios that are no small fractions
    /// and transformations of different ranks make a continuous pyramid, never an error.
    /// </summary>
    /// <param name="levels">The levels, the base level first; shapes help to recognise factors of odd sizes.</param>
    /// <param name="options">How closely to look; null for the defaults.</param>
    /// <exception cref="ArgumentException">There is no level.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static Pyramid Recognise(IReadOnlyList<PyramidLevel> levels, PyramidOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(levels);
        options ??= new PyramidOptions();
        if (levels.Count == 0)
        {
            throw new ArgumentException("An image has at least one level.", nameof(levels));
        }

        if (options.Tolerance is not (>= 0 and < 1) || options.MaxDenominator is < 1 or > 1L << 52)
        {
            throw new ArgumentOutOfRangeException(nameof(options), "The tolerance or the denominator is out of range.");
        }

        // An identity takes any number of axes.
        var rank = levels
            .Select(level => level.Transformation.InputRank ?? level.Shape?.Count)
            .FirstOrDefault(own => own is not null);
        var found = new List<LevelFactors>(levels.Count);
        foreach (var level in levels)
        {
            if (Factors(levels[0], level, rank ?? 0, found.LastOrDefault(), options) is not { } factors)
            {
                return new Pyramid(PyramidKind.Continuous, [], options.Tolerance);
            }

            found.Add(factors);
        }

        return new Pyramid(PyramidKind.Discrete, found.ToEquatableArray(), options.Tolerance);
    }

    private static LevelFactors? Factors(
        PyramidLevel first, PyramidLevel level, int rank, LevelFactors? previous, PyramidOptions options)
    {
        if (RelativeToBase(first, level, rank) is not { } axes)
        {
            return null;
        }

        var factors = new Rational[axes.Length];
        var bases = new FactorBasis[axes.Length];
        var offsets = new Rational?[axes.Length];
        var residual = 0.0;
        for (var axis = 0; axis < axes.Length; axis++)
        {
            var (ratio, baseScale, scale, offset, noise) = axes[axis];
            var sizes = Sizes(first, level, axes.Length, axis);
            if (Factor(ratio, sizes, previous?.Factors[axis], options) is not var (factor, odd))
            {
                return null;
            }

            factors[axis] = factor;
            bases[axis] = odd ? FactorBasis.OddSize
                : factor.Multiply(baseScale) == scale || (Rational.One / factor).Multiply(scale) == baseScale
                ? FactorBasis.Exact
                : FactorBasis.Rounded;
            residual = Math.Max(residual, bases[axis] == FactorBasis.Exact ? 0 : Deviation(ratio, factor));
            offsets[axis] = Fraction(
                offset, noise, noise + (options.Tolerance * Math.Max(1, Math.Abs(offset))), 2 * options.MaxDenominator);
        }

        return new LevelFactors(
            factors.ToEquatableArray(),
            offsets.ToEquatableArray(),
            axes.Select(axis => axis.Offset).ToEquatableArray(),
            bases.ToEquatableArray(),
            residual);
    }

    // The only place that knows transformations: what a level is relative to the base, or null where that is no scale
    // and translation with positive ratios.
    private static AxisRelation[]? RelativeToBase(PyramidLevel first, PyramidLevel level, int rank)
    {
        if ((first.Transformation.InputRank ?? rank) != rank || (level.Transformation.InputRank ?? rank) != rank)
        {
            return null;
        }

        // Identities alone: nobody says of how many axes.
        if (rank == 0)
        {
            return [];
        }

        if (first.Transformation.AsScaleAndTranslation(rank) is not { } from ||
            level.Transformation.AsScaleAndTranslation(rank) is not { } to)
        {
            return RelativeByMatrix(first.Transformation, level.Transformation, rank);
        }

        var axes = new AxisRelation[rank];
        for (var axis = 0; axis < rank; axis++)
        {
            var (baseScale, scale) = (from.Scale[axis], to.Scale[axis]);
            var (baseTranslation, translation) = (from.Translation[axis], to.Translation[axis]);
            var ratio = scale / baseScale;
            var offset = (translation - baseTranslation) / baseScale;
            if (!double.IsNormal(baseScale) || !double.IsNormal(scale) || !double.IsNormal(ratio) || ratio < 0 ||
                !double.IsFinite(offset))
            {
                return null;
            }

            // Near to each other, large translations leave only the noise of their last bits.
            var noise = Noise * ((Math.Abs(translation) + Math.Abs(baseTranslation)) / Math.Abs(baseScale));
            axes[axis] = new AxisRelation(ratio, baseScale, scale, offset, noise + (Noise * Math.Abs(offset)));
        }

        return axes;
    }

    // Rotated or sheared arrays can be levels of one discrete pyramid: what counts is what lies between them.
    private static AxisRelation[]? RelativeByMatrix(
        CoordinateTransformation first, CoordinateTransformation level, int rank)
    {
        if (first.ToMatrix(rank) is not { } from || level.ToMatrix(rank) is not { } to || to.Rows != from.Rows ||
            MatrixAlgebra.Invert(from) is not { } inverse)
        {
            return null;
        }

        var between = to.Then(inverse);
        var axes = new AxisRelation[rank];
        for (var axis = 0; axis < rank; axis++)
        {
            var (ratio, offset) = (between[axis, axis], between[axis, rank]);
            for (var column = 0; column < rank; column++)
            {
                if (column != axis && !(Math.Abs(between[axis, column]) <= MatrixNoise * Math.Abs(ratio)))
                {
                    return null;
                }
            }

            if (!double.IsNormal(ratio) || ratio < 0 || !double.IsFinite(offset))
            {
                return null;
            }

            axes[axis] = new AxisRelation(ratio, 1, ratio, offset, MatrixNoise * Math.Max(1, Math.Abs(offset)));
        }

        return axes;
    }

    private static (long Base, long Level)? Sizes(PyramidLevel first, PyramidLevel level, int rank, int axis) =>
        first.Shape is { } from && level.Shape is { } to && from.Count == rank && to.Count == rank
            ? (from[axis], to[axis])
            : null;

    private static (Rational Factor, bool Odd)? Factor(
        double ratio, (long Base, long Level)? sizes, Rational? previous, PyramidOptions options)
    {
        var fraction = Fraction(ratio, Noise * ratio, options.Tolerance * ratio, options.MaxDenominator);
        if (fraction is { } plain &&
            (plain.IsInteger || (Int128)plain.Numerator * plain.Denominator <= SimpleFraction))
        {
            return plain > Rational.Zero ? (plain, false) : null;
        }

        if (sizes is var (from, to) && SizeRatio.Factor(ratio, from, to, previous, options.Tolerance) is { } whole)
        {
            return (whole, true);
        }

        return fraction is { } other ? (other, false) : null;
    }

    // The fraction a number stands for: first within the noise, then within the tolerance where that is no coincidence.
    private static Rational? Fraction(double value, double noise, double tolerance, long maxDenominator)
    {
        foreach (var reach in (ReadOnlySpan<double>)[Math.Min(noise, tolerance), tolerance])
        {
            if (SimplestFraction.TryFind(value, reach, maxDenominator, out var found) &&
                reach * found.Denominator * found.Denominator <= Coincidence)
            {
                return found;
            }
        }

        return null;
    }

    private static double Deviation(double ratio, Rational factor) =>
        Math.Abs(Math.FusedMultiplyAdd(ratio, factor.Denominator, -factor.Numerator)) / factor.Numerator;

    // Offset and noise are in base pixels.
    private readonly record struct AxisRelation(
        double Ratio, double BaseScale, double Scale, double Offset, double Noise);
}
