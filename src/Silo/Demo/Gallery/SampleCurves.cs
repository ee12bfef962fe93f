namespace OmeNgff.Silo.Demo.Gallery;

/// <summary>Curves between 0 and 1.</summary>
internal static class SampleCurves
{
    /// <summary>0 below 0, 1 above 1, smooth between.</summary>
    public static double Smooth(double value)
    {
        var t = Math.Clamp(value, 0, 1);
        return t * t * (3 - (2 * t));
    }

    /// <summary>1 at 0, falling to 0 at −1 and 1.</summary>
    public static double Rim(double value) => Smooth(1 - Math.Abs(value));

    /// <summary>From the middle to a point, with 1 on the surface of an ellipsoid along the axes.</summary>
    public static double Ellipsoid(
        (double Z, double Y, double X) point, (double Z, double Y, double X) middle, (double Z, double Y, double X) radius)
    {
        var (z, y, x) = (
            (point.Z - middle.Z) / radius.Z, (point.Y - middle.Y) / radius.Y, (point.X - middle.X) / radius.X);
        return Math.Sqrt((z * z) + (y * y) + (x * x));
    }
}
