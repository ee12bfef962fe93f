namespace OmeNgff.Ngff.Pyramids;

/// <summary>Looks for the simplest fraction near a double, exactly.</summary>
internal static class SimplestFraction
{
    // Up to here integers are doubles, so the sign of a fused multiply-add is that of the exact difference.
    private const long Greatest = 1L << 53;

    /// <summary>
    /// The simplest fraction that differs from the value by at most the tolerance. False when there is none, and for
    /// what is no finite number or beyond 2⁵³.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="tolerance">The greatest difference, at least 0.</param>
    /// <param name="maxDenominator">The greatest denominator, 1 to 2⁵³.</param>
    /// <param name="result">The fraction, or 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The denominator is out of range.</exception>
    public static bool TryFind(double value, double tolerance, long maxDenominator, out Rational result)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDenominator, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxDenominator, Greatest);
        result = default;
        var size = Math.Abs(value);
        if (!(size <= Greatest && double.IsFinite(tolerance)))
        {
            return false;
        }

        if (size <= tolerance)
        {
            return true;
        }

        if (!TryDescend(size - tolerance, size + tolerance, maxDenominator, out result))
        {
            return false;
        }

        result = value < 0 ? -result : result;
        return true;
    }

    // Walks down the Stern–Brocot tree, 0 < least <= most; runs of steps in one direction are taken at once.
    private static bool TryDescend(double least, double most, long maxDenominator, out Rational result)
    {
        (long Numerator, long Denominator) left = (0, 1);
        (long Numerator, long Denominator) right = (1, 0);
        while (true)
        {
            var middle = Step(left, right, 1);
            if (middle.Denominator > maxDenominator || middle.Numerator > Greatest)
            {
                result = default;
                return false;
            }

            if (Difference(middle, least) < 0)
            {
                left = Leap(left, right, maxDenominator, fraction => Difference(fraction, least) < 0);
            }
            else if (Difference(middle, most) > 0)
            {
                right = Leap(right, left, maxDenominator, fraction => Difference(fraction, most) > 0);
            }
            else
            {
                result = new Rational(middle.Numerator, middle.Denominator);
                return true;
            }
        }
    }

    private static (long Numerator, long Denominator) Step(
        (long Numerator, long Denominator) from, (long Numerator, long Denominator) toward, long steps) =>
        (from.Numerator + (steps * toward.Numerator), from.Denominator + (steps * toward.Denominator));

    private static bool Fits(
        (long Numerator, long Denominator) from,
        (long Numerator, long Denominator) toward,
        long steps,
        long maxDenominator) =>
        from.Numerator + ((Int128)steps * toward.Numerator) <= Greatest &&
        from.Denominator + ((Int128)steps * toward.Denominator) <= maxDenominator;

    // Has the sign of fraction − value.
    private static double Difference((long Numerator, long Denominator) fraction, double value) =>
        Math.FusedMultiplyAdd(-(double)fraction.Denominator, value, fraction.Numerator);

    // The last of the steps that stays on its side of the wanted interval and within the limits; the first one does.
    private static (long Numerator, long Denominator) Leap(
        (long Numerator, long Denominator) from,
        (long Numerator, long Denominator) toward,
        long maxDenominator,
        Func<(long Numerator, long Denominator), bool> outside)
    {
        var high = 2L;
        while (Holds(high))
        {
            high *= 2;
        }

        var low = high / 2;
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = Holds(middle) ? (middle, high) : (low, middle);
        }

        return Step(from, toward, low);

        bool Holds(long steps) => Fits(from, toward, steps, maxDenominator) && outside(Step(from, toward, steps));
    }
}
