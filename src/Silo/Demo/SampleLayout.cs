using System.Text.Json.Nodes;
using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Silo.Demo;

/// <summary>How an array of a sample image is stored: Zarr v3, or v2 without shards.</summary>
internal sealed record SampleLayout
{
    private const int GzipLevel = 6;

    /// <summary>2 or 3.</summary>
    public int ZarrFormat { get; init; } = 3;

    /// <summary>The number of elements per dimension.</summary>
    public required int[] Shape { get; init; }

    /// <summary>What is encoded as one: a chunk or, in a shard, an inner chunk. Those at the end may reach over the edge.
    /// </summary>
    public required int[] Chunk { get; init; }

    /// <summary>The lengths of a shard, multiples of those of the chunk; null without shards.</summary>
    public int[]? Shard { get; init; }

    /// <summary>The names of the dimensions, which v2 does not say.</summary>
    public required string[] Dimensions { get; init; }

    /// <summary><c>uint8</c>, <c>uint16</c> or <c>int16</c>.</summary>
    public required ElementType Type { get; init; }

    /// <summary>Whether the most significant byte of an element comes first.</summary>
    public bool IsBigEndian { get; init; }

    /// <summary>How chunks are compressed.</summary>
    public SampleCodec Codec { get; init; } = SampleCodec.Gzip;

    /// <summary>The value of what is not stored.</summary>
    public int Fill { get; init; }

    /// <summary>Whether chunks that hold nothing but the fill value are left out.</summary>
    public bool OmitsFilled { get; init; }

    /// <summary>The name of the array's document.</summary>
    public string DocumentName => ZarrFormat == 2 ? ".zarray" : "zarr.json";

    /// <summary>What is stored as one object: a shard or a chunk.</summary>
    public int[] Stored => Shard ?? Chunk;

    /// <summary>The places of all that could be stored as one object, in C order.</summary>
    public IEnumerable<int[]> Places() => Grid([.. Shape.Zip(Stored, (size, part) => (size + part - 1) / part)]);

    /// <summary>The key of an object at a place, below the array's.</summary>
    public string Key(int[] place)
    {
        var numbers = string.Join('/', place.Select(index => FormattableString.Invariant($"{index}")));
        return ZarrFormat == 2 ? numbers : $"c/{numbers}";
    }

    /// <summary>The array's document.</summary>
    public JsonObject Document() => ZarrFormat == 2 ? DocumentV2() : DocumentV3();

    /// <summary>All places of a grid, the last index fastest.</summary>
    public static IEnumerable<int[]> Grid(int[] counts) => counts.Aggregate(
        (IEnumerable<int[]>)[[]],
        (places, count) => places.SelectMany(place => Enumerable.Range(0, count).Select(int[] (index) => [.. place, index])));

    /// <summary>Numbers as JSON.</summary>
    public static JsonArray Numbers<T>(IEnumerable<T> values) =>
        new([.. values.Select(JsonNode? (value) => JsonValue.Create(value))]);

    private JsonObject DocumentV2() => new()
    {
        ["zarr_format"] = 2,
        ["shape"] = Numbers(Shape),
        ["chunks"] = Numbers(Chunk),
        ["dtype"] = (Type.Size() == 1 ? "|" : IsBigEndian ? ">" : "<") + Type switch
        {
            ElementType.UInt8 => "u1",
            ElementType.UInt16 => "u2",
            _ => "i2",
        },
        ["compressor"] = Codec switch
        {
            SampleCodec.Raw => null,
            SampleCodec.Gzip => new JsonObject { ["id"] = "gzip", ["level"] = GzipLevel },
            SampleCodec.Zlib => new JsonObject { ["id"] = "zlib", ["level"] = GzipLevel },
            _ => new JsonObject
            {
                ["id"] = "blosc",
                ["cname"] = "zlib",
                ["clevel"] = GzipLevel,
                ["shuffle"] = 1,
                ["blocksize"] = 0,
            },
        },
        ["fill_value"] = Fill,
        ["order"] = "C",
        ["filters"] = null,
        ["dimension_separator"] = "/",
    };

    private JsonObject DocumentV3()
    {
        JsonArray codecs = Codec switch
        {
            SampleCodec.Raw => [Bytes()],
            SampleCodec.Gzip => [Bytes(), Named("gzip", new() { ["level"] = GzipLevel })],
            _ => throw new NotSupportedException($"{Codec} is not written in Zarr v3."),
        };
        if (Shard is not null)
        {
            codecs =
            [
                Named("sharding_indexed", new()
                {
                    ["chunk_shape"] = Numbers(Chunk),
                    ["codecs"] = codecs,
                    ["index_codecs"] = new JsonArray(
                        Named("bytes", new() { ["endian"] = "little" }), new JsonObject { ["name"] = "crc32c" }),
                    ["index_location"] = "end",
                }),
            ];
        }

        return new()
        {
            ["zarr_format"] = 3,
            ["node_type"] = "array",
            ["shape"] = Numbers(Shape),
            ["data_type"] = Type.DataType(),
            ["chunk_grid"] = Named("regular", new() { ["chunk_shape"] = Numbers(Stored) }),
            ["chunk_key_encoding"] = Named("default", new() { ["separator"] = "/" }),
            ["fill_value"] = Fill,
            ["codecs"] = codecs,
            ["dimension_names"] = new JsonArray([.. Dimensions.Select(JsonNode? (name) => name)]),
            ["attributes"] = new JsonObject(),
        };
    }

    private JsonObject Bytes() => Named("bytes", new() { ["endian"] = IsBigEndian ? "big" : "little" });

    private static JsonObject Named(string name, JsonObject configuration) =>
        new() { ["name"] = name, ["configuration"] = configuration };
}
