namespace OmeNgff.Silo.Demo.Story;

/// <summary>
/// The sample that all images of the story show, in its reference space (micrometres): nuclei, a vessel that forks, and
/// beads as landmarks. Only arithmetic that IEEE 754 fixes to the last bit, so it is the same on every machine.
/// </summary>
internal sealed class StorySample
{
    /// <summary>The size of the sample along z, y and x.</summary>
    public const double Depth = 32, Height = 40, Width = 40;

    /// <summary>The radius of a bead.</summary>
    public const double BeadRadius = 0.7;

    /// <summary>Where the vessel forks.</summary>
    public static readonly (double Z, double Y, double X) Fork = (16, 20, 20);

    /// <summary>The middles of the beads. The first two are in all images.</summary>
    public static readonly IReadOnlyList<(double Z, double Y, double X)> Beads =
        [(14.5, 18.25, 21.75), (17.5, 22, 18.5), (10, 13, 25), (21, 27, 14), (8, 30, 30)];

    private const ulong Seed = 102_85;
    private const double VesselRadius = 1.3, WallWidth = 0.3, NucleusReach = 6;

    private static readonly (double Z, double Y, double X)[] Branches = [(2, 6, 8), (28, 10, 34), (20, 38, 22)];

    private readonly List<SampleNucleus> _nuclei = [];
    private readonly SampleNoise _noise = new(Seed);

    /// <summary>Makes the sample.</summary>
    public StorySample()
    {
        var random = new SampleRandom(Seed);
        for (var attempt = 0; attempt < 2000 && _nuclei.Count < 40; attempt++)
        {
            var nucleus = new SampleNucleus(random, Depth, Height, Width);
            var isApart = FromVessel(nucleus.Z, nucleus.Y, nucleus.X) > VesselRadius + 3.2
                && Beads.All(bead => nucleus.SquaredDistanceTo(bead.X, bead.Y, bead.Z) > 22)
                && _nuclei.TrueForAll(other => other.SquaredDistanceTo(nucleus.X, nucleus.Y, nucleus.Z) > 46);
            if (isApart)
            {
                _nuclei.Add(nucleus);
            }
        }
    }

    /// <summary>How much of each there is at a point.</summary>
    public SampleMatter At(double z, double y, double x)
    {
        var nucleus = 0.0;
        foreach (var one in _nuclei)
        {
            if (Math.Abs(one.Z - z) < NucleusReach && Math.Abs(one.Y - y) < NucleusReach && Math.Abs(one.X - x) < NucleusReach)
            {
                nucleus = Math.Max(nucleus, Step((1.1 - one.RelativeRadius(x, y, z)) / 0.2));
            }
        }

        var wall = Math.Abs(FromVessel(z, y, x) - VesselRadius) / WallWidth;
        var bead = Beads.Max(middle => Step((BeadRadius - Distance(middle, (z, y, x))) / 0.2 + 0.5));

        // The noise repeats every 32 grains and wants no negative coordinates.
        var grain = _noise.At((x + 64) / 1.1, (y + 64) / 1.1, (z + 64) / 1.1);
        return new SampleMatter(nucleus, Step(1.5 - wall), bead, grain);
    }

    private static double FromVessel(double z, double y, double x) =>
        Branches.Min(end => FromSegment(Fork, end, (z, y, x)));

    private static double FromSegment(
        (double Z, double Y, double X) from, (double Z, double Y, double X) to, (double Z, double Y, double X) point)
    {
        var (dz, dy, dx) = (to.Z - from.Z, to.Y - from.Y, to.X - from.X);
        var along = ((point.Z - from.Z) * dz) + ((point.Y - from.Y) * dy) + ((point.X - from.X) * dx);
        var part = Math.Clamp(along / ((dz * dz) + (dy * dy) + (dx * dx)), 0, 1);
        return Distance((from.Z + (part * dz), from.Y + (part * dy), from.X + (part * dx)), point);
    }

    private static double Distance((double Z, double Y, double X) one, (double Z, double Y, double X) other)
    {
        var (z, y, x) = (one.Z - other.Z, one.Y - other.Y, one.X - other.X);
        return Math.Sqrt((z * z) + (y * y) + (x * x));
    }

    /// <summary>0 below 0, 1 above 1, smooth between.</summary>
    private static double Step(double value)
    {
        var t = Math.Clamp(value, 0, 1);
        return t * t * (3 - (2 * t));
    }
}

/// <summary>What is at a point of the sample, each from 0 to 1.</summary>
/// <param name="Nucleus">In a nucleus.</param>
/// <param name="Wall">In the wall of the vessel.</param>
/// <param name="Bead">In a bead.</param>
/// <param name="Grain">Smooth noise.</param>
internal readonly record struct SampleMatter(double Nucleus, double Wall, double Bead, double Grain);
