using System.Text.Json;
using System.Text.Json.Serialization;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Transformations;

/// <summary>Reads and writes a <see cref="Matrix"/> as a list of rows.</summary>
public sealed class MatrixConverter : JsonConverter<Matrix>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">It is no matrix; the message begins with the rule that it breaks.</exception>
    public override Matrix? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var findings = new Findings();
        var cursor = new JsonCursor(JsonElement.ParseValue(ref reader), "");
        return TransformationParameters.Matrix(cursor, findings) ?? throw findings.FirstAsJsonException();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Matrix value, JsonSerializerOptions options) =>
        Write(writer, value);

    internal static void Write(Utf8JsonWriter writer, Matrix value)
    {
        writer.WriteStartArray();
        for (var row = 0; row < value.Rows; row++)
        {
            writer.WriteStartArray();
            foreach (var number in value.Row(row))
            {
                writer.WriteDouble(number);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }
}
