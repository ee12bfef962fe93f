using System.Numerics;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Pyramids;

namespace OmeNgff.Ngff.Tests.Pyramids;

public class RationalTests
{
    private static readonly Arbitrary<Rational> Any = PyramidGenerators.Any.ToArbitrary();

    private static readonly Arbitrary<(Rational A, Rational B, Rational C)> Three =
        PyramidGenerators.Any.Three().Select(t => (t.Item1, t.Item2, t.Item3)).ToArbitrary();

    [Fact]
    public void What_was_written_is_read_back() => Check(Any, value =>
        Rational.Parse(value.ToString(), null) == value &&
        JsonSerializer.Deserialize<Rational>(JsonSerializer.Serialize(value)) == value);

    [Theory]
    [InlineData("2", 2, 1)]
    [InlineData("1/2", 1, 2)]
    [InlineData("-3/4", -3, 4)]
    [InlineData("6/4", 3, 2)]
    [InlineData("0/7", 0, 1)]
    public void Text_is_read_in_lowest_terms(string text, long numerator, long denominator)
    {
        var value = Rational.Parse(text, null);

        Assert.Equal((numerator, denominator), (value.Numerator, value.Denominator));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("1/")]
    [InlineData("/2")]
    [InlineData("1/0")]
    [InlineData("1/-2")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1.5")]
    [InlineData("1/2/3")]
    [InlineData("9223372036854775808")]
    public void Other_text_is_no_fraction(string text)
    {
        Assert.False(Rational.TryParse(text, null, out _));
        Assert.Throws<FormatException>(() => Rational.Parse(text, null));
    }

    [Fact]
    public void In_JSON_it_is_a_string()
    {
        EquatableArray<Rational> factors = [2, new(1, 2)];

        Assert.Equal("""["2","1/2"]""", JsonSerializer.Serialize(factors));
        Assert.Equal(factors, JsonSerializer.Deserialize<EquatableArray<Rational>>("""[2,"1/2"]"""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Rational>("0.5"));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Rational>("\"a\""));
    }

    [Fact]
    public void The_default_is_zero()
    {
        Assert.Equal(new Rational(0, -5), default);
        Assert.Equal("0", default(Rational).ToString());
        Assert.Equal(1, default(Rational).Denominator);
        Assert.Throws<DivideByZeroException>(() => new Rational(1, 0));
        Assert.Throws<DivideByZeroException>(() => Rational.One / Rational.Zero);
    }

    [Fact]
    public void Arithmetic_is_exact_or_an_overflow() => Check(Three, three =>
        Agrees(
            () => three.A + three.B,
            Cross(three.A, three.B) + Cross(three.B, three.A),
            Denominators(three.A, three.B)) &&
        Agrees(
            () => three.A - three.B,
            Cross(three.A, three.B) - Cross(three.B, three.A),
            Denominators(three.A, three.B)) &&
        Agrees(
            () => three.A * three.B,
            (BigInteger)three.A.Numerator * three.B.Numerator,
            Denominators(three.A, three.B)) &&
        (three.B == default || Agrees(() => three.A / three.B, Cross(three.A, three.B), Cross(three.B, three.A))));

    [Fact]
    public void The_laws_of_a_field_hold() => Check(
        PyramidGenerators.Small.Three().ToArbitrary(),
        three =>
        {
            var (a, b, c) = three;
            return a + b == b + a && a * b == b * a && (a + b) + c == a + (b + c) && (a * b) * c == a * (b * c) &&
                a * (b + c) == (a * b) + (a * c) && a + default(Rational) == a && a * Rational.One == a &&
                a - a == default && a - b == a + -b && (a == default || (a / a == 1 && (b / a) * a == b));
        });

    [Fact]
    public void The_order_is_the_exact_one() => Check(Three, three =>
        three.A.CompareTo(three.B) == Cross(three.A, three.B).CompareTo(Cross(three.B, three.A)) &&
        (three.A < three.B) == (three.B > three.A) && (three.A <= three.B) != (three.A > three.B) &&
        (three.A.CompareTo(three.B) == 0) == (three.A == three.B));

    [Fact]
    public void It_is_in_lowest_terms_between_its_floor_and_ceiling() => Check(Any, value =>
        value.Denominator > 0 &&
        BigInteger.GreatestCommonDivisor(value.Numerator, value.Denominator).IsOne &&
        value.Floor <= value && value <= value.Ceiling && value.Ceiling - value.Floor == (value.IsInteger ? 0 : 1));

    [Fact]
    public void A_double_is_the_nearest_one() => Check(Any, value =>
        IsNearest(value.ToDouble(), value.Numerator, value.Denominator));

    [Fact]
    public void A_product_with_a_double_is_the_nearest_one() => Check(
        PyramidGenerators.Double.ToArbitrary(), Any, (factor, value) =>
        {
            var (numerator, denominator) = Exact(factor);
            return IsNearest(value.Multiply(factor), numerator * value.Numerator, denominator * value.Denominator);
        });

    [Fact]
    public void Products_with_special_doubles_are_as_usual()
    {
        var half = new Rational(1, 2);

        Assert.True(double.IsNaN(half.Multiply(double.NaN)));
        Assert.Equal(double.NegativeInfinity, half.Multiply(double.NegativeInfinity));
        Assert.True(double.IsNegative(half.Multiply(-0.0)));
        Assert.Equal(double.PositiveInfinity, new Rational(2).Multiply(double.MaxValue));
        Assert.Equal(0, half.Multiply(double.Epsilon));
        Assert.Equal(double.Epsilon, new Rational(3, 4).Multiply(double.Epsilon));
        Assert.Equal(0.3, new Rational(3).Multiply(0.1), 1e-16);
    }

    [Fact]
    public void The_simplest_fraction_within_the_tolerance_is_found() => Check(
        Gen.Choose(-50_000, 50_000).Select(i => i / 997.0).ToArbitrary(),
        Gen.Elements(0, 1e-6, 1e-4, 1e-2, 0.3).ToArbitrary(),
        (value, tolerance) =>
        {
            var reach = Math.Abs(value) * tolerance;
            Rational? expected = null;
            for (var denominator = 1; denominator <= 64 && expected is null; denominator++)
            {
                var least = Math.Ceiling((Math.Abs(value) - reach) * denominator);
                if (least <= (Math.Abs(value) + reach) * denominator)
                {
                    expected = new Rational((long)least * Math.Sign(value), denominator);
                }
            }

            return Rational.TryApproximate(value, tolerance, 64, out var found) == expected is not null &&
                found == expected.GetValueOrDefault();
        });

    [Fact]
    public void A_fraction_is_found_again_from_its_double() => Check(
        PyramidGenerators.Small.ToArbitrary(),
        value => Rational.TryApproximate(value.ToDouble(), 1e-9, 64, out var found) && found == value);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e300)]
    [InlineData(1e-300)]
    [InlineData(double.Epsilon)]
    [InlineData(double.MaxValue)]
    [InlineData(Math.PI)]
    public void Other_doubles_are_no_fractions(double value) =>
        Assert.False(Rational.TryApproximate(value, 1e-9, 64, out _));

    [Fact]
    public void Large_and_small_doubles_are_found_fast()
    {
        Assert.True(Rational.TryApproximate(9007199254740992, 0, 1, out var large));
        Assert.True(Rational.TryApproximate(1.0 / (1L << 50), 0, 1L << 53, out var small));

        Assert.Equal((new Rational(1L << 53), new Rational(1, 1L << 50)), (large, small));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rational.TryApproximate(1, double.NaN, 64, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rational.TryApproximate(1, 1e-6, 0, out _));
    }

    private static BigInteger Cross(Rational left, Rational right) => (BigInteger)left.Numerator * right.Denominator;

    private static BigInteger Denominators(Rational left, Rational right) =>
        (BigInteger)left.Denominator * right.Denominator;

    private static bool Agrees(Func<Rational> actual, BigInteger numerator, BigInteger denominator)
    {
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        var (expectedNumerator, expectedDenominator) = (numerator / divisor, denominator / divisor);
        var fits = expectedNumerator >= long.MinValue && expectedNumerator <= long.MaxValue &&
            expectedDenominator <= long.MaxValue;
        try
        {
            var result = actual();
            return fits && result.Numerator == expectedNumerator && result.Denominator == expectedDenominator;
        }
        catch (OverflowException)
        {
            return !fits;
        }
    }

    // No neighbour is nearer; of two equally near the last bit is even.
    private static bool IsNearest(double actual, BigInteger numerator, BigInteger denominator)
    {
        if (double.IsInfinity(actual))
        {
            var (most, _) = Exact(double.MaxValue);
            return BigInteger.Abs(numerator) > most * denominator && Math.Sign(actual) == numerator.Sign;
        }

        var (p, q) = Exact(actual);
        var error = BigInteger.Abs((p * denominator) - (numerator * q)) * (BigInteger.One << 1100) / q;
        return new[] { double.BitIncrement(actual), double.BitDecrement(actual) }.Where(double.IsFinite).All(near =>
        {
            var (n, d) = Exact(near);
            var other = BigInteger.Abs((n * denominator) - (numerator * d)) * (BigInteger.One << 1100) / d;
            return error < other || (error == other && (BitConverter.DoubleToInt64Bits(actual) & 1) == 0);
        });
    }

    private static (BigInteger Numerator, BigInteger Denominator) Exact(double value)
    {
        var (significand, exponent) = (value, 0);
        while (significand != Math.Truncate(significand))
        {
            significand *= 2;
            exponent++;
        }

        return (new BigInteger(significand), BigInteger.One << exponent);
    }

    private static void Check<T>(Arbitrary<T> arbitrary, Func<T, bool> law) =>
        Prop.ForAll(arbitrary, law).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static void Check<T1, T2>(Arbitrary<T1> first, Arbitrary<T2> second, Func<T1, T2, bool> law) =>
        Prop.ForAll(first, second, law).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
}
