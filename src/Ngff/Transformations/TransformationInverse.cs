using System.Diagnostics.CodeAnalysis;

namespace OmeNgff.Ngff.Transformations;

/// <summary>Inverts transformations where a closed form exists.</summary>
public static class TransformationInverse
{
    /// <summary>
    /// The transformation from the output back to the input: of identity, translation, mapAxis and rotation always, of
    /// a scale without zeros, of a square affine that is not singular, of a bijection, and of sequences and byDimension
    /// of such (a byDimension is taken to have no other inputs than those it names). Input and output change places; the name and other members are left out, for they are of the forward
    /// one.
    /// </summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="inverse">The inverse, or null.</param>
    /// <returns>False where no closed form exists, or the parameters lie in an array.</returns>
    public static bool TryInvert(
        this CoordinateTransformation transformation, [NotNullWhen(true)] out CoordinateTransformation? inverse)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        inverse = Inverse(transformation)?.Between(transformation.Output, transformation.Input);
        return inverse is not null;
    }

    private static CoordinateTransformation? Inverse(CoordinateTransformation transformation)
    {
        switch (transformation)
        {
            case IdentityTransformation:
                return new IdentityTransformation();
            case ScaleTransformation { Scale: var scale }:
                var factors = scale.Select(factor => 1 / factor).ToEquatableArray();
                return factors.All(double.IsFinite) ? new ScaleTransformation(factors) : null;
            case TranslationTransformation { Translation: var translation }:
                // From 0, so that none becomes a 0 with a sign.
                return new TranslationTransformation(translation.Select(offset => 0 - offset).ToEquatableArray());
            case MapAxisTransformation { MapAxis: var map }:
                var back = new int[map.Count];
                for (var axis = 0; axis < back.Length; axis++)
                {
                    back[map[axis]] = axis;
                }

                return new MapAxisTransformation(back.ToEquatableArray());
            case AffineTransformation { Affine: { } matrix }:
                return MatrixAlgebra.Invert(matrix) is { } inverted ? new AffineTransformation(inverted) : null;
            case RotationTransformation { Rotation: { } matrix }:
                return OfRotation(matrix);
            case SequenceTransformation { Transformations: var parts }:
                var inverses = parts.Reverse().Select(Inverse).ToList();
                return inverses.Contains(null)
                    ? null
                    : new SequenceTransformation(inverses.OfType<CoordinateTransformation>().ToEquatableArray());
            case ByDimensionTransformation { Transformations: var parts }:
                return OfDimensions(parts);
            case BijectionTransformation { Forward: var forward, Inverse: var inverse }:
                return new BijectionTransformation(inverse.Between(null, null), forward.Between(null, null));
            default:
                return null;
        }
    }

    // Only what is a rotation, and not merely called one, is inverted by its transpose.
    private static CoordinateTransformation? OfRotation(Matrix matrix)
    {
        if (MatrixAlgebra.IsOrthonormal(matrix, matrix.Rows, TransformationSimplification.OrthonormalTolerance))
        {
            return new RotationTransformation(
                Matrix.Create(matrix.Columns, matrix.Rows, (row, column) => matrix[column, row]));
        }

        return new RotationTransformation(matrix).ToMatrix(matrix.Columns) is { } whole
            && MatrixAlgebra.Invert(whole) is { } inverse
            ? new AffineTransformation(inverse)
            : null;
    }

    private static ByDimensionTransformation? OfDimensions(EquatableArray<DimensionsTransformation> parts)
    {
        if (!TransformationReversal.UsesEveryInputOnce(parts))
        {
            return null;
        }

        var inverses = new List<DimensionsTransformation>();
        foreach (var part in parts)
        {
            if (part.InputAxes.Count != part.OutputAxes.Count || Inverse(part.Transformation) is not { } inverse)
            {
                return null;
            }

            inverses.Add(new DimensionsTransformation(inverse, part.OutputAxes, part.InputAxes));
        }

        return new ByDimensionTransformation(inverses.ToEquatableArray());
    }
}
