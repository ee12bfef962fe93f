using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OmeNgff.Ngff.Json;

/// <summary>
/// A JSON value that is carried and not interpreted: attributes, <c>omero</c>, Zarr documents. It keeps the text of its
/// numbers and the order of its members. Two values are equal when they mean the same JSON value.
/// </summary>
[JsonConverter(typeof(RawJsonConverter))]
public sealed class RawJson : IEquatable<RawJson>
{
    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = JsonText.MaxBuiltDepth };

    /// <summary>The empty object.</summary>
    public static readonly RawJson EmptyObject = Parse("{}");

    /// <summary>Keeps a copy of <paramref name="element"/> that outlives its document.</summary>
    public RawJson(JsonElement element) => Element = element.Clone();

    /// <summary>The value.</summary>
    public JsonElement Element { get; }

    /// <summary>Parses one JSON value.</summary>
    /// <exception cref="JsonException">The text is not JSON, or nested deeper than 512.</exception>
    public static RawJson Parse(string text)
    {
        using var document = JsonDocument.Parse(text, Limits);
        return new RawJson(document.RootElement);
    }

    /// <summary>Parses one JSON value from UTF-8.</summary>
    /// <exception cref="JsonException">The text is not JSON, or nested deeper than 512.</exception>
    public static RawJson Parse(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8, Limits);
        return new RawJson(document.RootElement);
    }

    /// <summary>The value of a member of an object, or null when this is no object or has no such member.</summary>
    public JsonElement? Member(string name) =>
        Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(name, out var value) ? value : null;

    /// <inheritdoc/>
    public bool Equals(RawJson? other) => other is not null && JsonElement.DeepEquals(Element, other.Element);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RawJson);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Element.ValueKind;

    /// <summary>The JSON text as it was read.</summary>
    public override string ToString() => Element.GetRawText();

    /// <summary>The JSON text as UTF-8.</summary>
    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(ToString());
}

/// <summary>Reads and writes <see cref="RawJson"/> as the value it holds.</summary>
public sealed class RawJsonConverter : JsonConverter<RawJson>
{
    /// <inheritdoc/>
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonElement.ParseValue(ref reader));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
        value.Element.WriteTo(writer);
}
