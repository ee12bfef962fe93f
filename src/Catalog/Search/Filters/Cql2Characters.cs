using System.Text;

namespace OmeNgff.Catalog.Search.Filters;

/// <summary>The characters of CQL2's grammar.</summary>
internal static class Cql2Characters
{
    private const int OghamSpace = 0x1680;

    private const int ExcerptLength = 30;

    /// <summary>Refuses a text with a character that CQL2 does not have.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">The place of what stands at an offset in the text.</param>
    public static void Demand(string text, Func<int, FilterPlace> place)
    {
        for (var position = 0; position < text.Length;)
        {
            var isWhole = Rune.TryGetRuneAt(text, position, out var rune);
            if (!isWhole || rune.Value is < 0x07 or >= 0x0E and < 0x20 or 0xFFFE or 0xFFFF)
            {
                throw place(position).Refuse(FilterRules.Character, isWhole
                    ? $"The character U+{rune.Value:X4} may not stand in a filter."
                    : "A filter is Unicode; here is half of a surrogate pair.");
            }

            position += rune.Utf16SequenceLength;
        }
    }

    /// <summary>How many characters at the beginning make an identifier; 0 for none.</summary>
    public static int NameLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsNameStart(rune.Value) && (length == 0 || !IsNamePart(rune.Value)))
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return length;
    }

    /// <summary>A few characters from a position, for messages: what is refused may be long.</summary>
    public static string Excerpt(string text, int position = 0)
    {
        var end = Math.Min(text.Length, position + ExcerptLength);
        return end == text.Length ? text[position..]
            : char.IsHighSurrogate(text[end - 1]) ? $"{text[position..(end - 1)]}…"
            : $"{text[position..end]}…";
    }

    // The grammar has the Ogham space mark among the letters as well as among the spaces; here it is a space.
    private static bool IsNameStart(int value) => value is ':' or '_'
        or >= 'A' and <= 'Z' or >= 'a' and <= 'z'
        or >= 0xC0 and <= 0xD6 or >= 0xD8 and <= 0xF6 or >= 0xF8 and <= 0x2FF
        or >= 0x370 and <= 0x37D or >= 0x37F and <= 0x1FFE and not OghamSpace
        or 0x200C or 0x200D or >= 0x2070 and <= 0x218F or >= 0x2C00 and <= 0x2FEF
        or >= 0x3001 and <= 0xD7FF or >= 0xF900 and <= 0xFDCF or >= 0xFDF0 and <= 0xFFFD
        or >= 0x10000 and <= 0xEFFFF;

    private static bool IsNamePart(int value) =>
        value is '.' or >= '0' and <= '9' or >= 0x300 and <= 0x36F or 0x203F or 0x2040;
}
