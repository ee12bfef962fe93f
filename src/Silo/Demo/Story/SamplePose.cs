using OmeNgff.Ngff;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Silo.Demo.Story;

/// <summary>
/// An affine transformation of points (z, y, x), exactly as its numbers are written. Rotations are by the angle of the
/// right triangle 7, 24, 25, whose cosine and sine are decimals.
/// </summary>
/// <param name="Rows">Three rows of four numbers; the last column is the offset.</param>
internal sealed record SamplePose(EquatableArray<EquatableArray<double>> Rows)
{
    /// <summary>The cosine and the sine of the angle, 16.26 degrees.</summary>
    public const double Cos = 0.96, Sin = 0.28;

    /// <summary>A pose of three rows.</summary>
    public static SamplePose Of(EquatableArray<double> z, EquatableArray<double> y, EquatableArray<double> x) =>
        new([z, y, x]);

    /// <summary>Moves points.</summary>
    public static SamplePose Shift(double z, double y, double x) => Of([1, 0, 0, z], [0, 1, 0, y], [0, 0, 1, x]);

    /// <summary>Where a point goes.</summary>
    public (double Z, double Y, double X) Apply((double Z, double Y, double X) point)
    {
        return (Row(0), Row(1), Row(2));

        double Row(int row) => (Rows[row][0] * point.Z) + (Rows[row][1] * point.Y) + (Rows[row][2] * point.X) + Rows[row][3];
    }

    /// <summary>The transformation of images that have as many axes before z, which leave points where they are.</summary>
    public AffineTransformation ToAffine(int leadingAxes) => new(new Matrix(
        3, leadingAxes + 4, Rows.SelectMany(row => Enumerable.Repeat(0.0, leadingAxes).Concat(row)).ToEquatableArray()));

    /// <summary>How far apart two poses put some points, as the root of the mean square.</summary>
    public double DistanceTo(SamplePose other, IEnumerable<(double Z, double Y, double X)> points) =>
        Math.Sqrt(points.Average(point =>
        {
            var (here, there) = (Apply(point), other.Apply(point));
            var (z, y, x) = (here.Z - there.Z, here.Y - there.Y, here.X - there.X);
            return (z * z) + (y * y) + (x * x);
        }));
}
