namespace OmeNgff.Ngff.Pyramids;

/// <summary>Doubles as exact numbers: taking them apart, and rounding an exact quotient to one, once.</summary>
internal static class NearestDouble
{
    private const int LeastExponent = -1074;
    private const int Significand = 53;

    /// <summary>A finite value as <c>significand · 2^exponent</c>.</summary>
    public static (long Significand, int Exponent) Split(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var biased = (int)((bits >> 52) & 0x7FF);
        var fraction = bits & 0xF_FFFF_FFFF_FFFF;
        var (significand, exponent) = biased == 0 ? (fraction, LeastExponent) : (fraction | (1L << 52), biased - 1075);
        return (bits < 0 ? -significand : significand, exponent);
    }

    /// <summary>The double nearest to <c>numerator · 2^exponent / denominator</c>, ties to even.</summary>
    /// <param name="numerator">Any integer above −2¹²⁷.</param>
    /// <param name="exponent">The power of two.</param>
    /// <param name="denominator">At least 1.</param>
    public static double Of(Int128 numerator, int exponent, long denominator)
    {
        var magnitude = Magnitude((UInt128)Int128.Abs(numerator), exponent, (ulong)denominator);
        return numerator < 0 ? -magnitude : magnitude;
    }

    private static double Magnitude(UInt128 numerator, int exponent, ulong denominator)
    {
        if (numerator == 0)
        {
            return 0;
        }

        // With the top bit set the quotient has at least 65 bits: more than enough to round to 53.
        var shift = (int)UInt128.LeadingZeroCount(numerator);
        var (quotient, remainder) = UInt128.DivRem(numerator << shift, denominator);
        exponent -= shift;
        var bits = 128 - (int)UInt128.LeadingZeroCount(quotient);
        var dropped = Math.Max(bits - Significand, LeastExponent - exponent);
        if (dropped > 128)
        {
            return 0;
        }

        var kept = dropped == 128 ? 0 : quotient >> dropped;
        var lost = dropped == 128 ? quotient : quotient - (kept << dropped);
        var half = UInt128.One << (dropped - 1);
        if (lost > half || (lost == half && (remainder != 0 || UInt128.IsOddInteger(kept))))
        {
            kept++;
        }

        return Math.ScaleB((ulong)kept, exponent + dropped);
    }
}
