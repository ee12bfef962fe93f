using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Arrays.Codecs;
using static OmeNgff.Zarr.Tests.Arrays.WrittenArray;

namespace OmeNgff.Zarr.Tests.Arrays;

/// <summary>Zarr v3 arrays, laid out by hand.</summary>
[Collection(nameof(WrittenByPython))]
public sealed class Version3Tests(WrittenByPython written) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TheoryWithPython]
    [InlineData("gzip", """{"name":"gzip","configuration":{"level":5}}""")]
    [InlineData("zlib", """{"name":"numcodecs.zlib","configuration":{"level":5}}""")]
    [InlineData("zstd", """{"name":"zstd","configuration":{"level":3,"checksum":false}}""")]
    [InlineData("blosc-lz4", """{"name":"blosc","configuration":{"cname":"lz4","clevel":5,"shuffle":"shuffle","typesize":2,"blocksize":0}}""")]
    public async Task Compressed_chunks_are_read(string blob, string codec)
    {
        _folder.Document("a", [3, 4], [3, 4], $"{Bytes},{codec},{Crc}");
        _folder.Chunk("a/c/0/0", WithChecksum(written.Blob(blob)));

        Assert.Equal(Enumerable.Range(0, 12).Select(number => (double)number), await (await _folder.Store().Array("a")).Elements());
    }

    [Fact]
    public async Task A_transposed_chunk_is_read_in_the_order_of_the_arrays_dimensions()
    {
        // Encoded dimensions are the array's dimensions 2, 0 and 1.
        _folder.Document(
            "a", [2, 3, 4], [2, 3, 4], """{"name":"transpose","configuration":{"order":[2,0,1]}},""" + Bytes);
        _folder.Chunk("a/c/0/0/0", LittleEndian([.. ReadArray.Places([4, 2, 3])
            .Select(place => (ushort)((100 * place[1]) + (10 * place[2]) + place[0]))]));

        var expected = ReadArray.Places([2, 3, 4]).Select(place => (double)((100 * place[0]) + (10 * place[1]) + place[2]));
        Assert.Equal(expected, await (await _folder.Store().Array("a")).Elements());
    }

    [Fact]
    public async Task Two_transpositions_come_one_after_the_other()
    {
        var codec = """{"name":"transpose","configuration":{"order":[2,0,1]}},""";
        _folder.Document("a", [2, 3, 4], [2, 3, 4], codec + codec + Bytes);

        // After the first the dimensions are 2 0 1, after the second 1 2 0.
        _folder.Chunk("a/c/0/0/0", LittleEndian([.. ReadArray.Places([3, 4, 2])
            .Select(place => (ushort)((100 * place[2]) + (10 * place[0]) + place[1]))]));

        var expected = ReadArray.Places([2, 3, 4]).Select(place => (double)((100 * place[0]) + (10 * place[1]) + place[2]));
        Assert.Equal(expected, await (await _folder.Store().Array("a")).Elements());
    }

    [Fact]
    public async Task An_array_without_dimensions_has_one_element()
    {
        _folder.Document("a", [], [], """{"name":"bytes","configuration":{"endian":"big"}}""");
        _folder.Chunk("a/c", [1, 2]);

        await (await _folder.Store().Array("a")).Holds(258.0);
    }

    [Theory]
    [InlineData("bool", "true", 1)]
    [InlineData("int8", "-128", -128)]
    [InlineData("int16", "-5", -5)]
    [InlineData("int32", "7.0", 7)]
    [InlineData("int64", "-9223372036854775808", -9223372036854775808.0)]
    [InlineData("uint8", "255", 255)]
    [InlineData("uint16", "65535", 65535)]
    [InlineData("uint32", "4294967295", 4294967295.0)]
    [InlineData("uint64", "18446744073709551615", 18446744073709551615.0)]
    [InlineData("float16", "\"NaN\"", double.NaN)]
    [InlineData("float16", "\"0x3c00\"", 1)]
    [InlineData("float32", "\"-Infinity\"", double.NegativeInfinity)]
    [InlineData("float32", "\"0x7fc00001\"", double.NaN)]
    [InlineData("float32", "0.5", 0.5)]
    [InlineData("float64", "\"Infinity\"", double.PositiveInfinity)]
    [InlineData("float64", "\"0x4000000000000000\"", 2)]
    public async Task An_absent_chunk_has_the_fill_value(string type, string fill, double expected)
    {
        _folder.Document("a", [3], [2], type: type, fill: fill);

        var array = await _folder.Store().Array("a");

        await array.Holds(expected, expected, expected);
        Assert.False((await array.ReadChunk(new long[] { 1 }, default)).IsStored);
    }

    [Theory]
    [InlineData("bool", "1")]
    [InlineData("int8", "128")]
    [InlineData("uint8", "-1")]
    [InlineData("uint64", "18446744073709551616")]
    [InlineData("int16", "0.5")]
    [InlineData("float32", "\"nan\"")]
    [InlineData("float32", "\"0x7fc0\"")]
    [InlineData("float64", "null")]
    public async Task A_fill_value_of_another_type_is_refused(string type, string fill)
    {
        _folder.Document("a", [3], [2], type: type, fill: fill);

        Assert.Equal(ArrayRules.FillValueInvalid, await Reading.RuleOf(() => _folder.Store().Array("a")));
    }

    [Theory]
    [InlineData("{\"name\":\"bytes\"}", ArrayRules.CodecInvalid)]
    [InlineData("{\"name\":\"crc32c\"}," + Bytes, ArrayRules.CodecInvalid)]
    [InlineData(Bytes + "," + Bytes, ArrayRules.CodecInvalid)]
    [InlineData("{\"name\":\"gzip\"}", ArrayRules.CodecInvalid)]
    [InlineData("{\"name\":\"transpose\",\"configuration\":{\"order\":[0,0]}}," + Bytes, "zarr-member-invalid")]
    [InlineData(Bytes + ",{\"name\":\"lzma\"}", ArrayRules.CodecUnsupported)]
    public async Task Codecs_that_cannot_be_are_refused_by_name(string codecs, string rule)
    {
        _folder.Document("a", [3, 3], [2, 2], codecs);

        Assert.Equal(rule, await Reading.RuleOf(() => _folder.Store().Array("a")));
    }

    [Theory]
    [InlineData("""{"zarr_format":2,"shape":[3],"chunks":[3],"dtype":"<u2","order":"C","fill_value":0,"compressor":null,"filters":[{"id":"delta"}]}""", ArrayRules.CodecUnsupported)]
    [InlineData("""{"zarr_format":2,"shape":[3],"chunks":[3],"dtype":"<u2","order":"C","fill_value":0,"compressor":{"id":"lzma"},"filters":null}""", ArrayRules.CodecUnsupported)]
    [InlineData("""{"zarr_format":2,"shape":[3],"chunks":[3],"dtype":"<c8","order":"C","fill_value":null,"compressor":null,"filters":null}""", ArrayRules.DataTypeUnsupported)]
    [InlineData("""{"zarr_format":2,"shape":[3],"chunks":[3],"dtype":"|S4","order":"C","fill_value":null,"compressor":null,"filters":null}""", ArrayRules.DataTypeUnsupported)]
    public async Task What_is_not_read_of_version_2_is_named(string document, string rule)
    {
        _folder.Write("a/.zarray", document);

        Assert.Equal(rule, await Reading.RuleOf(() => _folder.Store().Array("a")));
    }

    [Fact]
    public async Task A_group_and_nothing_are_told_from_an_array()
    {
        _folder.Write("group/.zgroup", """{"zarr_format":2}""");

        Assert.Equal(ArrayRules.ArrayExpected, await Reading.RuleOf(() => _folder.Store().Array("group")));
        Assert.Equal("node-missing", await Reading.RuleOf(() => _folder.Store().Array("nothing")));
    }

    [Fact]
    public async Task A_place_outside_the_grid_is_refused()
    {
        _folder.Document("a", [3], [2]);
        var array = await _folder.Store().Array("a");

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => array.ReadChunk(new long[] { 2 }, default));
        await Assert.ThrowsAsync<ArgumentException>(() => array.ReadChunk(new long[] { 0, 0 }, default));
    }

    [Fact]
    public void The_checksum_is_that_of_the_standard() =>
        Assert.Equal(0xE3069283, Crc32cCodec.Checksum("123456789"u8));
}
