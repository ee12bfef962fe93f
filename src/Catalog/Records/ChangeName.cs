using System.Globalization;

namespace OmeNgff.Catalog.Records;

/// <summary>
/// The name of a change: opaque to callers, and ordered as text. A restored database gets a new incarnation, so that a
/// name never means two changes.
/// </summary>
/// <param name="Incarnation">The incarnation of the database.</param>
/// <param name="Transaction">The PostgreSQL transaction (64-bit, never reused).</param>
/// <param name="Number">The number within the transaction, from 0.</param>
public readonly record struct ChangeName(int Incarnation, long Transaction, int Number)
{
    /// <summary>The text form; compares ordinally as the feed does.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Incarnation:x8}-{Transaction:x16}-{Number:x8}");

    /// <summary>Parses the text form.</summary>
    public static bool TryParse(string? text, out ChangeName name)
    {
        name = default;
        var parts = text?.Split('-');
        if (parts is not [{ Length: 8 }, { Length: 16 }, { Length: 8 }]
            || !TryHex(parts[0], out var incarnation)
            || !TryHex(parts[1], out var transaction)
            || !TryHex(parts[2], out var number)
            || incarnation > int.MaxValue || number > int.MaxValue)
        {
            return false;
        }

        name = new ChangeName((int)incarnation, transaction, (int)number);
        return true;
    }

    private static bool TryHex(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value) && value >= 0;
}
