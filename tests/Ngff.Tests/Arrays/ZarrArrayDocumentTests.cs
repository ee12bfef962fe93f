using System.Text.Json.Nodes;
using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Tests.Arrays;

public class ZarrArrayDocumentTests
{
    private const string V2 =
        """
        {"zarr_format":2,"shape":[20,30],"chunks":[5,6],"dtype":"<u2","compressor":null,"fill_value":0,"order":"C",
         "filters":null,"dimension_separator":"/"}
        """;

    private const string V3 =
        """
        {"zarr_format":3,"node_type":"array","shape":[20,30],"data_type":"uint16","fill_value":0,
         "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[5,6]}},
         "chunk_key_encoding":{"name":"default","configuration":{"separator":"/"}},
         "codecs":[{"name":"bytes","configuration":{"endian":"little"}}],
         "dimension_names":["y",null],"attributes":{"a":1}}
        """;

    [Fact]
    public void A_v2_document_is_read()
    {
        var array = ZarrArrayDocument.Parse(2, RawJson.Parse(V2), RawJson.Parse("""{"a":1}"""));

        Assert.Equal(2, array.ZarrFormat);
        Assert.Equal([20, 30], array.Shape);
        Assert.Equal([5, 6], array.ChunkShape);
        Assert.Null(array.ShardShape);
        Assert.Equal("uint16", array.DataType);
        Assert.Null(array.DimensionNames);
        Assert.Equal(RawJson.Parse("""{"a":1}"""), array.Attributes);
        Assert.Equal(RawJson.Parse(V2), array.Document);
        Assert.Equal(new ChunkKeyEncoding(ChunkKeyForm.V2, '/'), array.ChunkKeys);
    }

    [Fact]
    public void A_v3_document_is_read_without_its_attributes()
    {
        var array = ZarrArrayDocument.Parse(3, RawJson.Parse(V3));

        Assert.Equal("uint16", array.DataType);
        Assert.Equal(["y", null], array.DimensionNames!.Value);
        Assert.Equal(RawJson.Parse("""{"a":1}"""), array.Attributes);
        Assert.Null(array.Document.Member("attributes"));
        Assert.Equal(new ChunkKeyEncoding(ChunkKeyForm.Default, '/'), array.ChunkKeys);
        Assert.Throws<ArgumentException>(() => ZarrArrayDocument.Parse(3, RawJson.Parse(V3), RawJson.EmptyObject));
    }

    [Fact]
    public void A_sharded_document_has_the_shard_as_its_grid_also_behind_a_transposition()
    {
        var codecs =
            """
            [{"name":"transpose","configuration":{"order":[1,0]}},
             {"name":"sharding_indexed","configuration":{"chunk_shape":[3,5],"codecs":[{"name":"bytes"}]}}]
            """;
        var array = ZarrArrayDocument.Parse(3, With(V3, "codecs", codecs));

        Assert.Equal([5, 6], array.ShardShape!.Value);
        Assert.Equal([5, 3], array.ChunkShape);
        Assert.Equal([5, 6], array.GridShape);
        Assert.True(array.TryDecodeChunk("c/3/4", new long[2]));
        Assert.False(array.TryDecodeChunk("c/4/0", new long[2]));
    }

    [Theory]
    [InlineData("\"<f4\"", "float32")]
    [InlineData("\">f8\"", "float64")]
    [InlineData("\"|b1\"", "bool")]
    [InlineData("\"|i1\"", "int8")]
    [InlineData("\"<c16\"", "complex128")]
    [InlineData("\"<U10\"", "<U10")]
    [InlineData("\"|S8\"", "|S8")]
    [InlineData("\"<M8[ns]\"", "<M8[ns]")]
    [InlineData("\"|u2\"", "|u2")]
    [InlineData("[[\"a\",\"|u1\"]]", "[[\"a\",\"|u1\"]]")]
    public void Data_types_take_their_v3_name_where_they_have_one(string dtype, string name) =>
        Assert.Equal(name, ZarrArrayDocument.Parse(2, With(V2, "dtype", dtype)).DataType);

