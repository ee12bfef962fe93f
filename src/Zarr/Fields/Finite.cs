namespace OmeNgff.Zarr.Fields;

/// <summary>Looks whether numbers are finite.</summary>
internal static class Finite
{
    /// <summary>True when none is NaN or infinite. Vectors are short: what looks faster on paper is slower for them.</summary>
    public static bool All(ReadOnlySpan<double> numbers)
    {
        foreach (var number in numbers)
        {
            if (!double.IsFinite(number))
            {
                return false;
            }
        }

        return true;
    }
}
