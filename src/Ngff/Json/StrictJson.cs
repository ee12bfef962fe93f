using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Json;

/// <summary>
/// Parses JSON that anybody may have written, and refuses what would mean two things or could not be kept: members of
/// one name, half surrogate pairs in strings, bytes that are not UTF-8. A byte order mark is passed over.
/// </summary>
public static class StrictJson
{
    /// <summary>The deepest nesting that is read where nothing else is said.</summary>
    public const int DefaultMaxDepth = 64;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>The document, or why there is none, as a sentence with the line and the byte.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="maxDepth">The deepest nesting that is read.</param>
    /// <param name="acceptsNul">True to take strings with a NUL, which PostgreSQL cannot keep.</param>
    /// <returns>
    /// The document, or a diagnostic of <c>json-invalid</c>, <c>json-truncated</c>, <c>json-too-deep</c> or
    /// <c>json-not-unicode</c> without a pointer.
    /// </returns>
    public static (RawJson? Document, Diagnostic? Fault) Parse(
        ReadOnlyMemory<byte> utf8, int maxDepth = DefaultMaxDepth, bool acceptsNul = true)
    {
        var text = utf8.Span.StartsWith(ByteOrderMark) ? utf8[ByteOrderMark.Length..] : utf8;
        if (Utf8Fault(text.Span) is { } position)
        {
            return (null, Fault(Rules.JsonInvalid, text.Span, position, "The bytes are not UTF-8."));
        }

        try
        {
            if (Check(text.Span, maxDepth, acceptsNul) is { } fault)
            {
                return (null, fault);
            }

            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = maxDepth });
            return (new RawJson(document.RootElement), null);
        }
        catch (JsonException problem)
        {
            return (null, IsPrefix(text.Span)
                ? Rules.JsonTruncated.At(
                    "", text.IsEmpty ? "The document is empty." : "The document ends before its JSON does.")
                : Fault(Rules.JsonInvalid, text.Span, Position(text.Span, problem), Reason(text.Span, problem)));
        }
    }

    private static Diagnostic? Check(ReadOnlySpan<byte> text, int maxDepth, bool acceptsNul)
    {
        // The reader's own bound would be reported as a syntax error.
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var names = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth >= maxDepth:
                    return Rules.JsonTooDeep.At("", string.Create(
                        CultureInfo.InvariantCulture, $"The document is nested too deep; MaxDocumentDepth is {maxDepth}."));
                case JsonTokenType.StartObject:
                    names.Push(new HashSet<string>(StringComparer.Ordinal));
                    break;
                case JsonTokenType.EndObject:
                    names.Pop();
                    break;
                case JsonTokenType.PropertyName:
                    var (name, fault) = Text(ref reader, acceptsNul);
                    if (fault is not null)
                    {
                        return Fault(Rules.JsonInvalid, text, start, fault);
                    }

                    if (!names.Peek().Add(name!))
                    {
                        return Fault(Rules.JsonInvalid, text, start, $"The object has the member '{name}' twice.");
                    }

                    break;
                case JsonTokenType.String when reader.ValueIsEscaped:
                    if (Text(ref reader, acceptsNul).Fault is { } wrong)
                    {
                        return Fault(Rules.JsonInvalid, text, start, wrong);
                    }

                    break;
            }
        }

        return null;
    }

    private static (string? Text, string? Fault) Text(ref Utf8JsonReader reader, bool acceptsNul)
    {
        string value;
        try
        {
            value = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return (null, "A string has half of a surrogate pair.");
        }

        return !acceptsNul && value.Contains('\0', StringComparison.Ordinal)
            ? (null, "A string has a NUL (\\u0000).")
            : (value, null);
    }

    /// <summary>Where the bytes cease to be UTF-8, or null.</summary>
    private static int? Utf8Fault(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
        {
            return null;
        }

        var position = 0;
        while (Rune.DecodeFromUtf8(text[position..], out _, out var length) == OperationStatus.Done)
        {
            position += length;
        }

        return position;
    }

    /// <summary>True when more bytes could still make it JSON.</summary>
    private static bool IsPrefix(ReadOnlySpan<byte> text)
    {
        var state = new JsonReaderState(new() { MaxDepth = int.MaxValue });
        var reader = new Utf8JsonReader(text, isFinalBlock: false, state);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static int Position(ReadOnlySpan<byte> text, JsonException problem)
    {
        var position = 0;
        for (var line = problem.LineNumber ?? 0; line > 0; line--)
        {
            position += text[position..].IndexOf((byte)'\n') + 1;
        }

        return (int)Math.Min(text.Length, position + (problem.BytePositionInLine ?? 0));
    }

    private static string Reason(ReadOnlySpan<byte> text, JsonException problem)
    {
        var rest = text[Position(text, problem)..];
        return rest.StartsWith("NaN"u8) || rest.StartsWith("Infinity"u8)
            ? "NaN, Infinity and -Infinity are no JSON numbers; Zarr writes them as strings (\"NaN\")."
            : "This is not JSON.";
    }

    private static Diagnostic Fault(Rule rule, ReadOnlySpan<byte> text, int position, string reason)
    {
        var before = text[..position];
        var line = before.Count((byte)'\n') + 1;
        var column = position - (before.LastIndexOf((byte)'\n') + 1) + 1;
        return rule.At("", string.Create(CultureInfo.InvariantCulture, $"Line {line}, byte {column}: {reason}"));
    }
}
