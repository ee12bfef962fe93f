using System.Text.Json.Nodes;
using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Tests.Arrays;

public class ZarrFormatConversionTests
{
    private const string Plain = """[{"name":"bytes","configuration":{"endian":"little"}}]""";

    [Theory]
    [InlineData("""{"id":"blosc","cname":"lz4","clevel":5,"shuffle":1,"blocksize":0}""",
        """{"name":"blosc","configuration":{"cname":"lz4","clevel":5,"shuffle":"shuffle","typesize":2,"blocksize":0}}""")]
    [InlineData("""{"id":"blosc","cname":"zstd","clevel":3,"shuffle":2,"blocksize":0}""",
        """{"name":"blosc","configuration":{"cname":"zstd","clevel":3,"shuffle":"bitshuffle","typesize":2,"blocksize":0}}""")]
    [InlineData("""{"id":"blosc","cname":"zstd","clevel":3,"shuffle":0,"blocksize":0}""",
        """{"name":"blosc","configuration":{"cname":"zstd","clevel":3,"shuffle":"noshuffle","typesize":2,"blocksize":0}}""")]
    [InlineData("""{"id":"zstd","level":7}""", """{"name":"zstd","configuration":{"level":7,"checksum":false}}""")]
    [InlineData("""{"id":"zstd","level":7,"checksum":true}""",
        """{"name":"zstd","configuration":{"level":7,"checksum":true}}""")]
    [InlineData("""{"id":"gzip","level":6}""", """{"name":"gzip","configuration":{"level":6}}""")]
    [InlineData("""{"id":"zlib","level":6}""", """{"name":"numcodecs.zlib","configuration":{"level":6}}""")]
    [InlineData("""{"id":"lz4","acceleration":1}""", """{"name":"numcodecs.lz4","configuration":{"acceleration":1}}""")]
    [InlineData("""{"id":"bz2","level":1}""", """{"name":"numcodecs.bz2","configuration":{"level":1}}""")]
    public void Compressors_are_said_in_v3_and_back(string compressor, string codec)
    {
        var v3 = V2(compressor: compressor).AsV3(["y", "x"], RawJson.EmptyObject);

        Assert.Equal(RawJson.Parse(Plain[..^1] + "," + codec + "]"), new RawJson(v3.Member("codecs")!.Value));
        var back = ZarrArrayDocument.Parse(3, v3).AsV2();
        Assert.Equal(RawJson.Parse(compressor), new RawJson(back.Member("compressor")!.Value));
    }

    [Theory]
    [InlineData("<u2", "shuffle")]
    [InlineData("|u1", "bitshuffle")]
    public void The_automatic_shuffle_is_decided_by_the_size_of_the_items(string dtype, string shuffle)
    {
        var v3 = V2(dtype, """{"id":"blosc","cname":"lz4","clevel":5,"shuffle":-1,"blocksize":0}""")
            .AsV3(["y", "x"], RawJson.EmptyObject);

        var blosc = v3.Member("codecs")!.Value[1].GetProperty("configuration");
        Assert.Equal(shuffle, blosc.GetProperty("shuffle").GetString());
    }

    [Fact]
    public void A_v2_array_is_said_in_v3_with_its_own_chunk_keys()
    {
        var v3 = V2("|u1").AsV3(["y", "x"], RawJson.Parse("""{"a":1}"""));

        Assert.Equal(
            RawJson.Parse(
                """
                {"zarr_format":3,"node_type":"array","shape":[20,30],"data_type":"uint8",
                 "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[5,6]}},
                 "chunk_key_encoding":{"name":"v2","configuration":{"separator":"."}},
                 "fill_value":0,"codecs":[{"name":"bytes","configuration":{}}],
                 "dimension_names":["y","x"],"attributes":{"a":1}}
                """),
            v3);
        Assert.Equal(new ChunkKeyEncoding(ChunkKeyForm.V2, '.'), ZarrArrayDocument.Parse(3, v3).ChunkKeys);
    }

    [Fact]
    public void Byte_order_and_dimension_order_become_codecs_and_back()
    {
        var v3 = V2(">i4", order: "F").AsV3(["y", "x"], RawJson.EmptyObject);

        Assert.Equal(
            RawJson.Parse(
                """
                [{"name":"transpose","configuration":{"order":[1,0]}},
                 {"name":"bytes","configuration":{"endian":"big"}}]
                """),
            new RawJson(v3.Member("codecs")!.Value));
        var back = ZarrArrayDocument.Parse(3, v3).AsV2();
        Assert.Equal("F", back.Member("order")!.Value.GetString());
        Assert.Equal(">i4", back.Member("dtype")!.Value.GetString());
        Assert.Equal("/", back.Member("dimension_separator")!.Value.GetString());
    }

