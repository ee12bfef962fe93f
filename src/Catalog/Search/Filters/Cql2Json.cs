using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OmeNgff.Client.Problems;

namespace OmeNgff.Catalog.Search.Filters;

/// <summary>
/// Filters in CQL2 JSON (<c>filter-lang=cql2-json</c>, OGC 21-065r2). They have the parts of <see cref="Cql2Text"/>.
/// Objects have no other members than the standard's, and none twice.
/// </summary>
public static class Cql2Json
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        // What is written is JSON and never part of a page, so only JSON's own escapes are needed.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads a filter.</summary>
    /// <exception cref="ProblemException">
    /// 400 with the pointer: it breaks one of the <see cref="FilterRules"/>. What is no JSON, or nested too deep to be
    /// read, has a position instead.
    /// </exception>
    public static Filter Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        FilterLimits.DemandLength(json);
        Cql2Characters.Demand(json, FilterPlace.At);
        var utf8 = Encoding.UTF8.GetBytes(json);
        try
        {
            DemandDepth(utf8);
            using var document = JsonDocument.Parse(
                utf8, new JsonDocumentOptions { MaxDepth = FilterLimits.MaxSyntaxDepth });
            return FilterLimits.Demand(Cql2JsonReader.Filter(new Cql2JsonNode(document.RootElement, "")));
        }
        catch (JsonException failure)
        {
            throw Refusal(json, utf8, failure);
        }
    }

    /// <summary>Writes a filter so that reading it gives an equal one.</summary>
    public static string Write(Filter filter)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, WriterOptions))
        {
            new Cql2JsonWriter(writer).Write(filter);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void DemandDepth(ReadOnlySpan<byte> utf8)
    {
        // The reader's own bound would be reported as a syntax error, and without it a document takes quadratic time.
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray
                && reader.CurrentDepth >= FilterLimits.MaxSyntaxDepth)
            {
                throw FilterLimits.TooDeep(At(utf8, reader.TokenStartIndex));
            }
        }
    }

    private static ProblemException Refusal(string json, ReadOnlySpan<byte> utf8, JsonException failure)
    {
        var line = 0;
        for (var number = failure.LineNumber ?? 0; number > 0; number--)
        {
            line += utf8[line..].IndexOf((byte)'\n') + 1;
        }

        var place = At(utf8, Math.Min(utf8.Length, line + (failure.BytePositionInLine ?? 0)));
        var found = place.Position == json.Length
            ? "it ends too early"
            : $"here is '{Cql2Characters.Excerpt(json, place.Position)}'";
        return place.Refuse(FilterRules.Syntax, $"The filter is not JSON; {found}.");
    }

    private static FilterPlace At(ReadOnlySpan<byte> utf8, long index) =>
        FilterPlace.At(Encoding.UTF8.GetCharCount(utf8[..(int)index]));
}
