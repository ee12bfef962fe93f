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
    // The depth is bounded where the values are read, which unlike the parser can say where they stand.
    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = FilterLimits.MaxFilterLength,
        AllowDuplicateProperties = false,
    };

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads a filter.</summary>
    /// <exception cref="ProblemException">
    /// 400 with the pointer: it breaks one of the <see cref="FilterRules"/>. What is no JSON has a position instead.
    /// </exception>
    public static Filter Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        FilterLimits.DemandLength(json);
        Cql2Characters.Demand(json, position => new FilterPlace(position, ""));
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return FilterLimits.Demand(Cql2JsonReader.Filter(Cql2JsonNode.Root(document.RootElement)));
        }
        catch (JsonException failure)
        {
            throw Refusal(json, failure);
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

    private static ProblemException Refusal(string json, JsonException failure)
    {
        if (failure is not { LineNumber: { } line, BytePositionInLine: { } column })
        {
            return FilterPlace.Unknown.Refuse(FilterRules.Syntax, failure.Message);
        }

        var start = 0;
        for (; line > 0; line--)
        {
            start = json.IndexOf('\n', start) + 1;
        }

        var utf8 = Encoding.UTF8.GetBytes(json[start..]);
        var position = start + Encoding.UTF8.GetCharCount(utf8.AsSpan(0, (int)Math.Min(column, utf8.Length)));
        var found = position == json.Length ? "it ends too early" : $"here is '{Cql2Characters.Excerpt(json, position)}'";
        return new FilterPlace(position, "").Refuse(FilterRules.Syntax, $"The filter is not JSON; {found}.");
    }
}