    [Theory]
    [InlineData("<u2", "null", "0")]
    [InlineData("<u2", "0.0", "0")]
    [InlineData("<u8", "18446744073709551615", "18446744073709551615")]
    [InlineData("|b1", "null", "false")]
    [InlineData("|b1", "1", "true")]
    [InlineData("<f4", "null", "0.0")]
    [InlineData("<f4", "\"NaN\"", "\"NaN\"")]
    [InlineData("<f8", "\"-Infinity\"", "\"-Infinity\"")]
    [InlineData("<f8", "1e-7", "1e-7")]
    [InlineData("<c8", "null", "[0.0,0.0]")]
    [InlineData("<c8", "[1.0,\"NaN\"]", "[1.0,\"NaN\"]")]
    public void Fill_values_are_said_in_v3(string dtype, string fill, string expected)
    {
        var v3 = V2(dtype, fill: fill).AsV3(["y", "x"], RawJson.EmptyObject);

        Assert.Equal(expected, v3.Member("fill_value")!.Value.GetRawText());
    }

    [Theory]
    [InlineData("float32", "\"0x7fc00000\"", "\"NaN\"")]
    [InlineData("float64", "\"0x3ff8000000000000\"", "1.5")]
    [InlineData("float16", "\"0xfc00\"", "\"-Infinity\"")]
    [InlineData("bool", "true", "true")]
    [InlineData("int8", "-128", "-128")]
    [InlineData("uint8", "255", "255")]
    [InlineData("int64", "-9223372036854775808", "-9223372036854775808")]
    [InlineData("uint64", "18446744073709551615", "18446744073709551615")]
    public void Fill_values_are_said_in_v2(string type, string fill, string expected)
    {
        var v2 = V3(Plain, type, fill).AsV2();

        Assert.Equal(expected, v2.Member("fill_value")!.Value.GetRawText());
    }

    [Theory]
    [InlineData("<U4", "null", "null", "null", "data-type-not-in-v3", "/dtype")]
    [InlineData("<u2", "{\"id\":\"jpeg\"}", "null", "null", "codec-not-in-v3", "/compressor")]
    [InlineData("<u2", "{\"id\":\"blosc\",\"shuffle\":3}", "null", "null", "codec-not-in-v3", "/compressor")]
    [InlineData("<u2", "null", "[{\"id\":\"delta\"}]", "null", "filters-not-in-v3", "/filters")]
    [InlineData("<u2", "null", "null", "0.5", "fill-value-not-in-v3", "/fill_value")]
    [InlineData("<f4", "null", "null", "\"zero\"", "fill-value-not-in-v3", "/fill_value")]
    [InlineData("|u1", "null", "null", "-1", "fill-value-not-in-v3", "/fill_value")]
    [InlineData("|u1", "null", "null", "256", "fill-value-not-in-v3", "/fill_value")]
    [InlineData("|i1", "null", "null", "128.0", "fill-value-not-in-v3", "/fill_value")]
    [InlineData("<i4", "null", "null", "-2147483649", "fill-value-not-in-v3", "/fill_value")]
    [InlineData("<i8", "null", "null", "9223372036854775808", "fill-value-not-in-v3", "/fill_value")]
    [InlineData("<u8", "null", "null", "-1", "fill-value-not-in-v3", "/fill_value")]
    [InlineData("<u8", "null", "null", "18446744073709551616", "fill-value-not-in-v3", "/fill_value")]
    public void What_v3_has_no_word_for_is_refused(
        string dtype, string compressor, string filters, string fill, string rule, string pointer)
    {
        var array = V2(dtype, compressor, fill, filters);

        var refusal = Assert.Throws<NgffException>(() => array.AsV3(["y", "x"], RawJson.EmptyObject));

        Assert.Equal((rule, pointer), (refusal.Diagnostics[0].Rule, refusal.Diagnostics[0].Pointer));
    }

