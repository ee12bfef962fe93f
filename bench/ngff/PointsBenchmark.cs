using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Bench.Ngff;

/// <summary>
/// Many points through transformations of space, beside a loop over a matrix of 12 numbers that reads the same array and
/// writes the same array.
/// </summary>
internal static class PointsBenchmark
{
    private const double Bound = 1.2;

    // Relative to the size of the coordinates.
    private const double Tolerance = 1e-12;

    // Numbers to prepare with, so few that the loops are called often enough to be compiled for good.
    private const int Few = 300;

    public static void Run(Measurement measurement, int count)
    {
        var points = new double[3 * count];
        var results = new double[points.Length];
        for (var index = 0; index < points.Length; index++)
        {
            points[index] = (index % 4099) + 0.25;
        }

        RunOne(
            measurement,
            "affine",
            new AffineTransformation(Matrix.OfRows(
                [0.5, 0.01, -0.02, 12.5], [-0.01, 0.325, 0.03, -7.25], [0.02, -0.03, 0.325, 1024.0])),
            [0.5, 0.01, -0.02, 12.5, -0.01, 0.325, 0.03, -7.25, 0.02, -0.03, 0.325, 1024.0],
            points,
            results);
        RunOne(
            measurement,
            "scale and translation",
            new SequenceTransformation(
            [
                new ScaleTransformation([0.5, 0.325, 0.325]), new TranslationTransformation([12.5, -7.25, 1024.0]),
            ]),
            [0.5, 0, 0, 12.5, 0, 0.325, 0, -7.25, 0, 0, 0.325, 1024.0],
            points,
            results);
    }

    private static void RunOne(
        Measurement measurement,
        string name,
        CoordinateTransformation transformation,
        double[] matrix,
        double[] points,
        double[] results)
    {
        var (few, fewResults) = (points[..Few], new double[Few]);
        Measurement.Prepare(
            () => transformation.ApplyToAll(few, 3, fewResults), () => Apply(matrix, few, fewResults));
        transformation.ApplyToAll(points, 3, results);
        Verify(name, matrix, points, results);
        var outcome = measurement.Compare(
            () => transformation.ApplyToAll(points, 3, results), () => Apply(matrix, points, results));
        Table.Row(FormattableString.Invariant($"points {name}, {points.Length / 3:N0} × 3-D"), outcome, Bound);
    }

    private static void Apply(double[] m, double[] points, double[] results)
    {
        // In locals: the compiler cannot know that the results are not the matrix.
        var (a, b, c, d) = (m[0], m[1], m[2], m[3]);
        var (e, f, g, h) = (m[4], m[5], m[6], m[7]);
        var (j, k, l, o) = (m[8], m[9], m[10], m[11]);
        for (var i = 0; i < points.Length; i += 3)
        {
            var z = points[i];
            var y = points[i + 1];
            var x = points[i + 2];
            results[i] = (a * z) + (b * y) + (c * x) + d;
            results[i + 1] = (e * z) + (f * y) + (g * x) + h;
            results[i + 2] = (j * z) + (k * y) + (l * x) + o;
        }
    }

    private static void Verify(string name, double[] matrix, double[] points, double[] results)
    {
        var expected = new double[3];
        for (var index = 0; index < points.Length; index += 3)
        {
            Apply(matrix, points[index..(index + 3)], expected);
            for (var axis = 0; axis < 3; axis++)
            {
                var (own, other) = (results[index + axis], expected[axis]);
                Agreement.Demand(
                    Math.Abs(own - other) <= Tolerance * Math.Max(1, Math.Abs(other)),
                    $"{name}: point {index / 3} goes to {own} on axis {axis}, not to {other}.");
            }
        }
    }
}
