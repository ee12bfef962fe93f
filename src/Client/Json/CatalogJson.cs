using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OmeNgff.Client.Records;

namespace OmeNgff.Client.Json;

/// <summary>The one JSON form of records: over HTTP, between silos and in the database.</summary>
public static class CatalogJson
{
    /// <summary>How deep JSON may be nested. More than documents and bodies may be (limit <c>MaxDocumentDepth</c>):
    /// records hold these, and lists hold records.</summary>
    public const int MaxDepth = 512;

    /// <summary>camelCase, absent instead of null, unknown and repeated members refused.</summary>
    public static readonly JsonSerializerOptions Options = Create();

    /// <summary>The same, for what a later release may have written: unknown members are passed over.</summary>
    private static readonly JsonSerializerOptions Lenient = new(Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <summary>Writes a value in the catalog's form.</summary>
    public static string Serialize<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Reads a value that the catalog wrote.</summary>
    /// <exception cref="JsonException">The text is not the JSON of a <typeparamref name="T"/>.</exception>
    public static T Deserialize<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("The JSON value is null.");

    /// <summary>Reads a value that this or another release of the catalog wrote. A record with members that this one does not know
    /// says so (<see cref="CatalogRecord.IsOfNewerRelease"/>).</summary>
    /// <exception cref="JsonException">The text is not the JSON of a value of that type.</exception>
    public static object DeserializeOfAnyRelease(string json, Type type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type, Options) ?? throw new JsonException("The JSON value is null.");
        }
        catch (JsonException) when (JsonSerializer.Deserialize(json, type, Lenient) is { } value)
        {
            return value is CatalogRecord record ? record with { IsOfNewerRelease = true } : value;
        }
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
            PropertyNameCaseInsensitive = false,
            NumberHandling = JsonNumberHandling.Strict,
            RespectNullableAnnotations = true,
            MaxDepth = MaxDepth,
            // Answers are JSON and never part of a page, so only JSON's own escapes are needed.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