    [Theory]
    [InlineData("""[{"name":"bytes","configuration":{"endian":"little"}},{"name":"crc32c"}]""", "codec-not-in-v2")]
    [InlineData("""[{"name":"bytes"}]""", "codec-not-in-v2")]
    [InlineData("""[]""", "codec-not-in-v2")]
    [InlineData("""[{"name":"vlen-utf8"}]""", "codec-not-in-v2")]
    [InlineData("""[{"name":"numcodecs.delta"},{"name":"bytes","configuration":{"endian":"little"}}]""", "codec-not-in-v2")]
    [InlineData("""
        [{"name":"bytes","configuration":{"endian":"little"}},{"name":"gzip","configuration":{"level":1}},
         {"name":"zstd","configuration":{"level":1}}]
        """, "codec-not-in-v2")]
    [InlineData("""
        [{"name":"sharding_indexed","configuration":{"chunk_shape":[5,3],"codecs":[{"name":"bytes"}]}}]
        """, "sharding-not-in-v2")]
    public void Codecs_that_v2_has_no_word_for_are_refused(string codecs, string rule)
    {
        var refusal = Assert.Throws<NgffException>(() => V3(codecs).AsV2());

        Assert.Equal(rule, refusal.Diagnostics[0].Rule);
        if (rule == "sharding-not-in-v2")
        {
            Assert.Contains("[5, 6]", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Types_fill_values_and_extensions_that_v2_has_no_word_for_are_refused()
    {
        Assert.Equal("data-type-not-in-v2", Rule(V3(Plain, "string", "\"\"")));
        Assert.Equal("data-type-not-in-v2", Rule(V3(Plain, "r16", "[0,0]")));
        Assert.Equal("fill-value-not-in-v2", Rule(V3(Plain, "float32", "\"0x7fc00001\"")));
        Assert.Equal("fill-value-not-in-v2", Rule(V3(Plain, "uint16", "65536")));
        Assert.Equal("extension-not-in-v2", Rule(V3(Plain, more: """ "storage_transformers":[{"name":"x"}]""")));
        Assert.Equal("extension-not-in-v2", Rule(V3(Plain, more: """ "extra":{"must_understand":true}""")));
        Assert.NotNull(V3(Plain, more: """ "extra":{"must_understand":false}""").AsV2());

        static string Rule(ZarrArrayDocument array) => Assert.Throws<NgffException>(array.AsV2).Diagnostics[0].Rule;
    }

    [Fact]
    public void A_v3_document_gets_only_names_and_attributes()
    {
        var array = V3(Plain, more: """ "extra":{"must_understand":true},"dimension_names":["a",null],"attributes":{"b":2}""");

        var expected = JsonNode.Parse(array.Document.ToString())!;
        expected["dimension_names"] = new JsonArray("y", "x");
        expected["attributes"] = JsonNode.Parse("""{"c":3.50}""");

        var v3 = array.AsV3(["y", "x"], RawJson.Parse("""{"c":3.50}"""));

        Assert.Equal(RawJson.Parse(expected.ToJsonString()), v3);
        Assert.Contains("3.50", v3.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => array.AsV3(["x"], RawJson.EmptyObject));
    }

    [Fact]
    public void Arrays_without_dimensions_are_said_in_both()
    {
        var scalar = ZarrArrayDocument.Parse(2, RawJson.Parse(
            """{"zarr_format":2,"shape":[],"chunks":[],"dtype":"<f4","compressor":null,"fill_value":null,"order":"F","filters":[]}"""));

        var v3 = ZarrArrayDocument.Parse(3, scalar.AsV3([], RawJson.EmptyObject));

        Assert.Empty(v3.Shape);
        Assert.Equal("0", v3.ChunkKeys.Encode([]));
        Assert.Equal("C", v3.AsV2().Member("order")!.Value.GetString());
    }

    private static ZarrArrayDocument V2(
        string dtype = "<u2", string compressor = "null", string fill = "0", string filters = "null", string order = "C") =>
        ZarrArrayDocument.Parse(2, RawJson.Parse(
            $$"""
            {"zarr_format":2,"shape":[20,30],"chunks":[5,6],"dtype":"{{dtype}}","compressor":{{compressor}},
             "fill_value":{{fill}},"order":"{{order}}","filters":{{filters}}}
            """));

    private static ZarrArrayDocument V3(string codecs, string type = "uint16", string fill = "0", string? more = null)
    {
        var comma = more is null ? "" : ",";
        return ZarrArrayDocument.Parse(3, RawJson.Parse(
            $$"""
            {"zarr_format":3,"node_type":"array","shape":[20,30],"data_type":"{{type}}","fill_value":{{fill}},
             "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[5,6]} },
             "chunk_key_encoding":{"name":"default"},"codecs":{{codecs}}{{comma}}{{more}} }
            """));
    }
}
