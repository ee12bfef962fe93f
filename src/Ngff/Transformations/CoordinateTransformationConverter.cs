using System.Text.Json;
using System.Text.Json.Serialization;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Transformations;

/// <summary>
/// Reads and writes a <see cref="CoordinateTransformation"/> as NGFF 0.6 does, such as
/// <c>{"type":"scale","scale":[…],"name"?,"input"?,"output"?}</c>. Numbers are finite and read back with the same bits.
/// Other members are refused but for <c>attributes</c>, an object that holds <see cref="CoordinateTransformation.Other"/>.
/// </summary>
public sealed class CoordinateTransformationConverter : JsonConverter<CoordinateTransformation>
{
    /// <summary>The most axes, and the most parts of one transformation.</summary>
    public const int MaxLength = TransformationReader.MaxLength;

    /// <summary>How deep transformations may be nested.</summary>
    public const int MaxDepth = TransformationReader.MaxDepth;

    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) =>
        typeof(CoordinateTransformation).IsAssignableFrom(typeToConvert);

    /// <inheritdoc/>
    /// <exception cref="JsonException">
    /// The value is no transformation; the message begins with the rule that it breaks.
    /// </exception>
    public override CoordinateTransformation Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var findings = new Findings();
        var cursor = new JsonCursor(JsonElement.ParseValue(ref reader), "");
        UnicodeText.DemandJson(cursor.Element);
        return new TransformationReader(findings, TransformationForm.Record).Read(cursor)
            ?? throw findings.FirstAsJsonException();
    }

    /// <inheritdoc/>
    public override void Write(
        Utf8JsonWriter writer, CoordinateTransformation value, JsonSerializerOptions options) =>
        TransformationWriter.Write(writer, value, TransformationForm.Record);
}
