using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Transformations;

/// <summary>Composes transformations, and says them as one scale and one translation.</summary>
public static class TransformationComposition
{
    /// <summary>
    /// The composition: first this transformation, then <paramref name="next"/>, in the simplest form that
    /// <see cref="TransformationSimplification.Simplify"/> finds. Where one of them is an identity, the result is the
    /// other, with the same bits.
    /// </summary>
    /// <param name="first">What is applied first.</param>
    /// <param name="next">What is applied to the result.</param>
    /// <param name="inputRank">The number of axes of the first one's input.</param>
    /// <exception cref="ArgumentException">The numbers of axes do not fit.</exception>
    /// <exception cref="NgffException">
    /// <c>transformation-overflow</c>: a parameter of the composition is no finite number, or a factor that was not 0
    /// has become 0.
    /// </exception>
    public static CoordinateTransformation Then(
        this CoordinateTransformation first, CoordinateTransformation next, int inputRank)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(next);
        TransformationPoints.CheckInput(first, inputRank);
        if (first.OutputRank(inputRank) is { } between)
        {
            TransformationPoints.CheckInput(next, between);
        }

        if (next.IsIdentity())
        {
            return first.Between(first.Input ?? next.Input, next.Output ?? first.Output);
        }

        if (first.IsIdentity())
        {
            return next.Between(first.Input ?? next.Input, next.Output);
        }

        var whole = new SequenceTransformation([Inner(first), Inner(next)]).Simplify(inputRank);
        return LeavesRange(first, next, whole, inputRank)
            ? throw Rules.TransformationOverflow.Refusal(
                "", "The composition of the transformations leaves the range of double precision.")
            : whole.Between(first.Input, next.Output);
    }

    /// <summary>The one scale and the translation after it that do the same as the transformation.</summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="rank">The number of axes, which an identity does not say.</param>
    /// <returns>
    /// One factor and one offset per axis, ones and zeros where nothing happens; or null where the transformation does
    /// something else.
    /// </returns>
    /// <exception cref="ArgumentException">The transformation has another number of axes.</exception>
    public static (EquatableArray<double> Scale, EquatableArray<double> Translation)? AsScaleAndTranslation(
        this CoordinateTransformation transformation, int rank)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        switch (transformation)
        {
            // What most levels have, without a matrix.
            case ScaleTransformation { Scale: var own } when own.Count == rank:
                return (own, EquatableArray.Own(new double[rank]));
            case SequenceTransformation
            {
                Transformations: [ScaleTransformation { Scale: var own }, TranslationTransformation { Translation: var offset }],
            } when own.Count == rank && offset.Count == rank:
                return (own, offset);
        }

        if (transformation.ToMatrix(rank) is not { } matrix || matrix.Rows != rank)
        {
            return null;
        }

        var scale = new double[rank];
        var translation = new double[rank];
        for (var row = 0; row < rank; row++)
        {
            for (var column = 0; column < rank; column++)
            {
                if (column != row && matrix[row, column] != 0)
                {
                    return null;
                }
            }

            scale[row] = matrix[row, row];
            translation[row] = matrix[row, rank];
        }

        return (EquatableArray.Own(scale), EquatableArray.Own(translation));
    }

    /// <summary>The simplest transformation that scales and then translates.</summary>
    /// <param name="scale">One factor per axis.</param>
    /// <param name="translation">One offset per axis.</param>
    public static CoordinateTransformation FromScaleAndTranslation(
        EquatableArray<double> scale, EquatableArray<double> translation)
    {
        var scales = scale.AsSpan().ContainsAnyExcept(1.0);
        if (!translation.AsSpan().ContainsAnyExcept(0.0))
        {
            return scales ? new ScaleTransformation(scale) : new IdentityTransformation();
        }

        var last = new TranslationTransformation(translation);
        return scales ? new SequenceTransformation([new ScaleTransformation(scale), last]) : last;
    }

    private static bool LeavesRange(
        CoordinateTransformation first, CoordinateTransformation next, CoordinateTransformation whole, int inputRank)
    {
        if (whole.ToMatrix(inputRank) is { } product && !product.Values.All(double.IsFinite))
        {
            return true;
        }

        return first.ToMatrix(inputRank) is { } one && next.ToMatrix(one.Rows) is { } other && Vanishes(one, other);
    }

    // A product of two numbers that are not 0 is none either, unless it is too small.
    private static bool Vanishes(Matrix first, Matrix next)
    {
        for (var inner = 0; inner < first.Rows; inner++)
        {
            for (var row = 0; row < next.Rows; row++)
            {
                for (var column = 0; column < first.Columns - 1; column++)
                {
                    if (next[row, inner] != 0 && first[inner, column] != 0 && next[row, inner] * first[inner, column] == 0)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    // A part of a sequence has no ends of its own.
    private static CoordinateTransformation Inner(CoordinateTransformation part) => part.Between(null, null);
}
