using System.Collections.Immutable;
using System.Text.Json;
using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.Neuroglancer;

/// <summary>Which arrays Neuroglancer (2.41) shows. Of others it tells no more than a message, or shows noise.</summary>
public static class ShownArrays
{
    private static readonly ImmutableArray<string> DataTypes =
        ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "float32"];

    private static readonly ImmutableArray<string> Codecs =
        ["bytes", "transpose", "sharding_indexed", "crc32c", "blosc", "gzip", "zstd"];

    private static readonly ImmutableArray<string> Compressors = ["blosc", "gzip", "zlib", "zstd"];

    /// <summary>Refuses what is not shown, as the array is described in its document.</summary>
    /// <exception cref="NgffException"><c>viewer-data-type</c>, <c>viewer-codec</c>.</exception>
    public static void Demand(ZarrArrayDocument array)
    {
        ArgumentNullException.ThrowIfNull(array);
        var isV2 = array.ZarrFormat == 2;

        // It takes int64 of v2 for uint64.
        if (!DataTypes.Contains(array.DataType) && !(isV2 && array.DataType == "int64"))
        {
            throw Rules.ViewerDataType.Refusal("/data_type",
                $"Neuroglancer does not show the data type {array.DataType}; it shows {string.Join(", ", DataTypes)}.");
        }

        if (isV2 && Items(array.Document.Member("filters")).Any())
        {
            throw Rules.ViewerCodec.Refusal("/filters", "Neuroglancer leaves out the filters of Zarr v2 and would show noise.");
        }

        var names = isV2
            ? Text(array.Document.Member("compressor"), "id") is { } compressor ? [compressor] : []
            : Names(array.Document.Member("codecs")).ToList();
        if (names.FirstOrDefault(name => !(isV2 ? Compressors : Codecs).Contains(name)) is { } unknown)
        {
            throw Rules.ViewerCodec.Refusal(isV2 ? "/compressor" : "/codecs",
                $"Neuroglancer does not know the codec {unknown}.");
        }
    }

    private static IEnumerable<string> Names(JsonElement? codecs) => Items(codecs).SelectMany(codec =>
        codec.ValueKind == JsonValueKind.String ? [codec.GetString()!]
        : Names(Member(Member(codec, "configuration"), "codecs")).Prepend(Text(codec, "name") ?? ""));

    private static ImmutableArray<JsonElement> Items(JsonElement? list) =>
        list is { ValueKind: JsonValueKind.Array } items ? [.. items.EnumerateArray()] : [];

    private static JsonElement? Member(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement? parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
