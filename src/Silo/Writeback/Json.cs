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

    /// <summary>
    /// A value in the form of another: members in its order, and what is equal in its very text, so that a comparison
    /// of the two texts shows what is really new.
    /// </summary>
    internal static RawJson InFormOf(RawJson form, RawJson value) => Of(InFormOf(form.Element, value.Element)!);

    private static JsonNode? InFormOf(JsonElement form, JsonElement value)
    {
        if (JsonElement.DeepEquals(form, value))
        {
            return Node(form);
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object when form.ValueKind == JsonValueKind.Object:
                var json = new JsonObject();
                foreach (var member in form.EnumerateObject())
                {
                    if (value.TryGetProperty(member.Name, out var own))
                    {
                        json[member.Name] = InFormOf(member.Value, own);
                    }
                }

                foreach (var member in value.EnumerateObject().Where(member => !json.ContainsKey(member.Name)))
                {
                    json[member.Name] = Node(member.Value);
                }

                return json;
            case JsonValueKind.Array when form.ValueKind == JsonValueKind.Array:
                var length = form.GetArrayLength();
                return new JsonArray(
                [
                    .. value.EnumerateArray().Select((item, index) =>
                        index < length ? InFormOf(form[index], item) : Node(item)),
                ]);
            default:
                return Node(value);
        }
    }

    // A node made of an element keeps the text of its numbers.
    private static JsonNode? Node(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(element),
        JsonValueKind.Array => JsonArray.Create(element),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(element),
    };
}
