namespace OmeNgff.Bench.Ngff;

/// <summary>Demands that what is compared does the same.</summary>
internal static class Agreement
{
    /// <exception cref="InvalidDataException">It does not hold.</exception>
    public static void Demand(bool holds, string fault)
    {
        if (!holds)
        {
            throw new InvalidDataException(fault);
        }
    }
}
