using System.Text.Json;
using System.Text.Json.Serialization;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Transformations;

/// <summary>
/// Reads and writes a <see cref="CoordinateTransformation"/> as NGFF 0.6 does:
/// <c>{"type":"scale","scale":[…],"name"?,"input"?,"output"?}</c>, with <c>input</c> and <c>output</c> as strings.
/// Numbers are finite and read back with the same bits; members that the type does not have are refused.
/// </summary>
public sealed class CoordinateTransformationConverter : JsonConverter<CoordinateTransformation>
{
    /// <summary>The most parameters one transformation, and the most parts one sequence may have.</summary>
    public const int MaxLength = 64;

    /// <summary>How deep sequences may be nested.</summary>
    public const int MaxDepth = 8;

    private static readonly string[] CommonMembers = ["type", "name", "input", "output"];

    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) =>
        typeof(CoordinateTransformation).IsAssignableFrom(typeToConvert);

    /// <inheritdoc/>
    /// <exception cref="JsonException">
    /// The value is no transformation; the message begins with the rule that it breaks.
    /// </exception>
    public override CoordinateTransformation Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(new JsonCursor(JsonElement.ParseValue(ref reader), ""), depth: 0);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CoordinateTransformation value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("type", value.Type);
        WriteOptional(writer, "name", value.Name);
        WriteOptional(writer, "input", value.Input);
        WriteOptional(writer, "output", value.Output);
        switch (value)
        {
            case IdentityTransformation:
                break;
            case ScaleTransformation scale:
                writer.WriteDoubles("scale", scale.Scale);
                break;
            case TranslationTransformation translation:
                writer.WriteDoubles("translation", translation.Translation);
                break;
            case SequenceTransformation sequence:
                writer.WriteStartArray("transformations");
                foreach (var part in sequence.Transformations)
                {
                    Write(writer, part, options);
                }

                writer.WriteEndArray();
                break;
            default:
                throw new NotSupportedException($"No JSON form is known for {value.GetType().Name}.");
        }

        writer.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static CoordinateTransformation Read(JsonCursor json, int depth)
    {
        if (!json.IsObject || json.Member("type")?.Text is not { } type)
        {
            throw Refused(Rules.JsonType, json, "a coordinate transformation is an object with a string \"type\"");
        }

        CoordinateTransformation transformation = type switch
        {
            "identity" => new IdentityTransformation(),
            "scale" => new ScaleTransformation(Numbers(json, type)),
            "translation" => new TranslationTransformation(Numbers(json, type)),
            "sequence" => new SequenceTransformation(Parts(json, depth)),
            _ => throw Refused(
                Rules.TransformationTypeUnknown,
                json,
                $"\"{type}\" is none of identity, scale, translation and sequence"),
        };
        var parameter = type == "sequence" ? "transformations" : type;
        foreach (var member in json.Element.EnumerateObject())
        {
            if (!CommonMembers.Contains(member.Name) && (member.Name != parameter || type == "identity"))
            {
                throw Refused(Rules.JsonType, json, $"a transformation of type {type} has no member \"{member.Name}\"");
            }
        }

        return transformation with
        {
            Name = Text(json, "name", type),
            Input = Text(json, "input", type),
            Output = Text(json, "output", type),
        };
    }

    private static string? Text(JsonCursor json, string name, string type) => json.Present(name) switch
    {
        null => null,
        { Text: { } text } => text,
        { } other => throw Refused(Rules.JsonType, other, $"the {name} of a {type} is a string"),
    };

    private static EquatableArray<double> Numbers(JsonCursor json, string type)
    {
        if (json.Member(type) is not { IsArray: true } list)
        {
            throw Refused(Rules.JsonType, json, $"a transformation of type {type} has a list of numbers \"{type}\"");
        }

        CheckLength(list, type);
        var numbers = new List<double>();
        foreach (var item in list.Items())
        {
            if (item.Kind != JsonValueKind.Number || !item.Element.TryGetDouble(out var number))
            {
                throw Refused(Rules.JsonType, item, $"\"{type}\" lists numbers, and this is {item.KindText}");
            }

            if (!double.IsFinite(number))
            {
                throw Refused(Rules.TransformationNotFinite, item, $"\"{type}\" lists finite numbers");
            }

            numbers.Add(number);
        }

        return numbers.ToEquatableArray();
    }

    private static EquatableArray<CoordinateTransformation> Parts(JsonCursor json, int depth)
    {
        if (json.Member("transformations") is not { IsArray: true } list)
        {
            throw Refused(Rules.JsonType, json, "a sequence has a list \"transformations\"");
        }

        if (depth >= MaxDepth)
        {
            throw Refused(Rules.JsonType, json, $"sequences are nested at most {MaxDepth} deep");
        }

        CheckLength(list, "sequence");
        return list.Items().Select(part => Read(part, depth + 1)).ToEquatableArray();
    }

    private static void CheckLength(JsonCursor list, string type)
    {
        var length = list.Element.GetArrayLength();
        if (length == 0)
        {
            throw Refused(Rules.TransformationEmpty, list, $"a transformation of type {type} has no parameters");
        }

        if (length > MaxLength)
        {
            throw Refused(Rules.JsonType, list, $"a {type} has at most {MaxLength} parameters, not {length}");
        }
    }

    private static JsonException Refused(Rule rule, JsonCursor at, string message) =>
        new($"{rule.Id}: {message}{(at.Pointer.Length == 0 ? "" : $" (at {at.Pointer})")}.");
}
