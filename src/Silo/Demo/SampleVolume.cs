namespace OmeNgff.Silo.Demo;

/// <summary>
/// A made-up fluorescence volume: nuclei, and the membranes of their cells. It only uses arithmetic that IEEE 754 fixes
/// to the last bit, so its voxels are the same on every machine.
/// </summary>
internal sealed class SampleVolume
{
    /// <summary>Voxels along each axis.</summary>
    public const int Depth = 24, Height = 256, Width = 256;

    /// <summary>The voxel's size in micrometres.</summary>
    public const decimal VoxelZ = 0.5m, VoxelXY = 0.2m;

    private const int Voxels = Depth * Height * Width;
    private const double StepZ = (double)VoxelZ, StepXY = (double)VoxelXY;
    private const ulong Seed = 102;
    private const double CellRadius = 6.2, MembraneWidth = 0.26, Background = 110;

    /// <summary>Further away than this, a nucleus bears on a membrane, or a point's stain, no more.</summary>
    private const double MembraneReach = 10, StainReach = 8.6;

    private readonly List<SampleNucleus> _nuclei = [];
    private readonly SampleNoise _noise = new(Seed);

    /// <summary>Makes the volume.</summary>
    public SampleVolume(CancellationToken ct)
    {
        var random = new SampleRandom(Seed);
        for (var attempt = 0; attempt < 6000 && _nuclei.Count < 46; attempt++)
        {
            var nucleus = new SampleNucleus(random, Depth * StepZ, Height * StepXY, Width * StepXY);
            if (_nuclei.TrueForAll(other => other.SquaredDistanceTo(nucleus.X, nucleus.Y, nucleus.Z) > 41))
            {
                _nuclei.Add(nucleus);
            }
        }

        Parallel.For(0, Depth, new ParallelOptions { CancellationToken = ct }, Slice);
    }

    /// <summary>The intensities: channel (membranes, nuclei), z, y, x.</summary>
    public ushort[] Image { get; } = new ushort[2 * Voxels];

    /// <summary>The id of the nucleus that each voxel is in, or 0: z, y, x.</summary>
    public ushort[] Labels { get; } = new ushort[Voxels];

    /// <summary>How many nuclei there are; their ids are 1 to this.</summary>
    public int Count => _nuclei.Count;

    private void Slice(int slice)
    {
        var random = new SampleRandom(Seed + 1 + (ulong)slice);
        var (near, stained) = (new List<SampleNucleus>(), new List<SampleNucleus>());
        var z = slice * StepZ;
        for (var row = 0; row < Height; row++)
        {
            var y = row * StepXY;
            near.Clear();
            near.AddRange(_nuclei.Where(one => Math.Abs(one.Y - y) < MembraneReach));
            stained.Clear();
            stained.AddRange(_nuclei.Where(one => Math.Abs(one.Y - y) < StainReach));
            for (var column = 0; column < Width; column++)
            {
                var x = column * StepXY;
                var voxel = (((slice * Height) + row) * Width) + column;

                // Less light towards the corners, as lamps and lenses have it.
                var (v, u) = ((row / (Height / 2.0)) - 1, (column / (Width / 2.0)) - 1);
                var light = 1 - (0.16 * ((u * u) + (v * v)));
                Image[voxel] = Detected(light * Membrane(near, z, y, x), random);
                Image[Voxels + voxel] = Detected(light * Stain(stained, voxel, z, y, x), random);
            }
        }
    }

    private double Membrane(List<SampleNucleus> near, double z, double y, double x)
    {
        // Cells are not as straight as the halves between points.
        var bend = _noise.At(x / 3.1, y / 3.1, z / 3.1);
        var (by, bx) = (y + (2.2 * bend), x - (1.7 * bend));
        double nearest = MembraneReach * MembraneReach, second = nearest;
        foreach (var nucleus in near)
        {
            var distance = nucleus.SquaredDistanceTo(bx + 0.8, by - 1.1, z);
            if (distance < nearest)
            {
                (nearest, second) = (distance, nearest);
            }
            else if (distance < second)
            {
                second = distance;
            }
        }

        // How far inside its cell the point is: cells end at a radius, or half-way to the next nucleus.
        var (own, next) = (Math.Sqrt(nearest), Math.Sqrt(second));
        var inside = Math.Min(CellRadius - own, (next - own) / 2);
        var across = inside / MembraneWidth;
        if (across < -8)
        {
            return 0;
        }

        var patches = 0.35 + (1.1 * _noise.At(x / 1.3, y / 1.3, z / 1.3));
        var sheet = across > 8 ? 0 : 1 / (1 + (across * across));
        return patches * ((1500 * sheet * sheet) + (inside > 0 ? 80 : 0));
    }

    private double Stain(List<SampleNucleus> stained, int voxel, double z, double y, double x)
    {
        var (sum, best) = (0.0, 1.0);
        foreach (var nucleus in stained)
        {
            if (Math.Abs(nucleus.X - x) > StainReach || nucleus.RelativeRadius(x, y, z) is not (<= 2.2 and var radius))
            {
                continue;
            }

            if (radius <= best)
            {
                best = radius;
                Labels[voxel] = (ushort)(_nuclei.IndexOf(nucleus) + 1);
            }

            // A sharp body with a soft rim, in the faint glow of what is out of focus.
            var body = Step((1.06 - radius) / 0.22);
            var glow = Step((2.2 - radius) / 2.2);
            sum += nucleus.Brightness * ((body == 0 ? 0 : body * Chromatin(x, y, z)) + (0.1 * glow * glow));
        }

        return sum;
    }

    private double Chromatin(double x, double y, double z)
    {
        var grain = (0.65 * _noise.At(x / 0.9, y / 0.9, z / 1.2)) + (0.35 * _noise.At(x / 0.4, y / 0.4, z / 0.8));
        var hole = Step((_noise.At((x / 1.9) + 7, (y / 1.9) + 7, (z / 1.9) + 7) - 0.66) / 0.12);
        return (0.45 + (0.9 * grain)) * (1 - (0.6 * hole));
    }

    /// <summary>What a 12-bit camera makes of it: its own level, shot noise and reading noise.</summary>
    private static ushort Detected(double light, SampleRandom random)
    {
        var value = Background + light;
        return (ushort)Math.Clamp(value + (random.Bell() * (9 + (1.1 * Math.Sqrt(value)))), 0, 4095);
    }

    /// <summary>0 below 0, 1 above 1, smooth between.</summary>
    private static double Step(double value)
    {
        var t = Math.Clamp(value, 0, 1);
        return t * t * (3 - (2 * t));
    }
}
