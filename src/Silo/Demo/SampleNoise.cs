namespace OmeNgff.Silo.Demo;

/// <summary>Smooth noise in three dimensions, repeated every 32 units; the same on every machine.</summary>
internal sealed class SampleNoise
{
    private const int Side = 32;
    private readonly double[] _corners = new double[Side * Side * Side];

    /// <summary>Draws the noise.</summary>
    public SampleNoise(ulong seed)
    {
        var random = new SampleRandom(seed);
        for (var i = 0; i < _corners.Length; i++)
        {
            _corners[i] = random.Between(0, 1);
        }
    }

    /// <summary>The noise at a point, 0 to 1, with grains of about one unit; for coordinates of at least 0.</summary>
    public double At(double x, double y, double z)
    {
        var (x0, y0, z0) = ((int)x, (int)y, (int)z);
        var (fx, fy, fz) = (x - x0, y - y0, z - z0);
        fx *= fx * (3 - (2 * fx));
        fy *= fy * (3 - (2 * fy));
        fz *= fz * (3 - (2 * fz));
        var (x1, y1, z1) = ((x0 + 1) % Side, (y0 + 1) % Side * Side, (z0 + 1) % Side * Side * Side);
        (x0, y0, z0) = (x0 % Side, y0 % Side * Side, z0 % Side * Side * Side);
        var near = Mix(Row(z0 + y0, x0, x1, fx), Row(z0 + y1, x0, x1, fx), fy);
        var far = Mix(Row(z1 + y0, x0, x1, fx), Row(z1 + y1, x0, x1, fx), fy);
        return Mix(near, far, fz);
    }

    private double Row(int start, int x0, int x1, double t) => Mix(_corners[start + x0], _corners[start + x1], t);

    private static double Mix(double a, double b, double t) => a + ((b - a) * t);
}

/// <summary>Random numbers (SplitMix64), the same on every machine for the same seed.</summary>
internal sealed class SampleRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next number, evenly between two bounds.</summary>
    public double Between(double low, double high) => low + ((high - low) * ((Next() >> 11) * (1.0 / (1UL << 53))));

    /// <summary>The next number from a bell-shaped distribution with mean 0 and deviation 1.</summary>
    public double Bell()
    {
        // Four even 16-bit numbers added: close to a normal distribution, without a logarithm.
        var bits = Next();
        var sum = (bits & 0xffff) + ((bits >> 16) & 0xffff) + ((bits >> 32) & 0xffff) + (bits >> 48);
        return ((sum / 65535.0) - 2) * 1.7320508075688772;
    }

    private ulong Next()
    {
        var value = _state += 0x9e3779b97f4a7c15;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
