using System.Diagnostics.CodeAnalysis;
using OmeNgff.Ngff.Axes;

namespace OmeNgff.Ngff.Transformations;

/// <summary>
/// Walks transformations backwards that leave axes out which are no places: a channel or a time that a map from an image to
/// an atlas drops. What is left of the map is inverted, and the dropped axes are put at 0.
/// </summary>
public static class TransformationRightInverse
{
    /// <summary>
    /// The transformation from the output to a point of the input that leads there: the inverse where there is one, else
    /// for a matrix that does not look at some axes of types other than <c>space</c>, and is square and regular without
    /// them, the inverse of the rest with these axes at 0. Forward after it is the identity; it after forward is so but for
    /// the free axes.
    /// </summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="inputAxes">The axes of its input.</param>
    /// <param name="inverse">What leads back, or null.</param>
    /// <param name="free">The input axes that it puts at 0, as indices.</param>
    /// <returns>False where there is none in closed form.</returns>
    public static bool TryInvertRight(
        this CoordinateTransformation transformation,
        EquatableArray<Axis> inputAxes,
        [NotNullWhen(true)] out CoordinateTransformation? inverse,
        out EquatableArray<int> free)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        free = [];
        if (transformation.TryInvert(out inverse) && LeadsBackTo(inputAxes.Count, transformation, inverse))
        {
            return true;
        }

        inverse = null;

        if ((transformation.InputRank ?? inputAxes.Count) != inputAxes.Count
            || transformation.ToMatrix(inputAxes.Count) is not { } matrix || matrix.Rows >= inputAxes.Count)
        {
            return false;
        }

        var dropped = Enumerable.Range(0, inputAxes.Count)
            .Where(axis => inputAxes[axis].Type != "space" && Ignores(matrix, axis)).ToList();
        var kept = Enumerable.Range(0, inputAxes.Count).Except(dropped).ToList();
        if (kept.Count != matrix.Rows || MatrixAlgebra.Invert(Matrix.Create(matrix.Rows, kept.Count + 1, (row, column) =>
            matrix[row, column < kept.Count ? kept[column] : matrix.Columns - 1])) is not { } back)
        {
            return false;
        }

        inverse = TransformationSimplification.OfMatrix(Matrix.Create(inputAxes.Count, matrix.Rows + 1, (row, column) =>
            kept.IndexOf(row) is >= 0 and var place ? back[place, column] : 0));
        free = dropped.ToEquatableArray();
        return true;
    }

    /// <summary>False where the inverse gives fewer axes than there were: a byDimension need not look at all of them.
    /// </summary>
    private static bool LeadsBackTo(
        int rank, CoordinateTransformation transformation, CoordinateTransformation inverse) =>
        transformation.OutputRank(rank) is { } output && inverse.OutputRank(output) == rank;

    private static bool Ignores(Matrix matrix, int column)
    {
        for (var row = 0; row < matrix.Rows; row++)
        {
            if (matrix[row, column] != 0)
            {
                return false;
            }
        }

        return true;
    }
}
