namespace OmeNgff.Ngff.Transformations;

/// <summary>Carries many points through one homogeneous matrix.</summary>
internal static class MatrixPoints
{
    /// <summary>Applies a matrix of M rows of N + 1 numbers to points of N coordinates that lie one after the other.</summary>
    public static void Apply(Matrix matrix, ReadOnlySpan<double> points, Span<double> results)
    {
        if (points.Overlaps(results, out var offset) && (offset != 0 || matrix.Rows != matrix.Columns - 1))
        {
            throw new ArgumentException("Points and results overlap.", nameof(results));
        }

        switch (matrix.Rows, matrix.Columns)
        {
            case (2, 3):
                Apply2(matrix.Values.AsSpan(), points, results);
                break;
            case (3, 4):
                Apply3(matrix.Values.AsSpan(), points, results);
                break;
            default:
                ApplyAny(matrix, points, results);
                break;
        }
    }

    private static void Apply2(ReadOnlySpan<double> m, ReadOnlySpan<double> points, Span<double> results)
    {
        var (a, b, c) = (m[0], m[1], m[2]);
        var (d, e, f) = (m[3], m[4], m[5]);
        for (var i = 0; i + 1 < points.Length && i + 1 < results.Length; i += 2)
        {
            var (y, x) = (points[i], points[i + 1]);
            results[i] = (a * y) + (b * x) + c;
            results[i + 1] = (d * y) + (e * x) + f;
        }
    }

    private static void Apply3(ReadOnlySpan<double> m, ReadOnlySpan<double> points, Span<double> results)
    {
        var (a, b, c, d) = (m[0], m[1], m[2], m[3]);
        var (e, f, g, h) = (m[4], m[5], m[6], m[7]);
        var (i, j, k, l) = (m[8], m[9], m[10], m[11]);
        for (var at = 0; at + 2 < points.Length && at + 2 < results.Length; at += 3)
        {
            var (z, y, x) = (points[at], points[at + 1], points[at + 2]);
            results[at] = (a * z) + (b * y) + (c * x) + d;
            results[at + 1] = (e * z) + (f * y) + (g * x) + h;
            results[at + 2] = (i * z) + (j * y) + (k * x) + l;
        }
    }

    private static void ApplyAny(Matrix matrix, ReadOnlySpan<double> points, Span<double> results)
    {
        var (rows, columns) = (matrix.Rows, matrix.Columns - 1);
        Span<double> point = stackalloc double[columns];
        for (var (from, to) = (0, 0); to < results.Length; from += columns, to += rows)
        {
            points.Slice(from, columns).CopyTo(point);
            for (var row = 0; row < rows; row++)
            {
                var numbers = matrix.Row(row);
                var sum = numbers[columns];
                for (var column = 0; column < columns; column++)
                {
                    sum += numbers[column] * point[column];
                }

                results[to + row] = sum;
            }
        }
    }
}
