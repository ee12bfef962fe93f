namespace OmeNgff.Silo.Demo;

/// <summary>An ellipsoid turned about z; lengths in micrometres.</summary>
internal sealed class SampleNucleus
{
    private readonly double _radiusX, _radiusY, _radiusZ, _cos, _sin;

    /// <summary>Draws a nucleus that lies in a box.</summary>
    public SampleNucleus(SampleRandom random, double depth, double height, double width)
    {
        (X, Y, Z) = (random.Between(1, width - 1), random.Between(1, height - 1), random.Between(3.2, depth - 3.2));
        _radiusX = random.Between(2.7, 3.9);
        _radiusY = random.Between(2.1, 3.0);
        _radiusZ = random.Between(2.2, 3.2);
        Brightness = random.Between(900, 2000);

        // Half the angle's tangent gives its sine and cosine without a series.
        var t = random.Between(-1, 1);
        (_cos, _sin) = ((1 - (t * t)) / (1 + (t * t)), 2 * t / (1 + (t * t)));
    }

    /// <summary>The middle.</summary>
    public double X { get; }

    /// <summary>The middle.</summary>
    public double Y { get; }

    /// <summary>The middle.</summary>
    public double Z { get; }

    /// <summary>How strongly it is stained.</summary>
    public double Brightness { get; }

    /// <summary>From the middle to a point, squared.</summary>
    public double SquaredDistanceTo(double x, double y, double z) =>
        ((x - X) * (x - X)) + ((y - Y) * (y - Y)) + ((z - Z) * (z - Z));

    /// <summary>0 in the middle, 1 on the surface.</summary>
    public double RelativeRadius(double x, double y, double z)
    {
        var u = ((_cos * (x - X)) + (_sin * (y - Y))) / _radiusX;
        var v = ((_cos * (y - Y)) - (_sin * (x - X))) / _radiusY;
        var w = (z - Z) / _radiusZ;
        return Math.Sqrt((u * u) + (v * v) + (w * w));
    }
}
