namespace OmeNgff.Zarr.Fields;

/// <summary>How the vector between samples comes from them (0.6, "coordinates and displacements").</summary>
internal enum Interpolation
{
    /// <summary>From the two neighbours on each axis.</summary>
    Linear,

    /// <summary>The nearest sample; of two as near the later one.</summary>
    Nearest,

    /// <summary>
    /// Catmull-Rom, from four neighbours on each axis. Where one of them is past the edge, it is taken to go on straight.
    /// </summary>
    Cubic,
}

/// <summary>The weights of the samples along one axis.</summary>
internal static class Interpolating
{
    /// <summary>The most samples along one axis.</summary>
    public const int MaxTaps = 4;

    /// <summary>The interpolation of a name, null standing for <c>linear</c>; null when there is none.</summary>
    public static Interpolation? Named(string? name) => name switch
    {
        null or "linear" => Interpolation.Linear,
        "nearest" => Interpolation.Nearest,
        "cubic" => Interpolation.Cubic,
        _ => null,
    };

    /// <summary>The number of samples along one axis.</summary>
    public static int Taps(this Interpolation interpolation) => interpolation switch
    {
        Interpolation.Nearest => 1,
        Interpolation.Linear => 2,
        _ => MaxTaps,
    };

    /// <summary>
    /// Samples past the edges have no weight. The sum of the weights is 1, and that of their magnitudes at most
    /// <see cref="Spread"/>.
    /// </summary>
    /// <param name="interpolation">The interpolation.</param>
    /// <param name="place">Where, from 0 to <paramref name="count"/> − 1.</param>
    /// <param name="count">The number of samples on the axis.</param>
    /// <param name="weights">Takes the weights of the samples from the answer on.</param>
    /// <returns>The index of the first sample; −1 where that is past the edge and without weight.</returns>
    public static long Weigh(this Interpolation interpolation, double place, long count, Span<double> weights)
    {
        if (interpolation == Interpolation.Nearest)
        {
            weights[0] = 1;
            return Math.Min((long)Math.Floor(place + 0.5), count - 1);
        }

        var first = (long)place;
        var rest = place - first;
        if (interpolation == Interpolation.Linear)
        {
            (weights[0], weights[1]) = (1 - rest, rest);
            return first;
        }

        var (square, cube) = (rest * rest, rest * rest * rest);
        weights[0] = (-0.5 * cube) + square - (0.5 * rest);
        weights[1] = (1.5 * cube) - (2.5 * square) + 1;
        weights[2] = (-1.5 * cube) + (2 * square) + (0.5 * rest);
        weights[3] = (0.5 * cube) - (0.5 * square);
        if (first == 0)
        {
            // s(-1) = 2 s(0) - s(1).
            weights[1] += 2 * weights[0];
            weights[2] -= weights[0];
            weights[0] = 0;
        }

        if (first + 2 >= count)
        {
            weights[2] += 2 * weights[3];
            weights[1] -= weights[3];
            weights[3] = 0;
        }

        return first - 1;
    }

    /// <summary>How far, as a factor of half the range of the samples, values lie from its middle, per axis.</summary>
    public static double Spread(this Interpolation interpolation) => interpolation == Interpolation.Cubic ? 1.5 : 1;
}
