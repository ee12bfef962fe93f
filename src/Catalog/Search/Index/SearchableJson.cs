using System.Text.Json;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Catalog.Search.Index;

/// <summary>JSON as it is searched: what a double cannot hold is left out, so that the database takes every number, and two
/// ways of writing one number are one.</summary>
internal static class SearchableJson
{
    /// <summary>The searchable form of an object; null where there is nothing in it.</summary>
    internal static RawJson? Of(RawJson? json)
    {
        if (json?.Element is not { ValueKind: JsonValueKind.Object } element || !element.EnumerateObject().Any())
        {
            return null;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = 1000 }))
        {
            Write(writer, element);
        }

        return RawJson.Parse(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().Where(member => IsWritten(member.Value)))
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray().Where(IsWritten))
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                writer.WriteNumberValue(value.GetDouble() + 0.0);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static bool IsWritten(JsonElement value) =>
        value.ValueKind != JsonValueKind.Number || (value.TryGetDouble(out var number) && double.IsFinite(number));
}
