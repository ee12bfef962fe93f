using System.Text;

namespace OmeNgff.Catalog.Search.Filters;

/// <summary>
/// Texts in single quotes and names in double quotes, as CQL2 Text has them. A doubled quote stands for itself. In a
/// text the backslash escapes the quote, control characters and itself; before anything else it is itself, so that a
/// pattern's <c>\%</c> needs no second backslash.
/// </summary>
internal static class Cql2Quotes
{
    private const string Escapes = @"'\abtnvfr";
    private const string Escaped = "'\\\a\b\t\n\v\f\r";

    /// <summary>What the quotes at the beginning enclose.</summary>
    /// <param name="text">A text that begins with a quote, which says whether it is a text or a name.</param>
    /// <returns>The content and the length with both quotes; no content where the second quote is missing.</returns>
    public static (string? Content, int Length) Read(ReadOnlySpan<char> text)
    {
        var quote = text[0];
        var content = new StringBuilder();
        for (var position = 1; position < text.Length; position++)
        {
            var next = position + 1 < text.Length ? text[position + 1] : '\0';
            if (text[position] == quote)
            {
                if (next != quote)
                {
                    return (content.ToString(), position + 1);
                }

                position++;
                content.Append(quote);
            }
            else if (quote == '\'' && text[position] == '\\'
                && Escapes.IndexOf(next, StringComparison.Ordinal) is >= 0 and var escape)
            {
                position++;
                content.Append(Escaped[escape]);
            }
            else
            {
                content.Append(text[position]);
            }
        }

        return (null, text.Length);
    }

    /// <summary>Writes a text.</summary>
    public static void WriteText(StringBuilder output, string text)
    {
        output.Append('\'');
        for (var position = 0; position < text.Length; position++)
        {
            var (character, next) = (text[position], position + 1 < text.Length ? text[position + 1] : '\'');
            _ = character switch
            {
                '\'' => output.Append("''"),
                '\\' => output.Append(next < ' ' || Escapes.Contains(next, StringComparison.Ordinal) ? @"\\" : @"\"),
                < ' ' => output.Append('\\').Append(Escapes[Escaped.IndexOf(character, StringComparison.Ordinal)]),
                _ => output.Append(character),
            };
        }

        output.Append('\'');
    }

    /// <summary>Writes the name of a property, in quotes where it would be read as something else without.</summary>
    public static void WriteName(StringBuilder output, string name)
    {
        if (Cql2Characters.NameLength(name) == name.Length && !Cql2Tokenizer.IsKeyword(name))
        {
            output.Append(name);
        }
        else
        {
            output.Append('"').Append(name.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }
    }
}
