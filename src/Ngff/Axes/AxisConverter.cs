using System.Text.Json;
using System.Text.Json.Serialization;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Axes;

/// <summary>
/// Reads and writes an <see cref="Axis"/> as every OME version from 0.4 on does: <c>name</c>, <c>type</c> and
/// <c>unit</c> (absent rather than null), then the members that the model does not interpret.
/// </summary>
public sealed class AxisConverter : JsonConverter<Axis>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">It is no object, has no name, or a member is not a string.</exception>
    public override Axis Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonElement.ParseValue(ref reader);
        UnicodeText.DemandJson(element);
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("An axis is an object with a name (\"axes\" metadata).");
        }

        var name = Text(element, "name");
        if (string.IsNullOrEmpty(name))
        {
            throw new JsonException("axis-name-missing: an axis has a name, a string that is not empty.");
        }

        return new Axis(name, Text(element, "type"), Text(element, "unit")) { Other = OtherMembers(element) };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Axis value, JsonSerializerOptions options) =>
        Write(writer, value);

    internal static RawJson? OtherMembers(JsonElement axis) => JsonText.Without(axis, "name", "type", "unit");

    internal static void Write(Utf8JsonWriter writer, Axis value)
    {
        writer.WriteStartObject();
        writer.WriteString("name", value.Name);
        if (value.Type is not null)
        {
            writer.WriteString("type", value.Type);
        }

        if (value.Unit is not null)
        {
            writer.WriteString("unit", value.Unit);
        }

        writer.WriteMembers(value.Other, "name", "type", "unit");
        writer.WriteEndObject();
    }

    private static string? Text(JsonElement axis, string name) =>
        !axis.TryGetProperty(name, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            _ => throw new JsonException($"json-type: an axis' \"{name}\" is a string."),
        };
}
