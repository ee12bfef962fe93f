using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Pyramids;

/// <summary>What relates the levels of an image (the two types of ome/ngff#102).</summary>
public enum PyramidKind
{
    /// <summary>Scales by small fractions and translations: levels can be indexed by integers.</summary>
    Discrete,

    /// <summary>Anything else: levels meet in continuous coordinates only.</summary>
    Continuous,
}

/// <summary>How a factor was found.</summary>
public enum FactorBasis
{
    /// <summary>Base scale times factor is the level's scale to the last bit, or the other way round.</summary>
    Exact,

    /// <summary>The ratio of the scales is within the tolerance, as 31.999999999999996 is.</summary>
    Rounded,

    /// <summary>
    /// The ratio of the scales is that of the two sizes (1351/675), which is off because the base size is no multiple
    /// of the factor (2).
    /// </summary>
    OddSize,
}

/// <summary>One level to be looked at.</summary>
/// <param name="Transformation">From its index space to the intrinsic space of the image.</param>
/// <param name="Shape">Its size in pixels per axis, or null where it is not known.</param>
public sealed record PyramidLevel(CoordinateTransformation Transformation, EquatableArray<long>? Shape = null);

/// <summary>
/// Where a level lies on the index grid of the base level: <c>base = factor · index + offset</c> per axis.
/// </summary>
/// <param name="Factors">The factors, in the order of the axes, all above 0.</param>
/// <param name="Offsets">The base index of the level's pixel 0 per axis; null where it is no small fraction.</param>
/// <param name="OffsetValues">The same as computed from the transformations, in base pixels.</param>
/// <param name="Bases">How each factor was found.</param>
/// <param name="Residual">
/// The greatest relative deviation of the ratio of two scales from its factor. It exceeds the tolerance only where a
/// basis is <see cref="FactorBasis.OddSize"/>.
/// </param>
public sealed record LevelFactors(
    EquatableArray<Rational> Factors,
    EquatableArray<Rational?> Offsets,
    EquatableArray<double> OffsetValues,
    EquatableArray<FactorBasis> Bases,
    double Residual);

/// <summary>A level that was looked for.</summary>
/// <param name="Level">Its number, from 0.</param>
/// <param name="IsExact">True when its numbers are those asked for to the last bit, without any tolerance.</param>
public sealed record LevelMatch(int Level, bool IsExact);

/// <summary>What <see cref="PyramidRecognition"/> found out about the levels of an image.</summary>
/// <param name="Kind">The kind; a single level is discrete.</param>
/// <param name="Levels">All levels relative to the first one; empty when the pyramid is continuous.</param>
/// <param name="Tolerance">The relative tolerance that was used.</param>
public sealed record Pyramid(PyramidKind Kind, EquatableArray<LevelFactors> Levels, double Tolerance)
{
    /// <summary>The levels with just these factors to the base level; none in a continuous pyramid.</summary>
    /// <param name="factors">One factor per axis, in the order of the axes.</param>
    public EquatableArray<LevelMatch> LevelsWithFactors(EquatableArray<Rational> factors)
    {
        var matches = new List<LevelMatch>();
        for (var level = 0; level < Levels.Count; level++)
        {
            if (Levels[level].Factors == factors)
            {
                matches.Add(new LevelMatch(level, Levels[level].Bases.All(basis => basis == FactorBasis.Exact)));
            }
        }

        return matches.ToEquatableArray();
    }

    /// <summary>
    /// The map from indices of one level to those of another; null when the pyramid is continuous, an offset is no
    /// small fraction, or the fractions do not fit into 64 bits.
    /// </summary>
    /// <param name="from">The level whose indices are mapped.</param>
    /// <param name="to">The level whose indices are wanted.</param>
    /// <exception cref="ArgumentOutOfRangeException">A discrete pyramid has no such level.</exception>
    public IndexMap? MapBetween(int from, int to)
    {
        if (Kind == PyramidKind.Continuous)
        {
            return null;
        }

        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(from, Levels.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(to);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(to, Levels.Count);
        try
        {
            return ToBase(Levels[from]) is { } first && ToBase(Levels[to]) is { } second
                ? first.Then(second.Inverse())
                : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static IndexMap? ToBase(LevelFactors level) => level.Offsets.Any(offset => offset is null)
        ? null
        : new IndexMap(level.Factors, level.Offsets.Select(offset => offset!.Value).ToEquatableArray());
}
