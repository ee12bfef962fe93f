namespace OmeNgff.Catalog.Search.Queries;

/// <summary>
/// Ranges of keys from the newest record down, in which many matches are looked for one after the other: in a range an index
/// of words and one of keys are asked together, and only rows that both name are looked at. Each range is as wide as what
/// was found before lets hope to hold what is still missing.
/// </summary>
/// <param name="newest">The greatest key that is looked at.</param>
/// <param name="wanted">How many matches are wanted.</param>
/// <param name="density">How many matches there are for each key, as far as that is known; else 0.</param>
internal sealed class KeyWindows(long newest, int wanted, double density)
{
    /// <summary>The first range has so many keys at least, and so many at the most: few enough to look at all their records,
    /// and at all matches among them where there are many more than was thought.</summary>
    private const long LeastWidth = 512, GreatestFirstWidth = 40_000;

    /// <summary>A range is at least so many times as wide as the one before, and at the most so many.</summary>
    private const long LeastGrowth = 2, GreatestGrowth = 64;

    /// <summary>How many more matches are hoped for than are missing, since they do not lie evenly.</summary>
    private const double Reserve = 2;

    private readonly long _newest = newest;
    private long _top = newest;
    private long _width = density == 0 ? LeastWidth
        : (long)Math.Clamp(Reserve * wanted / density, LeastWidth, GreatestFirstWidth);
    private long _found;

    /// <summary>True when all keys were looked at.</summary>
    internal bool IsDone => _top <= 0;

    /// <summary>The next range.</summary>
    internal KeyRange Next()
    {
        var range = new KeyRange(Math.Max(0, _top - _width), _top);
        _top = range.Over;
        return range;
    }

    /// <summary>Takes note of what was found in the range.</summary>
    /// <param name="found">How many matches.</param>
    /// <param name="missing">How many more are wanted.</param>
    internal void Found(int found, int missing)
    {
        _found += found;
        var hoped = _found == 0 ? double.MaxValue : Reserve * missing * (_newest - _top) / _found;
        _width = (long)Math.Clamp(hoped, _width * LeastGrowth, _width * GreatestGrowth);
    }
}

/// <summary>A range of keys.</summary>
/// <param name="Over">All are greater than this one.</param>
/// <param name="UpTo">None is greater than this one.</param>
internal readonly record struct KeyRange(long Over, long UpTo);
