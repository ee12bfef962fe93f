namespace OmeNgff.Bench.Search.Samples;

/// <summary>Draws numbers of which the first are much more frequent than the last: number k with the weight
/// 1 / (k + 1)^exponent.</summary>
internal sealed class Zipf
{
    private readonly double[] _sums;

    /// <param name="count">Draws from 0 up to below it.</param>
    /// <param name="exponent">How steeply the weights fall.</param>
    public Zipf(int count, double exponent = 1)
    {
        _sums = new double[count];
        var sum = 0.0;
        for (var number = 0; number < count; number++)
        {
            _sums[number] = sum += Math.Pow(number + 1, -exponent);
        }
    }

    /// <summary>Draws one.</summary>
    public int Next(Random random)
    {
        var found = Array.BinarySearch(_sums, random.NextDouble() * _sums[^1]);
        return Math.Min(found < 0 ? ~found : found, _sums.Length - 1);
    }
}
