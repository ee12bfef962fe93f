using System.Text.Json;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Search.Index;

/// <summary>The names of the codecs of arrays, as their documents have them.</summary>
internal static class ArrayCodecs
{
    /// <summary>Those of all arrays, each once, in order: codecs of Zarr v3, of inner chunks too; compressor and filters of
    /// Zarr v2.</summary>
    internal static string[] Of(IEnumerable<ArrayRecord> arrays) =>
    [
        .. arrays.Select(array => array.Zarr).OfType<Ngff.Json.RawJson>().Distinct()
            .SelectMany(document => Names(document.Element))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Names(JsonElement document) =>
        document.ValueKind != JsonValueKind.Object ? []
        : Listed(document, "codecs").Concat(Listed(document, "filters"))
            .Concat(document.TryGetProperty("compressor", out var compressor) ? Name(compressor) : []);

    private static IEnumerable<string> Listed(JsonElement parent, string member) =>
        parent.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().SelectMany(Name)
            : [];

    private static IEnumerable<string> Name(JsonElement codec) => codec.ValueKind switch
    {
        JsonValueKind.String => [codec.GetString()!],
        JsonValueKind.Object => Text(codec, "name").Concat(Text(codec, "id")).Concat(Inner(codec)),
        _ => [],
    };

    private static IEnumerable<string> Text(JsonElement codec, string member) =>
        codec.TryGetProperty(member, out var name) && name.ValueKind == JsonValueKind.String ? [name.GetString()!] : [];

    private static IEnumerable<string> Inner(JsonElement codec) =>
        codec.TryGetProperty("configuration", out var inner) && inner.ValueKind == JsonValueKind.Object
            ? Listed(inner, "codecs")
            : [];
}
