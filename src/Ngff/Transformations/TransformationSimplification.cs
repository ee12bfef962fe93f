namespace OmeNgff.Ngff.Transformations;

/// <summary>Brings transformations that do the same to one form, the smallest.</summary>
public static class TransformationSimplification
{
    // Rotations are written with the numbers that the matrix has, so this decides only what they are called.
    internal const double OrthonormalTolerance = 1e-9;

    /// <summary>
    /// The smallest form that does the same. Whatever is a matrix becomes, in this order: the identity; a scale, a
    /// translation, a mapAxis, a projectAxis or a rotation; a sequence of one of these and a translation; a sequence of
    /// mapAxis, scale and translation; an affine. Sequences lose their nesting and what does nothing; what is no matrix
    /// (vector fields, bijections, parameters in arrays) stays where it is. Name, ends and other members of the
    /// outermost transformation stay; those of its parts stay with the parts that do.
    /// </summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="inputRank">The number of axes of the input.</param>
    /// <exception cref="ArgumentException">The transformation has another number of axes.</exception>
    public static CoordinateTransformation Simplify(this CoordinateTransformation transformation, int inputRank)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        var simple = transformation.ToMatrix(inputRank) is { } matrix
            ? OfMatrix(matrix)
            : OfParts(transformation, inputRank);
        return ReferenceEquals(simple, transformation)
            ? transformation
            : simple with
            {
                Name = transformation.Name ?? simple.Name,
                Input = transformation.Input,
                Output = transformation.Output,
                Other = transformation.Other ?? simple.Other,
            };
    }

    /// <summary>The smallest transformation with this homogeneous matrix (M rows of N + 1 numbers).</summary>
    public static CoordinateTransformation OfMatrix(Matrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var offset = Enumerable.Range(0, matrix.Rows).Select(row => matrix[row, matrix.Columns - 1]).ToEquatableArray();
        var translation = offset.AsSpan().ContainsAnyExcept(0.0) ? new TranslationTransformation(offset) : null;
        var linear = OfLinear(matrix);
        if (linear is null)
        {
            return new AffineTransformation(matrix);
        }

        List<CoordinateTransformation> parts = [.. linear];
        if (translation is not null)
        {
            parts.Add(translation);
        }

        return parts switch
        {
            [] => new IdentityTransformation(),
            [var only] => only,
            _ => new SequenceTransformation(parts.ToEquatableArray()),
        };
    }

    /// <summary>The parts that do what a matrix does but for its offset, or null where only an affine does.</summary>
    private static IReadOnlyList<CoordinateTransformation>? OfLinear(Matrix matrix)
    {
        var (rows, columns) = (matrix.Rows, matrix.Columns - 1);
        var sources = new int[rows];
        var factors = new double[rows];
        var isMonomial = true;
        for (var row = 0; row < rows && isMonomial; row++)
        {
            sources[row] = -1;
            for (var column = 0; column < columns; column++)
            {
                if (matrix[row, column] == 0)
                {
                    continue;
                }

                isMonomial &= sources[row] < 0;
                (sources[row], factors[row]) = (column, matrix[row, column]);
            }
        }

        if (rows == columns && isMonomial && !sources.Contains(-1) && sources.Distinct().Count() == rows)
        {
            return OfPermutation(matrix, sources, factors);
        }

        if (isMonomial && IsProjection(sources, factors))
        {
            var dropped = Enumerable.Range(0, columns).Except(sources).ToEquatableArray();
            var created = Enumerable.Range(0, rows).Where(row => sources[row] < 0).ToEquatableArray();
            return [new ProjectAxisTransformation(dropped, created)];
        }

        return IsRotation(matrix) ? [Rotation(matrix)] : null;
    }

    private static IReadOnlyList<CoordinateTransformation> OfPermutation(Matrix matrix, int[] sources, double[] factors)
    {
        var scale = factors.AsSpan().ContainsAnyExcept(1.0)
            ? new ScaleTransformation(factors.ToEquatableArray())
            : null;
        if (sources.Select((source, row) => source == row).All(isInPlace => isInPlace))
        {
            return scale is null ? [] : [scale];
        }

        var map = new MapAxisTransformation(sources.ToEquatableArray());
        return scale is null ? [map] : IsRotation(matrix) ? [Rotation(matrix)] : [map, scale];
    }

    // Axes that stay keep their order; what else there is has coordinate 0.
    private static bool IsProjection(int[] sources, double[] factors)
    {
        var last = -1;
        for (var row = 0; row < sources.Length; row++)
        {
            if (sources[row] < 0)
            {
                continue;
            }

            if (sources[row] <= last || factors[row] != 1)
            {
                return false;
            }

            last = sources[row];
        }

        return true;
    }

    private static RotationTransformation Rotation(Matrix matrix) =>
        new(Matrix.Create(matrix.Rows, matrix.Rows, (row, column) => matrix[row, column]));

    private static bool IsRotation(Matrix matrix)
    {
        var rank = matrix.Rows;
        return rank == matrix.Columns - 1
            && MatrixAlgebra.IsOrthonormal(matrix, rank, OrthonormalTolerance)
            && MatrixAlgebra.Determinant(matrix, rank) > 0;
    }

    private static CoordinateTransformation OfParts(CoordinateTransformation transformation, int inputRank)
    {
        switch (transformation)
        {
            case SequenceTransformation { Transformations: var parts }:
                return OfSequence(parts, inputRank);
            case ByDimensionTransformation { Transformations: var parts }:
                var byDimension = new ByDimensionTransformation(parts.Select(part => part with
                {
                    Transformation = part.Transformation.Simplify(part.InputAxes.Count),
                }).ToEquatableArray());
                return byDimension.ToMatrix(inputRank) is { } matrix ? OfMatrix(matrix) : byDimension;
            case BijectionTransformation { Forward: var forward, Inverse: var inverse }:
                var bijection = new BijectionTransformation(
                    forward.Simplify(inputRank), inverse.Simplify(forward.OutputRank(inputRank) ?? inputRank));
                return bijection.IsIdentity() ? new IdentityTransformation() : bijection;
            default:
                return transformation;
        }
    }

    private static CoordinateTransformation OfSequence(
        EquatableArray<CoordinateTransformation> parts, int inputRank)
    {
        var simple = new List<CoordinateTransformation>();
        Matrix? run = null;
        int? rank = inputRank;
        foreach (var part in Flatten(parts))
        {
            var small = rank is { } axes ? part.Simplify(axes) : part;
            if (rank is { } known && small.ToMatrix(known) is { } matrix)
            {
                run = run?.Then(matrix) ?? matrix;
            }
            else
            {
                EndRun();
                simple.Add(small);
            }

            rank = rank is { } before ? part.OutputRank(before) : null;
        }

        EndRun();
        return simple switch
        {
            [] => new IdentityTransformation(),
            [var only] => only,
            _ => new SequenceTransformation(simple.ToEquatableArray()),
        };

        void EndRun()
        {
            if (run is not null)
            {
                simple.AddRange(OfMatrix(run) switch
                {
                    IdentityTransformation => [],
                    SequenceTransformation sequence => sequence.Transformations,
                    var one => [one],
                });
                run = null;
            }
        }
    }

    private static IEnumerable<CoordinateTransformation> Flatten(EquatableArray<CoordinateTransformation> parts) =>
        parts.SelectMany(part => part is SequenceTransformation inner ? Flatten(inner.Transformations) : [part]);
}
