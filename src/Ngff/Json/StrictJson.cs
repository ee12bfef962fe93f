using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Json;

/// <summary>
/// Parses JSON that anybody may have written. What would mean two things or could not be kept is a diagnostic
/// (<c>json-invalid</c>): members of one name, half surrogate pairs, bytes that are not UTF-8, <c>NaN</c>. A byte order
/// mark is passed over.
/// </summary>
public static class StrictJson
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 64;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>The document, or why there is none.</summary>
    public static (RawJson? Document, Diagnostic? Fault) Parse(ReadOnlyMemory<byte> utf8)
    {
        var text = utf8.Span.StartsWith(ByteOrderMark) ? utf8[ByteOrderMark.Length..] : utf8;
        if (!Utf8.IsValid(text.Span))
        {
            return (null, Rules.JsonNotUnicode.At("", "The bytes are not UTF-8."));
        }

        try
        {
            using var document = JsonDocument.Parse(
                text, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            var read = new RawJson(document.RootElement);
            return UnicodeText.FirstFault(new JsonCursor(read.Element, "")) is { } fault
                ? (null, UnicodeText.Describe(fault))
                : (read, null);
        }
        catch (JsonException problem)
        {
            return (null, Rules.JsonInvalid.At("", Reason(problem)));
        }
        catch (InvalidOperationException)
        {
            // A name with half of a surrogate pair cannot be compared with others.
            return (null, Rules.JsonNotUnicode.At("", "A name of a member is no Unicode text."));
        }
    }

    private static string Reason(JsonException problem)
    {
        var place = problem.LineNumber is { } line
            ? string.Create(CultureInfo.InvariantCulture, $"Line {line + 1}, byte {problem.BytePositionInLine + 1}: ")
            : "";
        return problem.Message.Contains("'N'", StringComparison.Ordinal) || problem.Message.Contains("'I'", StringComparison.Ordinal)
            ? $"{place}NaN and Infinity are no JSON numbers."
            : $"{place}this is not JSON, or an object has a member twice, or it is nested deeper than {MaxDepth}.";
    }
}
