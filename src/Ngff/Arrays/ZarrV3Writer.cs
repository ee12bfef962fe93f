using System.Text.Json;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Arrays;

/// <summary>Says an array in Zarr v3.</summary>
internal static class ZarrV3Writer
{
    private static readonly string[] BloscShuffles = ["noshuffle", "shuffle", "bitshuffle"];

    public static RawJson Write(ZarrArrayDocument array, EquatableArray<string> dimensionNames, RawJson attributes) =>
        JsonText.Raw(writer =>
        {
            writer.WriteStartObject();
            if (array.ZarrFormat == 3)
            {
                writer.WriteMembers(array.Document, "dimension_names");
            }
            else
            {
                WriteV2(writer, array);
            }

            writer.WriteStrings("dimension_names", dimensionNames);
            if (attributes.Element.EnumerateObject().Any())
            {
                writer.WritePropertyName("attributes");
                attributes.Element.WriteTo(writer);
            }

            writer.WriteEndObject();
        });

    private static void WriteV2(Utf8JsonWriter writer, ZarrArrayDocument array)
    {
        var root = new JsonCursor(array.Document.Element, "");
        var dtype = root.Member("dtype")!.Value;
        if (dtype.Text is not { } code || DataTypes.FromV2(code, out var bigEndian) is not { } type)
        {
            throw Rules.DataTypeNotInV3.Refusal(
                dtype.Pointer, $"The data type {dtype.Element.GetRawText()} has no equal in Zarr v3.");
        }

        if (root.Present("filters") is { } filters && !(filters.IsArray && filters.Element.GetArrayLength() == 0))
        {
            throw Rules.FiltersNotInV3.Refusal(
                filters.Pointer, $"The filters {filters.Element.GetRawText()} cannot be said in Zarr v3.");
        }

        writer.WriteNumber("zarr_format", 3);
        writer.WriteString("node_type", "array");
        writer.WriteLongs("shape", array.Shape);
        writer.WriteString("data_type", type.Name);
        writer.WriteStartObject("chunk_grid");
        writer.WriteString("name", "regular");
        writer.WriteStartObject("configuration");
        writer.WriteLongs("chunk_shape", array.ChunkShape);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("chunk_key_encoding");
        writer.WriteString("name", "v2");
        writer.WriteStartObject("configuration");
        writer.WriteString("separator", array.ChunkKeys.Separator.ToString());
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WritePropertyName("fill_value");
        FillValues.WriteAsV3(writer, root.Member("fill_value")?.Element, type);
        writer.WriteStartArray("codecs");
        WriteOrder(writer, root, array.Shape.Count);
        WriteCodec(writer, "bytes", () =>
        {
            if (type.Size > 1)
            {
                writer.WriteString("endian", bigEndian ? "big" : "little");
            }
        });
        if (root.Present("compressor") is { } compressor)
        {
            WriteCompressor(writer, compressor, type);
        }

        writer.WriteEndArray();
    }

    private static void WriteOrder(Utf8JsonWriter writer, JsonCursor root, int rank)
    {
        switch (root.Present("order"))
        {
            case null or { Text: "C" }:
                break;
            case { Text: "F" }:
                if (rank > 1)
                {
                    // Fortran order is C order of the array with its dimensions reversed.
                    WriteCodec(writer, "transpose", () => writer.WriteLongs(
                        "order", Enumerable.Range(0, rank).Select(i => (long)(rank - 1 - i)).ToEquatableArray()));
                }

                break;
            case { } other:
                throw ZarrMembers.Invalid(other, "\"C\" or \"F\"");
        }
    }

    private static void WriteCompressor(Utf8JsonWriter writer, JsonCursor compressor, DataType type)
    {
        var id = compressor.Member("id")?.Text;
        switch (id)
        {
            case "blosc":
                var shuffle = Integer(compressor, "shuffle", absent: 1);
                if (shuffle is < -1 or > 2)
                {
                    throw NotInV3(compressor, $"Blosc shuffles are -1 to 2, and this is {shuffle}.");
                }

                // -1 is numcodecs' choice by the size of the items.
                var resolved = shuffle == -1 ? (type.Size == 1 ? 2 : 1) : shuffle;
                WriteCodec(writer, "blosc", () =>
                {
                    writer.WriteString("cname", compressor.Present("cname")?.Text ?? "lz4");
                    writer.WriteNumber("clevel", Integer(compressor, "clevel", absent: 5));
                    writer.WriteString("shuffle", BloscShuffles[resolved]);
                    writer.WriteNumber("typesize", type.Size);
                    writer.WriteNumber("blocksize", Integer(compressor, "blocksize", absent: 0));
                });
                break;
            case "zstd":
                WriteCodec(writer, "zstd", () =>
                {
                    writer.WriteNumber("level", Integer(compressor, "level", absent: 0));
                    writer.WriteBoolean("checksum", compressor.Member("checksum")?.Kind == JsonValueKind.True);
                });
                break;
            case "gzip":
                WriteCodec(writer, "gzip", () => writer.WriteNumber("level", Integer(compressor, "level", absent: 1)));
                break;
            case "zlib" or "lz4" or "bz2" or "lzma":
                WriteCodec(
                    writer, "numcodecs." + id, () => writer.WriteMembers(new RawJson(compressor.Element), "id"));
                break;
            default:
                throw NotInV3(compressor, $"The compressor {compressor.Element.GetRawText()} has no equal in Zarr v3.");
        }
    }

    private static void WriteCodec(Utf8JsonWriter writer, string name, Action configuration)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteStartObject("configuration");
        configuration();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static int Integer(JsonCursor parent, string name, int absent) => parent.Present(name) switch
    {
        null => absent,
        { Kind: JsonValueKind.Number } number when number.Element.TryGetInt32(out var value) => value,
        { } other => throw NotInV3(other, $"Here must be an integer, not {other.KindText}."),
    };

    private static NgffException NotInV3(JsonCursor at, string message) =>
        Rules.CodecNotInV3.Refusal(at.Pointer, message);
}
