using System.Text.Json;
using System.Text.Unicode;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Zarr.Stores;

/// <summary>
/// Parses JSON that anybody may have written, and refuses what could not be kept or would mean two things: duplicate
/// members, NUL and half surrogate pairs in strings, bytes that are not UTF-8. A byte order mark is passed over.
/// </summary>
public static class JsonDocuments
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>Parses one document.</summary>
    /// <param name="address">What errors call it.</param>
    /// <param name="utf8">Its bytes.</param>
    /// <param name="limits">Of these, <see cref="StoreLimits.MaxDocumentDepth"/> counts here.</param>
    /// <exception cref="StoreException">It is not JSON, is refused as above, or nested too deep.</exception>
    public static RawJson Parse(string address, ReadOnlyMemory<byte> utf8, StoreLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var text = utf8.Span.StartsWith(ByteOrderMark) ? utf8[ByteOrderMark.Length..] : utf8;
        if (Utf8Fault(text.Span) is { } fault)
        {
            throw Refuse(address, text.Span, fault, "The bytes are not UTF-8.");
        }

        try
        {
            Check(address, text.Span, limits.MaxDocumentDepth);
            using var document = JsonDocument.Parse(
                text, new JsonDocumentOptions { MaxDepth = limits.MaxDocumentDepth });
            return new RawJson(document.RootElement);
        }
        catch (JsonException problem)
        {
            throw IsPrefix(text.Span)
                ? new StoreException(
                    address,
                    StoreRules.JsonTruncated,
                    text.IsEmpty ? "The document is empty." : "The document ends before its JSON does.",
                    problem)
                : Refuse(address, text.Span, Position(text.Span, problem), Reason(text.Span, problem), problem);
        }
    }

    private static void Check(string address, ReadOnlySpan<byte> text, int maxDepth)
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
                    throw new StoreException(address, StoreRules.JsonTooDeep, FormattableString.Invariant(
                        $"The document is nested too deep; {nameof(StoreLimits.MaxDocumentDepth)} is {maxDepth}."));
                case JsonTokenType.StartObject:
                    names.Push(new HashSet<string>(StringComparer.Ordinal));
                    break;
                case JsonTokenType.EndObject:
                    names.Pop();
                    break;
                case JsonTokenType.PropertyName:
                    var name = Text(address, text, ref reader);
                    if (!names.Peek().Add(name))
                    {
                        throw Refuse(address, text, start, $"The object has the member '{name}' twice.");
                    }

                    break;
                case JsonTokenType.String when reader.ValueIsEscaped:
                    Text(address, text, ref reader);
                    break;
            }
        }
    }

    private static string Text(string address, ReadOnlySpan<byte> text, ref Utf8JsonReader reader)
    {
        string value;
        try
        {
            value = reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Refuse(address, text, (int)reader.TokenStartIndex, "A string has half of a surrogate pair.");
        }

        return value.Contains('\0', StringComparison.Ordinal)
            ? throw Refuse(address, text, (int)reader.TokenStartIndex, "A string has a NUL (\\u0000).")
            : value;
    }

    /// <summary>Where the bytes cease to be UTF-8, or null.</summary>
    private static int? Utf8Fault(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
        {
            return null;
        }

        var position = 0;
        while (System.Text.Rune.DecodeFromUtf8(text[position..], out _, out var length)
            == System.Buffers.OperationStatus.Done)
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

    private static StoreException Refuse(
        string address, ReadOnlySpan<byte> text, int position, string reason, Exception? cause = null)
    {
        var before = text[..position];
        var line = before.Count((byte)'\n') + 1;
        var column = position - (before.LastIndexOf((byte)'\n') + 1) + 1;
        var message = FormattableString.Invariant($"Line {line}, byte {column}: {reason}");
        return new StoreException(address, StoreRules.JsonInvalid, message, cause);
    }
}
