using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OmeNgff.Client.Json;

/// <summary>The one JSON form of records: over HTTP, between silos and in the database.</summary>
public static class CatalogJson
{
    /// <summary>How deep JSON may be nested. More than documents and bodies may be (limit <c>MaxDocumentDepth</c>):
    /// records hold these, and lists hold records.</summary>
    public const int MaxDepth = 512;

    /// <summary>camelCase, absent instead of null, unknown and repeated members refused.</summary>
    public static readonly JsonSerializerOptions Options = Create();

    /// <summary>Writes a value in the catalog's form.</summary>
    public static string Serialize<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Reads a value that the catalog wrote.</summary>
    /// <exception cref="JsonException">The text is not the JSON of a <typeparamref name="T"/>.</exception>
    public static T Deserialize<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("The JSON value is null.");

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
