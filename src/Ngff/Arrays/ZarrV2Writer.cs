using System.Text.Json;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Arrays;

/// <summary>Says a v3 array in Zarr v2.</summary>
internal static class ZarrV2Writer
{
    private const string Numcodecs = "numcodecs.";

    private static readonly string[] BloscShuffles = ["noshuffle", "shuffle", "bitshuffle"];

    private static readonly string[] SharedCompressors = ["blosc", "bz2", "gzip", "lz4", "lzma", "zlib", "zstd"];

    private static readonly string[] KnownMembers =
    [
        "zarr_format", "node_type", "shape", "data_type", "chunk_grid", "chunk_key_encoding", "fill_value", "codecs",
        "attributes", "dimension_names", "storage_transformers",
    ];

    public static RawJson Write(ZarrArrayDocument array)
    {
        var root = new JsonCursor(array.Document.Element, "");
        CheckExtensions(root);
        if (array.ShardShape is { } shard)
        {
            var codecs = root.Member("codecs")!.Value;
            throw Rules.ShardingNotInV2.Refusal(
                codecs.Pointer, $"The array's chunks are in shards of {shard}, which Zarr v2 does not have.");
        }

        if (DataTypes.FromName(array.DataType) is not { } type)
        {
            throw Rules.DataTypeNotInV2.Refusal("/data_type", $"Zarr v2 has no data type {array.DataType}.");
        }

        var chain = Chain.Read(root, type, array.Shape.Count);
        return JsonText.Raw(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("zarr_format", 2);
            writer.WriteLongs("shape", array.Shape);
            writer.WriteLongs("chunks", array.ChunkShape);
            writer.WriteString("dtype", type.ToV2(chain.BigEndian));
            writer.WritePropertyName("compressor");
            WriteCompressor(writer, chain.Compressor);
            writer.WritePropertyName("fill_value");
            FillValues.WriteAsV2(writer, root.Member("fill_value")!.Value.Element, type);
            writer.WriteString("order", chain.FortranOrder ? "F" : "C");
            writer.WriteNull("filters");
            writer.WriteString("dimension_separator", "/");
            writer.WriteEndObject();
        });
    }

    private static void CheckExtensions(JsonCursor root)
    {
        if (root.Present("storage_transformers") is { } transformers &&
            !(transformers.IsArray && transformers.Element.GetArrayLength() == 0))
        {
            throw Rules.ExtensionNotInV2.Refusal(transformers.Pointer, "Zarr v2 has no storage transformers.");
        }

        foreach (var member in root.Element.EnumerateObject())
        {
            var mayIgnore = member.Value.ValueKind == JsonValueKind.Object &&
                member.Value.TryGetProperty("must_understand", out var must) && must.ValueKind == JsonValueKind.False;
            if (!mayIgnore && !KnownMembers.Contains(member.Name))
            {
                throw Rules.ExtensionNotInV2.Refusal(
                    root.At(member.Name), $"Zarr v2 cannot say \"{member.Name}\", which readers must understand.");
            }
        }
    }

    private static void WriteCompressor(Utf8JsonWriter writer, ZarrExtension? codec)
    {
        if (codec is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("id", Id(codec));
        var configuration = codec.Configuration is { } some ? new RawJson(some.Element) : null;
        switch (codec.Name)
        {
            case "blosc":
                writer.WriteMembers(configuration, "shuffle", "typesize");
                writer.WriteNumber("shuffle", Shuffle(codec));
                break;
            case "zstd" when codec.Configuration?.Member("checksum")?.Kind != JsonValueKind.True:
                writer.WriteMembers(configuration, "checksum");
                break;
            default:
                writer.WriteMembers(configuration);
                break;
        }

        writer.WriteEndObject();
    }

    private static string Id(ZarrExtension codec) =>
        codec.Name.StartsWith(Numcodecs, StringComparison.Ordinal) ? codec.Name[Numcodecs.Length..] : codec.Name;

    private static int Shuffle(ZarrExtension blosc)
    {
        var text = blosc.Configuration?.Member("shuffle")?.Text ?? "noshuffle";
        var number = Array.IndexOf(BloscShuffles, text);
        return number >= 0 ? number : throw NotInV2(blosc, $"Zarr v2 has no Blosc shuffle \"{text}\".");
    }

    private static NgffException NotInV2(ZarrExtension codec, string message) =>
        Rules.CodecNotInV2.Refusal(codec.At.Pointer, message);

    /// <summary>A chain of codecs as far as v2 has it: a transposition, the bytes of an item, one compressor.</summary>
    private sealed record Chain(bool FortranOrder, bool BigEndian, ZarrExtension? Compressor)
    {
        public static Chain Read(JsonCursor root, DataType type, int rank)
        {
            var (fortran, order) = (false, (bool?)null);
            ZarrExtension? compressor = null;
            foreach (var codec in ZarrV3Reader.Codecs(root))
            {
                if (order is null && codec.Name == "transpose" && !fortran)
                {
                    fortran = IsReversal(codec, rank);
                }
                else if (order is null && codec.Name == "bytes")
                {
                    order = IsBigEndian(codec, type);
                }
                else if (order is not null && compressor is null && SharedCompressors.Contains(Id(codec)))
                {
                    compressor = codec;
                }
                else
                {
                    throw NotInV2(codec, $"Zarr v2 has no word for the codec \"{codec.Name}\" at this place.");
                }
            }

            return order is { } bigEndian
                ? new Chain(fortran, bigEndian, compressor)
                : throw Rules.CodecNotInV2.Refusal("/codecs", "No codec writes the bytes of each item.");
        }

        private static bool IsReversal(ZarrExtension transpose, int rank)
        {
            var order = ZarrV3Reader.TransposeOrder(transpose, rank);
            var natural = Enumerable.Range(0, rank).Select(dimension => (long)dimension).ToEquatableArray();
            return order switch
            {
                { } same when same == natural => false,
                { } other when other == natural.Reverse().ToEquatableArray() => true,
                _ => throw NotInV2(transpose, $"Zarr v2 has no order of dimensions like {order}."),
            };
        }

        private static bool IsBigEndian(ZarrExtension bytes, DataType type) =>
            bytes.Configuration?.Present("endian")?.Text switch
            {
                "big" => true,
                "little" => false,
                null when type.Size == 1 => false,
                _ => throw NotInV2(bytes, "The bytes codec does not say the byte order (\"endian\")."),
            };
    }
}
