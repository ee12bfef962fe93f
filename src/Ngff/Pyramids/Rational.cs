using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace OmeNgff.Ngff.Pyramids;

/// <summary>
/// An exact fraction of two 64-bit integers, always in lowest terms with a denominator above 0; the default value is 0.
/// Arithmetic is exact: a result whose lowest terms do not fit is an <see cref="OverflowException"/>, never a rounded
/// value. The text is <c>2</c>, <c>1/2</c>, <c>-3/4</c>, in JSON a string.
/// </summary>
[JsonConverter(typeof(RationalConverter))]
public readonly record struct Rational : IComparable<Rational>, IComparable, ISpanParsable<Rational>
{
    // One less than the denominator, so that the default value is 0/1.
    private readonly long _rest;

    /// <summary>The fraction of two integers.</summary>
    /// <param name="numerator">The numerator.</param>
    /// <param name="denominator">The denominator, of either sign.</param>
    /// <exception cref="DivideByZeroException">The denominator is 0.</exception>
    /// <exception cref="OverflowException">The lowest terms do not fit into 64 bits.</exception>
    public Rational(long numerator, long denominator = 1)
        : this((Int128)numerator, denominator)
    {
    }

    private Rational(Int128 numerator, Int128 denominator)
    {
        if (denominator == 0)
        {
            throw new DivideByZeroException("A fraction's denominator is not 0.");
        }

        var divisor = Divisor(numerator, denominator);
        Numerator = checked((long)(numerator / divisor));
        _rest = checked((long)(denominator / divisor)) - 1;
    }

    /// <summary>0.</summary>
    public static Rational Zero => default;

    /// <summary>1.</summary>
    public static Rational One => new(1);

    /// <summary>The numerator in lowest terms; it has the sign.</summary>
    public long Numerator { get; }

    /// <summary>The denominator in lowest terms, at least 1.</summary>
    public long Denominator => _rest + 1;

    /// <summary>True when the denominator is 1.</summary>
    public bool IsInteger => _rest == 0;

    /// <summary>The greatest integer that is not above the value.</summary>
    public long Floor => IsInteger || Numerator >= 0 ? Numerator / Denominator : (Numerator / Denominator) - 1;

    /// <summary>The least integer that is not below the value.</summary>
    public long Ceiling => IsInteger ? Numerator : Floor + 1;

    /// <summary>An integer is a fraction.</summary>
    public static implicit operator Rational(long value) => new(value);

    /// <summary>The sum.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public static Rational operator +(Rational left, Rational right) => new(
        Cross(left, right) + Cross(right, left), (Int128)left.Denominator * right.Denominator);

    /// <summary>The difference.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public static Rational operator -(Rational left, Rational right) => new(
        Cross(left, right) - Cross(right, left), (Int128)left.Denominator * right.Denominator);

    /// <summary>The value with the other sign.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public static Rational operator -(Rational value) => new(-(Int128)value.Numerator, value.Denominator);

    /// <summary>The product.</summary>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public static Rational operator *(Rational left, Rational right) => new(
        (Int128)left.Numerator * right.Numerator, (Int128)left.Denominator * right.Denominator);

    /// <summary>The quotient.</summary>
    /// <exception cref="DivideByZeroException">The divisor is 0.</exception>
    /// <exception cref="OverflowException">It does not fit.</exception>
    public static Rational operator /(Rational left, Rational right) => new(Cross(left, right), Cross(right, left));

    /// <summary>True when the left value is less.</summary>
    public static bool operator <(Rational left, Rational right) => left.CompareTo(right) < 0;

    /// <summary>True when the left value is greater.</summary>
    public static bool operator >(Rational left, Rational right) => left.CompareTo(right) > 0;

    /// <summary>True when the left value is not greater.</summary>
    public static bool operator <=(Rational left, Rational right) => left.CompareTo(right) <= 0;

    /// <summary>True when the left value is not less.</summary>
    public static bool operator >=(Rational left, Rational right) => left.CompareTo(right) >= 0;

    /// <summary>
    /// The simplest fraction (least denominator, then least numerator: the first one met in the Stern–Brocot tree) that
    /// differs from a value by at most a part of it. False when there is none, and for what is no finite number or
    /// beyond 2⁵³.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="relativeTolerance">The greatest difference, as a part of the value: at least 0, below 1.</param>
    /// <param name="maxDenominator">The greatest denominator, 1 to 2⁵³.</param>
    /// <param name="result">The fraction, or 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance or the denominator is out of range.</exception>
    public static bool TryApproximate(
        double value, double relativeTolerance, long maxDenominator, out Rational result)
    {
        if (relativeTolerance is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(relativeTolerance), "The tolerance is from 0 to below 1.");
        }

        return SimplestFraction.TryFind(
            value, Math.Abs(value) * relativeTolerance, maxDenominator, out result);
    }

    /// <summary>Reads <c>2</c>, <c>1/2</c> or <c>-3/4</c>, also when it is not in lowest terms.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Is not looked at: the text is the same in all cultures.</param>
    /// <exception cref="FormatException">It is no such text, or the numbers do not fit into 64 bits.</exception>
    public static Rational Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc/>
    public static Rational Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result)
            ? result
            : throw new FormatException($"\"{s}\" is no fraction such as 2, 1/2 or -3/4.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Rational result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Rational result)
    {
        var slash = s.IndexOf('/');
        var denominator = 1L;
        if (s.StartsWith('+') ||
            !long.TryParse(
                slash < 0 ? s : s[..slash],
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var numerator) ||
            (slash >= 0 &&
                !long.TryParse(s[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out denominator)) ||
            denominator == 0)
        {
            result = default;
            return false;
        }

        result = new Rational(numerator, denominator);
        return true;
    }

    /// <summary>The value as the nearest double (of two equally near, the one with an even last bit).</summary>
    public double ToDouble() => NearestDouble.Of(Numerator, 0, Denominator);

    /// <summary>
    /// The double that is nearest to the exact product with a double. It is rounded once, also where it is subnormal;
    /// beyond the range it is infinite, and products with what is no finite number are those of IEEE 754.
    /// </summary>
    public double Multiply(double value)
    {
        if (!double.IsFinite(value) || value == 0 || Numerator == 0)
        {
            return value * Numerator;
        }

        // 53 bits times 63 bits fit into 128, so the product is exact and the only rounding is that of the quotient.
        var (significand, exponent) = NearestDouble.Split(value);
        return NearestDouble.Of((Int128)significand * Numerator, exponent, Denominator);
    }

    /// <inheritdoc/>
    public int CompareTo(Rational other) => Cross(this, other).CompareTo(Cross(other, this));

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        Rational other => CompareTo(other),
        _ => throw new ArgumentException("A fraction compares with a fraction.", nameof(obj)),
    };

    /// <summary>The text that is read back: <c>2</c>, <c>1/2</c>, <c>-3/4</c>.</summary>
    public override string ToString() => IsInteger
        ? Numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    // At most 2^126 in size: the sum of two of them still fits.
    private static Int128 Cross(Rational left, Rational right) => (Int128)left.Numerator * right.Denominator;

    // The greatest common divisor, with the sign of the denominator.
    private static Int128 Divisor(Int128 numerator, Int128 denominator)
    {
        var (left, right) = (Int128.Abs(numerator), Int128.Abs(denominator));
        while (right != 0)
        {
            (left, right) = (right, left % right);
        }

        return denominator < 0 ? -left : left;
    }
}
