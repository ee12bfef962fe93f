using System.Globalization;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Bench.Search.Samples;

/// <summary>The documents of arrays, as writers of Zarr v2 and v3 have them.</summary>
internal static class ZarrDocuments
{
    /// <summary>The document of an array.</summary>
    /// <param name="format">2 or 3.</param>
    /// <param name="shape">The number of pixels along each axis.</param>
    /// <param name="chunks">The size of a chunk.</param>
    /// <param name="shards">The size of a shard, or null; only in format 3.</param>
    /// <param name="dataType">The name of the data type in format 3.</param>
    /// <param name="codec">What compresses, as <see cref="SampleDataset.Codec"/> names it.</param>
    /// <param name="axes">The names of the axes.</param>
    public static RawJson Of(
        int format, long[] shape, long[] chunks, long[]? shards, string dataType, string codec, string axes) =>
        RawJson.Parse(format == 2
            ? $$"""
              {"zarr_format":2,"shape":{{List(shape)}},"chunks":{{List(chunks)}},"dtype":"{{Type2(dataType)}}","compressor":{{Codec2(codec)}},"fill_value":0,"order":"C","filters":null,"dimension_separator":"/"}
              """
            : $$$"""
              {"zarr_format":3,"node_type":"array","shape":{{{List(shape)}}},"data_type":"{{{dataType}}}","chunk_grid":{"name":"regular","configuration":{"chunk_shape":{{{List(shards ?? chunks)}}}}},"chunk_key_encoding":{"name":"default","configuration":{"separator":"/"}},"fill_value":0,"codecs":[{{{(shards is null ? Codecs3(codec) : Sharded(chunks, codec))}}}],"attributes":{},"dimension_names":[{{{string.Join(',', axes.Select(axis => $"\"{axis}\""))}}}]}
              """);

    private static string Sharded(long[] chunks, string codec) =>
        $$$"""
        {"name":"sharding_indexed","configuration":{"chunk_shape":{{{List(chunks)}}},"codecs":[{{{Codecs3(codec)}}}],"index_codecs":[{"name":"bytes","configuration":{"endian":"little"}},{"name":"crc32c"}],"index_location":"end"}}
        """;

    private static string Codecs3(string codec) =>
        """{"name":"bytes","configuration":{"endian":"little"}}"""
        + codec switch
        {
            "blosc-lz4" or "blosc-zstd" =>
                $$$""",{"name":"blosc","configuration":{"typesize":2,"cname":"{{{codec[6..]}}}","clevel":5,"shuffle":"shuffle","blocksize":0}}""",
            "zstd" => """,{"name":"zstd","configuration":{"level":3,"checksum":false}}""",
            "gzip" => """,{"name":"gzip","configuration":{"level":5}}""",
            _ => "",
        };

    private static string Codec2(string codec) => codec switch
    {
        "blosc-lz4" or "blosc-zstd" =>
            $$"""{"id":"blosc","cname":"{{codec[6..]}}","clevel":5,"shuffle":1,"blocksize":0}""",
        "zstd" => """{"id":"zstd","level":3}""",
        "gzip" => """{"id":"zlib","level":1}""",
        _ => "null",
    };

    private static string Type2(string dataType) => dataType switch
    {
        "uint8" => "|u1",
        "uint16" => "<u2",
        "uint32" => "<u4",
        _ => "<f4",
    };

    private static string List(long[] numbers) =>
        $"[{string.Join(',', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))}]";
}