    [Theory]
    [InlineData(2, "zarr_format", "3", "zarr-format", "/zarr_format")]
    [InlineData(2, "shape", null, "zarr-member-missing", "/shape")]
    [InlineData(2, "shape", "[20,-1]", "zarr-member-invalid", "/shape/1")]
    [InlineData(2, "shape", "[20,1.5]", "zarr-member-invalid", "/shape/1")]
    [InlineData(2, "shape", "20", "zarr-member-invalid", "/shape")]
    [InlineData(2, "chunks", "[5]", "zarr-member-invalid", "/chunks")]
    [InlineData(2, "chunks", "[5,0]", "zarr-member-invalid", "/chunks/1")]
    [InlineData(2, "dtype", "7", "zarr-member-invalid", "/dtype")]
    [InlineData(2, "dimension_separator", "\"-\"", "zarr-member-invalid", "/dimension_separator")]
    [InlineData(3, "node_type", "\"group\"", "zarr-format", "/node_type")]
    [InlineData(3, "fill_value", null, "zarr-member-missing", "/fill_value")]
    [InlineData(3, "codecs", "{}", "zarr-member-invalid", "/codecs")]
    [InlineData(3, "codecs", "[1]", "zarr-member-invalid", "/codecs/0")]
    [InlineData(3, "chunk_grid", "{\"name\":\"rectilinear\"}", "chunk-grid-unsupported", "/chunk_grid")]
    [InlineData(3, "chunk_key_encoding", "{\"name\":\"hashed\"}", "chunk-key-encoding-unsupported", "/chunk_key_encoding")]
    [InlineData(3, "dimension_names", "[\"y\"]", "zarr-member-invalid", "/dimension_names")]
    [InlineData(3, "dimension_names", "[\"y\",1]", "zarr-member-invalid", "/dimension_names/1")]
    [InlineData(3, "attributes", "[]", "zarr-member-invalid", "/attributes")]
    public void What_is_no_array_is_refused_where_it_fails(
        int format, string member, string? value, string rule, string pointer)
    {
        var document = With(format == 2 ? V2 : V3, member, value);

        var refusal = Assert.Throws<NgffException>(() => ZarrArrayDocument.Parse(format, document));

        Assert.Equal((rule, pointer), (refusal.Diagnostics[0].Rule, refusal.Diagnostics[0].Pointer));
    }

    [Fact]
    public void Strings_that_are_no_Unicode_are_refused()
    {
        var document = RawJson.Parse(V3.Replace("\"a\":1", "\"a\":[\"\\ud800\"]", StringComparison.Ordinal));

        var fault = Assert.Throws<NgffException>(() => ZarrArrayDocument.Parse(3, document)).Diagnostics[0];

        Assert.Equal(("json-not-unicode", "/attributes/a/0"), (fault.Rule, fault.Pointer));
    }

    [Fact]
    public void Arrays_of_other_libraries_fixtures_are_read()
    {
        var metadata = Conformance.Read("zarrita-fixtures/fixtures/v2/data.zarr/.zmetadata").Member("metadata")!.Value;
        var count = 0;
        foreach (var member in metadata.EnumerateObject().Where(member => member.Name.EndsWith(".zarray", StringComparison.Ordinal)))
        {
            var array = ZarrArrayDocument.Parse(2, new RawJson(member.Value));
            Assert.Equal(array.Shape.Count, array.ChunkShape.Count);
            count++;
        }

        Assert.True(count > 0);
        foreach (var path in (string[])["nested/1d.i2", "2d.contiguous.i2", "1d.chunked.i2"])
        {
            var array = ZarrArrayDocument.Parse(
                3, Conformance.Read($"zarrita-fixtures/fixtures/v3/data.zarr/consolidated/{path}/zarr.json"));
            Assert.Equal("int16", array.DataType);
        }
    }

    private static RawJson With(string document, string member, string? value)
    {
        var node = JsonNode.Parse(document)!;
        if (value is null)
        {
            node.AsObject().Remove(member);
        }
        else
        {
            node[member] = JsonNode.Parse(value);
        }

        return RawJson.Parse(node.ToJsonString());
    }
}
