using System.Text.Json;
using System.Text.Json.Serialization;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Transformations;

/// <summary>Reads and writes a <see cref="CoordinateSystemReference"/> as <c>{"name"?:…,"path"?:…}</c>.</summary>
public sealed class CoordinateSystemReferenceConverter : JsonConverter<CoordinateSystemReference>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">It is no such object; the message begins with the rule that it breaks.</exception>
    public override CoordinateSystemReference? Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var findings = new Findings();
        var cursor = new JsonCursor(JsonElement.ParseValue(ref reader), "");
        return TransformationParameters.Reference(cursor, findings) ?? throw findings.FirstAsJsonException();
    }

    /// <inheritdoc/>
    public override void Write(
        Utf8JsonWriter writer, CoordinateSystemReference value, JsonSerializerOptions options) => value.Write(writer);
}
