using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Transformations;

/// <summary>Carries boxes through transformations.</summary>
public static class TransformationBoxes
{
    /// <summary>
    /// The smallest box with sides along the axes that holds a transformed box: exact where the sides stay along axes,
    /// else the hull of the transformed corners. An edge may be infinite, which leaves the axes that depend on it
    /// unbounded.
    /// </summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="min">The least coordinate per axis of the input.</param>
    /// <param name="max">The greatest coordinate per axis of the input.</param>
    /// <returns>The least and the greatest coordinate per axis of the output.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    /// <exception cref="NgffException">
    /// <c>transformation-needs-array</c>: the matrix or the field lies in an array.
    /// </exception>
    public static (EquatableArray<double> Min, EquatableArray<double> Max) TransformBox(
        this CoordinateTransformation transformation, ReadOnlySpan<double> min, ReadOnlySpan<double> max)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        if (min.Length != max.Length)
        {
            throw new ArgumentException($"The box has {min.Length} minima and {max.Length} maxima.", nameof(max));
        }

        if (transformation is BijectionTransformation { Forward: var forward })
        {
            return forward.TransformBox(min, max);
        }

        if (transformation.ToMatrix(min.Length) is { } matrix)
        {
            return Transform(matrix, min, max);
        }

        if (transformation is ByDimensionTransformation { Transformations: var dimensions })
        {
            return Transform(dimensions, min, max);
        }

        if (transformation is not SequenceTransformation { Transformations: var parts })
        {
            throw TransformationPoints.NeedsArray(transformation);
        }

        var box = (Min: EquatableArray.Create(min), Max: EquatableArray.Create(max));
        foreach (var part in parts.AsSpan())
        {
            box = part.TransformBox(box.Min.AsSpan(), box.Max.AsSpan());
        }

        return box;
    }

    private static (EquatableArray<double> Min, EquatableArray<double> Max) Transform(
        EquatableArray<DimensionsTransformation> parts, ReadOnlySpan<double> min, ReadOnlySpan<double> max)
    {
        var low = new double[parts.Sum(part => part.OutputAxes.Count)];
        var high = new double[low.Length];
        foreach (var part in parts)
        {
            var (from, to) = (new double[part.InputAxes.Count], new double[part.InputAxes.Count]);
            for (var axis = 0; axis < from.Length; axis++)
            {
                (from[axis], to[axis]) = (min[part.InputAxes[axis]], max[part.InputAxes[axis]]);
            }

            var box = part.Transformation.TransformBox(from, to);
            for (var axis = 0; axis < part.OutputAxes.Count; axis++)
            {
                (low[part.OutputAxes[axis]], high[part.OutputAxes[axis]]) = (box.Min[axis], box.Max[axis]);
            }
        }

        return (EquatableArray.Own(low), EquatableArray.Own(high));
    }

    // A linear function over a box is least where each of its terms is.
    private static (EquatableArray<double> Min, EquatableArray<double> Max) Transform(
        Matrix matrix, ReadOnlySpan<double> min, ReadOnlySpan<double> max)
    {
        var low = new double[matrix.Rows];
        var high = new double[matrix.Rows];
        for (var row = 0; row < matrix.Rows; row++)
        {
            for (var column = 0; column < min.Length; column++)
            {
                var factor = matrix[row, column];
                if (factor == 0)
                {
                    continue;
                }

                low[row] += factor * (factor > 0 ? min[column] : max[column]);
                high[row] += factor * (factor > 0 ? max[column] : min[column]);
            }

            low[row] += matrix[row, matrix.Columns - 1];
            high[row] += matrix[row, matrix.Columns - 1];

            // Edges beyond all numbers on both sides: nothing is known but that it is somewhere.
            low[row] = double.IsNaN(low[row]) ? double.NegativeInfinity : low[row];
            high[row] = double.IsNaN(high[row]) ? double.PositiveInfinity : high[row];
        }

        return (EquatableArray.Own(low), EquatableArray.Own(high));
    }
}
