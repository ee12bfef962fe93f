namespace OmeNgff.Ngff.Transformations;

/// <summary>Inverses and determinants of the few rows that a coordinate transformation has.</summary>
internal static class MatrixAlgebra
{
    private const double Noise = 1.0 / (1L << 52);

    /// <summary>True when the rows of the leading square part have length 1 and are at right angles.</summary>
    public static bool IsOrthonormal(Matrix matrix, int rank, double tolerance)
    {
        for (var one = 0; one < rank; one++)
        {
            for (var other = one; other < rank; other++)
            {
                var product = 0.0;
                for (var column = 0; column < rank; column++)
                {
                    product += matrix[one, column] * matrix[other, column];
                }

                if (!(Math.Abs(product - (one == other ? 1 : 0)) <= tolerance))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The determinant of the leading square part.</summary>
    public static double Determinant(Matrix matrix, int rank) => Eliminate(matrix, rank, inverse: null);

    /// <summary>
    /// The inverse of a homogeneous matrix of N rows of N + 1 numbers, or null where it is singular or leaves the range
    /// of doubles.
    /// </summary>
    public static Matrix? Invert(Matrix matrix)
    {
        var rank = matrix.Rows;
        if (rank != matrix.Columns - 1)
        {
            return null;
        }

        var inverse = new double[rank, rank];
        if (Eliminate(matrix, rank, inverse) == 0)
        {
            return null;
        }

        // y = A·x + b, so x = A⁻¹·y − A⁻¹·b.
        var result = Matrix.Create(rank, rank + 1, (row, column) =>
        {
            if (column < rank)
            {
                return inverse[row, column];
            }

            var offset = 0.0;
            for (var inner = 0; inner < rank; inner++)
            {
                offset -= inverse[row, inner] * matrix[inner, rank];
            }

            return offset;
        });
        return result.Values.All(double.IsFinite) ? result : null;
    }

    // Gauss-Jordan with the largest pivot of each column.
    private static double Eliminate(Matrix matrix, int rank, double[,]? inverse)
    {
        var rows = new double[rank, rank];
        var scales = new double[rank];
        for (var row = 0; row < rank; row++)
        {
            scales[row] = matrix.Row(row)[..rank].ToArray().Max(Math.Abs);
            for (var column = 0; column < rank; column++)
            {
                rows[row, column] = matrix[row, column];
            }

            if (inverse is not null)
            {
                inverse[row, row] = 1;
            }
        }

        var determinant = 1.0;
        for (var column = 0; column < rank; column++)
        {
            var pivot = column;
            for (var row = column + 1; row < rank; row++)
            {
                pivot = Math.Abs(rows[row, column]) > Math.Abs(rows[pivot, column]) ? row : pivot;
            }

            // What is left of a singular matrix is the noise of its own numbers.
            if (!(Math.Abs(rows[pivot, column]) > rank * Noise * scales[pivot]))
            {
                return 0;
            }

            if (pivot != column)
            {
                Swap(rows, pivot, column);
                Swap(inverse, pivot, column);
                (scales[pivot], scales[column]) = (scales[column], scales[pivot]);
                determinant = -determinant;
            }

            var value = rows[column, column];
            determinant *= value;
            for (var row = 0; row < rank; row++)
            {
                if (row != column)
                {
                    Subtract(rows, inverse, row, column, rows[row, column] / value);
                }
            }

            Divide(rows, inverse, column, value);
        }

        // A product of small pivots may vanish where none of them does.
        return determinant == 0 ? double.Epsilon : determinant;
    }

    private static void Swap(double[,]? rows, int one, int other)
    {
        for (var column = 0; rows is not null && column < rows.GetLength(1); column++)
        {
            (rows[one, column], rows[other, column]) = (rows[other, column], rows[one, column]);
        }
    }

    private static void Subtract(double[,] rows, double[,]? inverse, int row, int pivot, double factor)
    {
        if (factor == 0)
        {
            return;
        }

        for (var column = 0; column < rows.GetLength(1); column++)
        {
            rows[row, column] -= factor * rows[pivot, column];
            if (inverse is not null)
            {
                inverse[row, column] -= factor * inverse[pivot, column];
            }
        }
    }

    private static void Divide(double[,] rows, double[,]? inverse, int row, double value)
    {
        for (var column = 0; column < rows.GetLength(1); column++)
        {
            rows[row, column] /= value;
            if (inverse is not null)
            {
                inverse[row, column] /= value;
            }
        }
    }
}
