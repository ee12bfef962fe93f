using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.AlignmentFiles;

/// <summary>
/// The transformations of ITK, which elastix takes over, as matrices. All but translations have a centre c and are
/// T(x) = M·(x − c) + c + t (ITK Software Guide, "Geometry transforms"; elastix manual, "Transformation models").
/// </summary>
internal static class CentredTransforms
{
    /// <summary>The matrix of M, c and t.</summary>
    /// <param name="linear">M.</param>
    /// <param name="centre">c.</param>
    /// <param name="translation">t.</param>
    public static Matrix Of(Matrix linear, ReadOnlySpan<double> centre, ReadOnlySpan<double> translation)
    {
        var (rank, c, t) = (linear.Rows, centre.ToArray(), translation.ToArray());
        return Matrix.Create(rank, rank + 1, (row, column) =>
        {
            if (column < rank)
            {
                return linear[row, column];
            }

            // The centre counts for nothing, to the last bit, where it is not moved.
            var moved = 0.0;
            for (var inner = 0; inner < rank; inner++)
            {
                moved += linear[row, inner] * c[inner];
            }

            return t[row] + (c[row] - moved);
        });
    }

    /// <summary>A turn of two axes, x to y, and a scale.</summary>
    /// <param name="angle">In radians.</param>
    /// <param name="scale">The scale.</param>
    public static Matrix Plane(double angle, double scale = 1)
    {
        var (sine, cosine) = Math.SinCos(angle);
        return Matrix.OfRows([scale * cosine, -scale * sine], [scale * sine, scale * cosine]);
    }

    /// <summary>Turns about x, y and z: Rz·Rx·Ry, or Rz·Ry·Rx.</summary>
    /// <param name="angles">In radians, about x, y and z.</param>
    /// <param name="isZyx">True for Rz·Ry·Rx (<c>ComputeZYX</c>).</param>
    public static Matrix Euler(ReadOnlySpan<double> angles, bool isZyx)
    {
        var (sx, cx) = Math.SinCos(angles[0]);
        var (sy, cy) = Math.SinCos(angles[1]);
        var (sz, cz) = Math.SinCos(angles[2]);
        var x = Matrix.OfRows([1, 0, 0], [0, cx, -sx], [0, sx, cx]);
        var y = Matrix.OfRows([cy, 0, sy], [0, 1, 0], [-sy, 0, cy]);
        var z = Matrix.OfRows([cz, -sz, 0], [sz, cz, 0], [0, 0, 1]);
        return Times(z, isZyx ? Times(y, x) : Times(x, y));
    }

    /// <summary>The turn that a versor says; null where its vector is longer than 1.</summary>
    /// <param name="vector">The axis of the turn, times the sine of half its angle.</param>
    public static Matrix? Versor(ReadOnlySpan<double> vector)
    {
        // Texts are rounded: half a turn may come out a little longer than 1.
        const double rounding = 1e-6;
        var (x, y, z) = (vector[0], vector[1], vector[2]);
        var square = (x * x) + (y * y) + (z * z);
        if (square > 1 + rounding)
        {
            return null;
        }

        if (square > 1)
        {
            var length = Math.Sqrt(square);
            (x, y, z, square) = (x / length, y / length, z / length, 1);
        }

        var w = Math.Sqrt(1 - square);
        return Matrix.OfRows(
            [1 - (2 * ((y * y) + (z * z))), 2 * ((x * y) - (z * w)), 2 * ((x * z) + (y * w))],
            [2 * ((x * y) + (z * w)), 1 - (2 * ((x * x) + (z * z))), 2 * ((y * z) - (x * w))],
            [2 * ((x * z) - (y * w)), 2 * ((y * z) + (x * w)), 1 - (2 * ((x * x) + (y * y)))]);
    }

    /// <summary>A diagonal matrix.</summary>
    public static Matrix Diagonal(ReadOnlySpan<double> factors)
    {
        var all = factors.ToArray();
        return Matrix.Create(all.Length, all.Length, (row, column) => row == column ? all[row] : 0);
    }

    private static Matrix Times(Matrix left, Matrix right) => Matrix.Create(3, 3, (row, column) =>
        (left[row, 0] * right[0, column]) + (left[row, 1] * right[1, column]) + (left[row, 2] * right[2, column]));
}
