using System.Collections.Frozen;
using System.Globalization;

namespace OmeNgff.Ngff.Axes;

/// <summary>What a unit measures.</summary>
public enum UnitKind
{
    /// <summary>A length; its SI unit is the metre.</summary>
    Length,

    /// <summary>A duration; its SI unit is the second.</summary>
    Time,
}

/// <summary>
/// The length and time units that OME-NGFF recommends ("axes" metadata; names as in UDUNITS-2), with exact conversion:
/// between units that differ by a power of ten the result is the double nearest to the true value.
/// </summary>
public static class Units
{
    private static readonly (string Name, int Exponent)[] Prefixes =
    [
        ("yocto", -24), ("zepto", -21), ("atto", -18), ("femto", -15), ("pico", -12), ("nano", -9), ("micro", -6),
        ("milli", -3), ("centi", -2), ("deci", -1), ("", 0), ("hecto", 2), ("kilo", 3), ("mega", 6), ("giga", 9),
        ("tera", 12), ("peta", 15), ("exa", 18), ("zetta", 21), ("yotta", 24),
    ];

    private static readonly FrozenDictionary<string, Unit> Known = Declare().ToFrozenDictionary(unit => unit.Name);

    // A space separates the ways of writing one unit.
    private static readonly FrozenDictionary<string, string> Others = Spellings(
        ("nanometer", "nm"), ("millimeter", "mm"), ("centimeter", "cm"), ("meter", "m"), ("kilometer", "km"),
        ("picometer", "pm"), ("micrometer", "um \u00b5m \u03bcm micron microns mum"), ("angstrom", "\u00c5 \u212b ang"),
        ("inch", "in"), ("foot", "ft feet"), ("second", "s sec secs"), ("millisecond", "ms msec"),
        ("microsecond", "us \u00b5s \u03bcs usec"), ("nanosecond", "ns"), ("minute", "min mins"), ("hour", "h hr hrs"),
        ("day", "d"));

    /// <summary>True when the name is one of the recommended units.</summary>
    public static bool TryGetKind(string? unit, out UnitKind kind)
    {
        if (unit is not null && Known.TryGetValue(unit, out var found))
        {
            kind = found.Kind;
            return true;
        }

        kind = default;
        return false;
    }

    /// <summary>
    /// Converts a length or a duration. False when a unit is not known or they measure different things; then
    /// <paramref name="result"/> is the value itself.
    /// </summary>
    public static bool TryConvert(double value, string? from, string? to, out double result)
    {
        result = value;
        if (from is null || to is null || !Known.TryGetValue(from, out var source) ||
            !Known.TryGetValue(to, out var target) || source.Kind != target.Kind)
        {
            return false;
        }

        result = Convert(value, source, target);
        return true;
    }

    /// <summary>Converts to metres or seconds. False when the unit is not known.</summary>
    public static bool TryToSi(double value, string? unit, out double result)
    {
        var si = TryGetKind(unit, out var kind) && kind == UnitKind.Time ? "second" : "meter";
        return TryConvert(value, unit, si, out result);
    }

    /// <summary>Converts from metres or seconds. False when the unit is not known.</summary>
    public static bool TryFromSi(double value, string? unit, out double result)
    {
        var si = TryGetKind(unit, out var kind) && kind == UnitKind.Time ? "second" : "meter";
        return TryConvert(value, si, unit, out result);
    }

    /// <summary>The recommended unit that an unusual spelling (<c>um</c>, <c>micrometres</c>) means, or null.</summary>
    public static string? Propose(string unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var text = unit.Trim();
        if (Others.TryGetValue(text, out var exact))
        {
            return exact;
        }

        var word = text.ToLowerInvariant()
            .Replace("metre", "meter", StringComparison.Ordinal)
            .Replace("\u00b5", "micro", StringComparison.Ordinal)
            .Replace("\u03bc", "micro", StringComparison.Ordinal)
            .Replace("inches", "inch", StringComparison.Ordinal);
        foreach (var candidate in (ReadOnlySpan<string>)[word, word.TrimEnd('s')])
        {
            if (Known.ContainsKey(candidate))
            {
                return candidate;
            }

            if (Others.TryGetValue(candidate, out var meant))
            {
                return meant;
            }
        }

        return null;
    }

    private static double Convert(double value, Unit from, Unit to)
    {
        // Powers of ten up to 10^22 are exact doubles: one multiplication or one division rounds once.
        var exponent = from.Exponent - to.Exponent;
        var numerator = from.Factor;
        var denominator = to.Factor;
        if (numerator == denominator)
        {
            numerator = denominator = 1;
        }

        if (exponent > 0)
        {
            numerator *= Power(exponent);
        }
        else
        {
            denominator *= Power(-exponent);
        }

        return value * numerator / denominator;
    }

    // Math.Pow need not be exact.
    private static double Power(int exponent) => double.Parse($"1e{exponent}", CultureInfo.InvariantCulture);

    private static IEnumerable<Unit> Declare()
    {
        foreach (var (prefix, exponent) in Prefixes)
        {
            yield return new Unit(prefix + "meter", UnitKind.Length, 1, exponent);
            yield return new Unit(prefix + "second", UnitKind.Time, 1, exponent);
        }

        yield return new Unit("angstrom", UnitKind.Length, 1, -10);
        yield return new Unit("inch", UnitKind.Length, 254, -4);
        yield return new Unit("foot", UnitKind.Length, 3048, -4);
        yield return new Unit("yard", UnitKind.Length, 9144, -4);
        yield return new Unit("mile", UnitKind.Length, 1609344, -3);
        yield return new Unit("parsec", UnitKind.Length, 3.0856775814913673e16, 0);
        yield return new Unit("minute", UnitKind.Time, 60, 0);
        yield return new Unit("hour", UnitKind.Time, 3600, 0);
        yield return new Unit("day", UnitKind.Time, 86400, 0);
    }

    private static FrozenDictionary<string, string> Spellings(params ReadOnlySpan<(string Unit, string Texts)> rows)
    {
        var spellings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (unit, texts) in rows)
        {
            foreach (var text in texts.Split(' '))
            {
                spellings.Add(text, unit);
            }
        }

        return spellings.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // In SI units, a unit is Factor times ten to the power of Exponent.
    private sealed record Unit(string Name, UnitKind Kind, double Factor, int Exponent);
}
