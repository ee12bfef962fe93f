using System.Runtime.InteropServices;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Transformations;

/// <summary>Applies and composes transformations of points.</summary>
public static class TransformationAlgebra
{
    /// <summary>
    /// True when the transformation leaves every point where it is, to the last bit: it is the identity, a scale of
    /// ones, a translation of zeros, or a sequence of such.
    /// </summary>
    public static bool IsIdentity(this CoordinateTransformation transformation) => transformation switch
    {
        IdentityTransformation => true,
        ScaleTransformation scale => scale.Scale.All(factor => factor == 1),
        TranslationTransformation translation => translation.Translation.All(offset => offset == 0),
        SequenceTransformation sequence => sequence.Transformations.All(IsIdentity),
        _ => false,
    };

    /// <summary>
    /// Carries a point from the input to the output. <paramref name="result"/> may be the same memory as
    /// <paramref name="point"/>.
    /// </summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="point">One coordinate per axis of the input.</param>
    /// <param name="result">Takes one coordinate per axis of the output.</param>
    /// <exception cref="ArgumentException">A length is not the transformation's rank.</exception>
    public static void ApplyTo(
        this CoordinateTransformation transformation, ReadOnlySpan<double> point, Span<double> result)
    {
        CheckRank(transformation, point.Length);
        if (result.Length != point.Length)
        {
            throw new ArgumentException("The result has as many coordinates as the point.", nameof(result));
        }

        switch (transformation)
        {
            case IdentityTransformation:
                point.CopyTo(result);
                break;
            case ScaleTransformation { Scale: var scale }:
                for (var axis = 0; axis < result.Length; axis++)
                {
                    result[axis] = point[axis] * scale[axis];
                }

                break;
            case TranslationTransformation { Translation: var translation }:
                for (var axis = 0; axis < result.Length; axis++)
                {
                    result[axis] = point[axis] + translation[axis];
                }

                break;
            case SequenceTransformation sequence:
                point.CopyTo(result);
                foreach (var part in sequence.Transformations.AsSpan())
                {
                    part.ApplyTo(result, result);
                }

                break;
            default:
                throw Unknown(transformation);
        }
    }

    /// <summary>The one scale and the translation after it that do the same as the transformation.</summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="rank">The number of axes, which an identity does not say.</param>
    /// <returns>One factor and one offset per axis; ones and zeros where nothing happens.</returns>
    /// <exception cref="ArgumentException">The transformation has another rank.</exception>
    public static (EquatableArray<double> Scale, EquatableArray<double> Translation) AsScaleAndTranslation(
        this CoordinateTransformation transformation, int rank)
    {
        var scale = new double[rank];
        var translation = new double[rank];
        Array.Fill(scale, 1);
        Accumulate(transformation, scale, translation);
        return (Own(scale), Own(translation));
    }

    /// <summary>
    /// The composition: first this transformation, then <paramref name="next"/>, in the simplest form (identity, scale,
    /// translation, or a sequence of a scale and a translation). Where one of them is an identity, the result is the
    /// other, with the same bits.
    /// </summary>
    /// <param name="first">What is applied first.</param>
    /// <param name="next">What is applied to the result.</param>
    /// <param name="rank">The number of axes.</param>
    /// <exception cref="ArgumentException">A transformation has another rank.</exception>
    /// <exception cref="NgffException">A parameter of the composition is no finite number or a factor is 0.</exception>
    public static CoordinateTransformation Then(
        this CoordinateTransformation first, CoordinateTransformation next, int rank)
    {
        CheckRank(first, rank);
        CheckRank(next, rank);
        if (next.IsIdentity())
        {
            return Ends(first, first.Input ?? next.Input, next.Output ?? first.Output);
        }

        if (first.IsIdentity())
        {
            return Ends(next, first.Input ?? next.Input, next.Output);
        }

        var scale = new double[rank];
        var translation = new double[rank];
        Array.Fill(scale, 1);
        Accumulate(first, scale, translation);
        Accumulate(next, scale, translation);
        if (scale.Any(factor => !double.IsFinite(factor) || factor == 0) ||
            translation.Any(offset => !double.IsFinite(offset)))
        {
            throw Rules.TransformationOverflow.Refusal(
                "", "The composition of the transformations leaves the range of double precision.");
        }

        return Ends(FromScaleAndTranslation(Own(scale), Own(translation)), first.Input, next.Output);
    }

    /// <summary>The simplest transformation that scales and then translates.</summary>
    /// <param name="scale">One factor per axis.</param>
    /// <param name="translation">One offset per axis.</param>
    public static CoordinateTransformation FromScaleAndTranslation(
        EquatableArray<double> scale, EquatableArray<double> translation)
    {
        var scales = scale.Any(factor => factor != 1);
        if (translation.All(offset => offset == 0))
        {
            return scales ? new ScaleTransformation(scale) : new IdentityTransformation();
        }

        var last = new TranslationTransformation(translation);
        return scales ? new SequenceTransformation([new ScaleTransformation(scale), last]) : last;
    }

    private static CoordinateTransformation Ends(CoordinateTransformation whole, string? input, string? output) =>
        whole.Input == input && whole.Output == output ? whole : whole with { Input = input, Output = output };

    private static void Accumulate(CoordinateTransformation transformation, double[] scale, double[] translation)
    {
        CheckRank(transformation, scale.Length);
        switch (transformation)
        {
            case IdentityTransformation:
                break;
            case ScaleTransformation { Scale: var factors }:
                for (var axis = 0; axis < scale.Length; axis++)
                {
                    scale[axis] *= factors[axis];
                    translation[axis] *= factors[axis];
                }

                break;
            case TranslationTransformation { Translation: var offsets }:
                for (var axis = 0; axis < scale.Length; axis++)
                {
                    // 0 + -0 would lose the sign.
                    translation[axis] = translation[axis] == 0 ? offsets[axis] : translation[axis] + offsets[axis];
                }

                break;
            case SequenceTransformation sequence:
                foreach (var part in sequence.Transformations.AsSpan())
                {
                    Accumulate(part, scale, translation);
                }

                break;
            default:
                throw Unknown(transformation);
        }
    }

    private static void CheckRank(CoordinateTransformation transformation, int rank)
    {
        if (transformation.Rank is { } own && own != rank)
        {
            throw new ArgumentException(
                $"The {transformation.Type} has {own} parameters where {rank} axes are.", nameof(rank));
        }
    }

    private static EquatableArray<double> Own(double[] values) =>
        new(ImmutableCollectionsMarshal.AsImmutableArray(values));

    private static NotSupportedException Unknown(CoordinateTransformation transformation) =>
        new($"{transformation.GetType().Name} is no scale, translation, identity or sequence.");
}
