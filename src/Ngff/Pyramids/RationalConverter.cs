using System.Text.Json;
using System.Text.Json.Serialization;

namespace OmeNgff.Ngff.Pyramids;

/// <summary>
/// Writes a <see cref="Rational"/> as a string (<c>"1/2"</c>); reads such a string, or a whole number.
/// </summary>
public sealed class RationalConverter : JsonConverter<Rational>
{
    /// <inheritdoc/>
    /// <exception cref="JsonException">It is neither.</exception>
    public override Rational Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when Rational.TryParse(reader.GetString(), null, out var fraction):
                return fraction;
            case JsonTokenType.Number when reader.TryGetInt64(out var integer):
                return integer;
            default:
                throw new JsonException("json-type: a fraction is a string such as \"2\", \"1/2\" or \"-3/4\".");
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Rational value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }
}
