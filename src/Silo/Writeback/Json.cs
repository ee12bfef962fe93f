using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Silo.Writeback;

/// <summary>Documents with single members replaced. Numbers keep their text, and members their order.</summary>
internal static class Json
{
    private static readonly JsonWriterOptions Form = new() { MaxDepth = 1000 };

    /// <summary>A node as a value.</summary>
    internal static RawJson Of(JsonNode node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Form))
        {
            node.WriteTo(writer);
        }

        return RawJson.Parse(buffer.WrittenMemory);
    }

    /// <summary>An object with one member set.</summary>
    internal static RawJson With(RawJson document, string name, RawJson value)
    {
        var json = JsonObject.Create(document.Element) ?? [];
        json[name] = JsonObject.Create(value.Element);
        return Of(json);
    }

    /// <summary>An object without one member.</summary>
    internal static RawJson Without(RawJson document, string name)
    {
        var json = JsonObject.Create(document.Element) ?? [];
        return json.Remove(name) ? Of(json) : document;
    }
}
