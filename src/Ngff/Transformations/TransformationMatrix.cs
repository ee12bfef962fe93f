namespace OmeNgff.Ngff.Transformations;

/// <summary>Transformations as homogeneous matrices.</summary>
public static class TransformationMatrix
{
    /// <summary>
    /// The transformation as the upper rows of a homogeneous matrix: M rows of N + 1 numbers, the last column the
    /// offset. Null where there is none at hand: vector fields, matrices that lie in arrays, and bijections, whose
    /// inverse a matrix would not say.
    /// </summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="inputRank">The number of axes of the input, N.</param>
    /// <exception cref="ArgumentException">The transformation has another number of axes.</exception>
    public static Matrix? ToMatrix(this CoordinateTransformation transformation, int inputRank)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        TransformationPoints.CheckInput(transformation, inputRank);
        switch (transformation)
        {
            case IdentityTransformation:
                return Diagonal(inputRank, _ => 1, _ => 0);
            case ScaleTransformation { Scale: var scale }:
                return Diagonal(inputRank, axis => scale[axis], _ => 0);
            case TranslationTransformation { Translation: var translation }:
                return Diagonal(inputRank, _ => 1, axis => translation[axis]);
            case MapAxisTransformation { MapAxis: var map }:
                return Matrix.Create(map.Count, inputRank + 1, (row, column) => column == map[row] ? 1 : 0);
            case ProjectAxisTransformation project:
                return OfProjection(project, inputRank);
            case AffineTransformation { Affine: var matrix }:
                return matrix;
            case RotationTransformation { Rotation: { } matrix }:
                return Matrix.Create(
                    matrix.Rows, inputRank + 1, (row, column) => column < inputRank ? matrix[row, column] : 0);
            case SequenceTransformation { Transformations: var parts }:
                return OfSequence(parts, inputRank);
            case ByDimensionTransformation { Transformations: var parts }:
                return OfDimensions(parts, inputRank);
            default:
                return null;
        }
    }

    /// <summary>The same where only the way from the input to the output matters: a bijection is what leads forward.
    /// </summary>
    /// <inheritdoc cref="ToMatrix"/>
    public static Matrix? ToForwardMatrix(this CoordinateTransformation transformation, int inputRank)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        return transformation.ToMatrix(inputRank) ?? Forward(transformation).ToMatrix(inputRank);
    }

    /// <summary>The matrix that does first <paramref name="first"/>, then <paramref name="next"/>.</summary>
    /// <exception cref="ArgumentException">The number of axes between them differs.</exception>
    public static Matrix Then(this Matrix first, Matrix next)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(next);
        if (first.Rows != next.Columns - 1)
        {
            throw new ArgumentException($"There are {first.Rows} axes before and {next.Columns - 1} after.", nameof(next));
        }

        return Matrix.Create(next.Rows, first.Columns, (row, column) =>
        {
            var sum = 0.0;
            for (var inner = 0; inner < first.Rows; inner++)
            {
                // Zeros of one matrix meet anything in the other, and 0 × ∞ would spoil the sum.
                if (next[row, inner] != 0 && first[inner, column] != 0)
                {
                    sum += next[row, inner] * first[inner, column];
                }
            }

            // 0 + -0 would lose the sign.
            var offset = column == first.Columns - 1 ? next[row, next.Columns - 1] : 0;
            return sum == 0 ? offset : sum + offset;
        });
    }

    private static CoordinateTransformation Forward(CoordinateTransformation transformation) => transformation switch
    {
        BijectionTransformation { Forward: var forward } => Forward(forward),
        SequenceTransformation { Transformations: var parts } =>
            new SequenceTransformation(parts.Select(Forward).ToEquatableArray()),
        ByDimensionTransformation { Transformations: var parts } => new ByDimensionTransformation(
            parts.Select(part => part with { Transformation = Forward(part.Transformation) }).ToEquatableArray()),
        _ => transformation,
    };

    private static Matrix Diagonal(int rank, Func<int, double> factor, Func<int, double> offset) =>
        Matrix.Create(rank, rank + 1, (row, column) => column == rank ? offset(row) : column == row ? factor(row) : 0);

    private static Matrix OfProjection(ProjectAxisTransformation project, int inputRank)
    {
        var kept = Enumerable.Range(0, inputRank).Where(axis => !project.DroppedInputs.Contains(axis)).ToList();
        var rank = project.OutputRank(inputRank)!.Value;
        var sources = new int[rank];
        for (var (output, next) = (0, 0); output < rank; output++)
        {
            sources[output] = project.CreatedOutputs.Contains(output) ? -1 : kept[next++];
        }

        return Matrix.Create(rank, inputRank + 1, (row, column) => column == sources[row] ? 1 : 0);
    }

    private static Matrix? OfSequence(EquatableArray<CoordinateTransformation> parts, int inputRank)
    {
        Matrix? whole = null;
        foreach (var part in parts.AsSpan())
        {
            if (part.ToMatrix(whole?.Rows ?? inputRank) is not { } next)
            {
                return null;
            }

            whole = whole?.Then(next) ?? next;
        }

        return whole;
    }

    private static Matrix? OfDimensions(EquatableArray<DimensionsTransformation> parts, int inputRank)
    {
        var rank = parts.Sum(part => part.OutputAxes.Count);
        var columns = inputRank + 1;
        var values = new double[rank * columns];
        foreach (var part in parts.AsSpan())
        {
            if (part.Transformation.ToMatrix(part.InputAxes.Count) is not { } matrix)
            {
                return null;
            }

            for (var row = 0; row < matrix.Rows; row++)
            {
                var start = part.OutputAxes[row] * columns;
                for (var column = 0; column < matrix.Columns - 1; column++)
                {
                    values[start + part.InputAxes[column]] += matrix[row, column];
                }

                values[start + inputRank] = matrix[row, matrix.Columns - 1];
            }
        }

        return Matrix.Own(rank, columns, values);
    }
}
