using System.Collections.Immutable;
using System.Text.Json;

namespace OmeNgff.Zarr.Arrays.Codecs;

/// <summary>Reads the <c>codecs</c> of a Zarr v3 document.</summary>
/// <param name="fill">The fill value's bytes.</param>
internal sealed class CodecReader(ImmutableArray<byte> fill)
{
    private const int MaxRank = 64;
    private const string Numcodecs = "numcodecs.";

    /// <summary>The chain that decodes chunks of a shape.</summary>
    /// <param name="codecs">The list.</param>
    /// <param name="shape">The lengths of what is decoded.</param>
    /// <param name="type">The type of the elements.</param>
    /// <exception cref="CodecException">A codec is not read here, or its configuration cannot be.</exception>
    public CodecChain Read(JsonElement codecs, ImmutableArray<long> shape, ElementType type)
    {
        if (codecs.ValueKind != JsonValueKind.Array)
        {
            throw Invalid("The codecs are no list.");
        }

        ImmutableArray<int> order = default;
        var isBigEndian = false;
        ShardCodec? shard = null;
        var hasBytes = false;
        var bytesCodecs = ImmutableArray.CreateBuilder<BytesCodec>();
        foreach (var codec in codecs.EnumerateArray())
        {
            var (name, configuration) = Named(codec);
            if (name is "transpose" or "bytes" or "sharding_indexed" == hasBytes)
            {
                throw Invalid($"The codec \"{name}\" cannot be at its place in the list.");
            }

            switch (name)
            {
                case "transpose":
                    order = Then(order, Order(configuration, shape.Length));
                    break;
                case "bytes":
                    isBigEndian = Endian(configuration, type);
                    hasBytes = true;
                    break;
                case "sharding_indexed":
                    shard = Shard(configuration, order.IsDefault ? shape : [.. order.Select(dimension => shape[dimension])], type);
                    hasBytes = true;
                    break;
                default:
                    bytesCodecs.Add(BytesCodec(name));
                    break;
            }
        }

        return new CodecChain
        {
            Shape = shape,
            Type = type,
            Order = order.IsDefault || order.SequenceEqual(Enumerable.Range(0, shape.Length)) ? default : order,
            IsBigEndian = isBigEndian,
            Shard = shard,
            BytesCodecs = hasBytes ? bytesCodecs.ToImmutable() : throw Invalid("No codec makes bytes of the elements."),
        };
    }

    private static BytesCodec BytesCodec(string name) => name switch
    {
        "gzip" or Numcodecs + "gzip" => new DeflateCodec(isGzip: true),
        "zlib" or Numcodecs + "zlib" => new DeflateCodec(isGzip: false),
        "zstd" or Numcodecs + "zstd" => new ZstdCodec(ZstdCodec.Library),
        "blosc" or Numcodecs + "blosc" => new BloscCodec(BloscCodec.Library),
        "crc32c" => new Crc32cCodec(),
        _ => throw new CodecException(
            ArrayRules.CodecUnsupported,
            $"The codec \"{name}\" is not read here; bytes, transpose, sharding_indexed, gzip, zlib, zstd, blosc and crc32c are."),
    };

    private ShardCodec Shard(JsonElement configuration, ImmutableArray<long> shape, ElementType type)
    {
        var inner = Lengths(configuration, "chunk_shape", shape.Length);
        var counts = ImmutableArray.CreateBuilder<long>();
        for (var dimension = 0; dimension < shape.Length; dimension++)
        {
            var (count, rest) = Math.DivRem(shape[dimension], inner[dimension]);
            counts.Add(rest == 0 ? count : throw Invalid(FormattableString.Invariant(
                $"An inner chunk of {inner[dimension]} does not divide a shard of {shape[dimension]} in dimension {dimension}.")));
        }

        var index = new CodecReader([0, 0, 0, 0, 0, 0, 0, 0])
            .Read(Member(configuration, "index_codecs"), [.. counts, 2], ElementType.UInt64);
        var isAtEnd = !configuration.TryGetProperty("index_location", out var location) || location.ValueKind switch
        {
            JsonValueKind.String when location.GetString() == "end" => true,
            JsonValueKind.String when location.GetString() == "start" => false,
            _ => throw Invalid("The index_location of a shard is \"start\" or \"end\"."),
        };
        return new ShardCodec
        {
            Inner = Read(Member(configuration, "codecs"), inner, type),
            Counts = counts.ToImmutable(),
            Index = index,
            IndexBytes = index.EncodedBytes ?? throw Invalid(
                "The codecs of a shard's index are such that its length is known: bytes, transpose and crc32c."),
            IsIndexAtEnd = isAtEnd,
            Fill = fill,
        };
    }

    private static (string Name, JsonElement Configuration) Named(JsonElement codec)
    {
        if (codec.ValueKind == JsonValueKind.String)
        {
            return (codec.GetString()!, default);
        }

        return codec.ValueKind == JsonValueKind.Object
            && codec.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
            ? (name.GetString()!, codec.TryGetProperty("configuration", out var configuration) ? configuration : default)
            : throw Invalid("A codec is an object with a name.");
    }

    private static JsonElement Member(JsonElement configuration, string name) =>
        configuration.ValueKind == JsonValueKind.Object && configuration.TryGetProperty(name, out var member)
            ? member
            : throw Invalid($"The configuration of a codec lacks \"{name}\".");

    private static ImmutableArray<long> Lengths(JsonElement configuration, string name, int rank)
    {
        var list = Member(configuration, name);
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != rank || rank > MaxRank)
        {
            throw Invalid($"The \"{name}\" of a codec is a list of {rank} integers.");
        }

        return [.. list.EnumerateArray().Select(item =>
            item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var length) && length > 0
                ? length
                : throw Invalid($"The \"{name}\" of a codec is a list of integers of at least 1."))];
    }

    private static ImmutableArray<int> Order(JsonElement configuration, int rank)
    {
        var order = Member(configuration, "order");
        if (order.ValueKind == JsonValueKind.String)
        {
            // "C" and "F" are from a draft of v3.
            return order.GetString() switch
            {
                "C" => [.. Enumerable.Range(0, rank)],
                "F" => [.. Enumerable.Range(0, rank).Reverse()],
                _ => throw NoPermutation(),
            };
        }

        ImmutableArray<int> permutation = order.ValueKind == JsonValueKind.Array
            ? [.. order.EnumerateArray().Select(item =>
                item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var dimension) ? dimension : -1)]
            : [];
        return permutation.Order().SequenceEqual(Enumerable.Range(0, rank)) ? permutation : throw NoPermutation();

        static CodecException NoPermutation() => Invalid("The order of a transpose codec is a permutation of the dimensions.");
    }

    /// <summary>Dimension i after both is dimension first[next[i]] before.</summary>
    private static ImmutableArray<int> Then(ImmutableArray<int> first, ImmutableArray<int> next) =>
        first.IsDefault ? next : [.. next.Select(dimension => first[dimension])];

    private static bool Endian(JsonElement configuration, ElementType type)
    {
        var endian = configuration.ValueKind == JsonValueKind.Object
            && configuration.TryGetProperty("endian", out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;
        return endian switch
        {
            "big" => true,
            "little" => false,
            null when type.Size() == 1 => false,
            _ => throw Invalid("The bytes codec says the byte order: \"endian\" is \"little\" or \"big\"."),
        };
    }

    private static CodecException Invalid(string message) => new(ArrayRules.CodecInvalid, message);
}
