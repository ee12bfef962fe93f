using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Pyramids;

/// <summary>
/// A level that is defined by where it lies on the index grid of a base level, <c>base = factor · index + offset</c>
/// per axis, rather than by physical numbers: correcting the base corrects it too.
/// </summary>
/// <param name="Factors">The factor per axis, in the order of the axes, all above 0.</param>
/// <param name="Offset">The base index of the level's pixel 0 per axis.</param>
public sealed record DerivedLevel(EquatableArray<Rational> Factors, EquatableArray<Rational> Offset)
{
    /// <summary>A level whose pixels each cover whole base pixels: the offset is (factor − 1)/2.</summary>
    /// <param name="factors">The factor per axis.</param>
    /// <exception cref="OverflowException">An offset does not fit.</exception>
    public static DerivedLevel Binned(EquatableArray<Rational> factors) => new(
        factors, factors.Select(factor => (factor - Rational.One) / 2).ToEquatableArray());

    /// <summary>A level that takes every n-th base pixel, the first one first: the offset is 0.</summary>
    /// <param name="factors">The factor per axis.</param>
    public static DerivedLevel Strided(EquatableArray<Rational> factors) => new(
        factors, factors.Select(_ => Rational.Zero).ToEquatableArray());

    /// <summary>Checks the definition.</summary>
    /// <param name="rank">The number of axes of the base.</param>
    /// <param name="pointer">JSON Pointer of the definition.</param>
    /// <exception cref="NgffException">
    /// <c>derivation-rank-mismatch</c>: there are not as many factors or offsets as axes;
    /// <c>derivation-factor-invalid</c>: a factor is not above 0.
    /// </exception>
    public void Check(int rank, string pointer = "")
    {
        if (Factors.Count != rank)
        {
            throw Rules.DerivationRankMismatch.Refusal(
                $"{pointer}/factors", $"{Factors.Count} factors do not fit {rank} axes.");
        }

        if (Offset.Count != rank)
        {
            throw Rules.DerivationRankMismatch.Refusal(
                $"{pointer}/offset", $"{Offset.Count} offsets do not fit {rank} axes.");
        }

        for (var axis = 0; axis < rank; axis++)
        {
            if (Factors[axis] <= Rational.Zero)
            {
                throw Rules.DerivationFactor.Refusal(
                    $"{pointer}/factors/{axis}", $"The factor {Factors[axis]} is not above 0.");
            }
        }
    }

    /// <summary>
    /// The level's transformation: for a base with scale s and translation t it scales by s · factor (the nearest
    /// double) and translates by s · offset + t.
    /// </summary>
    /// <param name="base">Base index to intrinsic space; whatever is no scale and translation is composed.</param>
    /// <param name="rank">The number of axes.</param>
    /// <exception cref="ArgumentException">The base transformation has another rank.</exception>
    /// <exception cref="NgffException">
    /// What <see cref="Check"/> throws, or <c>transformation-overflow</c>: a number leaves the range of doubles.
    /// </exception>
    public CoordinateTransformation TransformationFrom(CoordinateTransformation @base, int rank)
    {
        ArgumentNullException.ThrowIfNull(@base);
        Check(rank);
        if (@base.AsScaleAndTranslation(rank) is not var (baseScale, baseTranslation))
        {
            return TransformationComposition.FromScaleAndTranslation(
                Factors.Select(factor => factor.ToDouble()).ToEquatableArray(),
                Offset.Select(offset => offset.ToDouble()).ToEquatableArray()).Then(@base, rank);
        }

        var scale = new double[rank];
        var translation = new double[rank];
        for (var axis = 0; axis < rank; axis++)
        {
            scale[axis] = Factors[axis].Multiply(baseScale[axis]);
            translation[axis] = Offset[axis] == Rational.Zero
                ? baseTranslation[axis]
                : Offset[axis].Multiply(baseScale[axis]) + baseTranslation[axis];
            if (!double.IsFinite(scale[axis]) || scale[axis] == 0 || !double.IsFinite(translation[axis]))
            {
                throw Rules.TransformationOverflow.Refusal(
                    "", "The derived transformation leaves the range of double precision.");
            }
        }

        return TransformationComposition.FromScaleAndTranslation(scale.ToEquatableArray(), translation.ToEquatableArray());
    }
}
