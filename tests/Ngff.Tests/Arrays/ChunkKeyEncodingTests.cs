using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Arrays;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Tests.Arrays;

public class ChunkKeyEncodingTests
{
    [Theory]
    [InlineData(ChunkKeyForm.Default, '/', "c/1/0/23", "c")]
    [InlineData(ChunkKeyForm.Default, '.', "c.1.0.23", "c")]
    [InlineData(ChunkKeyForm.V2, '/', "1/0/23", "0")]
    [InlineData(ChunkKeyForm.V2, '.', "1.0.23", "0")]
    public void Keys_have_the_form_of_their_encoding(ChunkKeyForm form, char separator, string key, string scalarKey)
    {
        var encoding = new ChunkKeyEncoding(form, separator);
        var index = new long[3];

        Assert.Equal(key, encoding.Encode([1, 0, 23]));
        Assert.True(encoding.TryDecode(key, index));
        Assert.Equal([1, 0, 23], index);
        Assert.Equal(scalarKey, encoding.Encode([]));
        Assert.True(encoding.TryDecode(scalarKey, []));
        Assert.False(encoding.TryDecode(key, []));
    }

    [Theory]
    [InlineData("")]
    [InlineData("c")]
    [InlineData("c/")]
    [InlineData("c/1")]
    [InlineData("c/1/")]
    [InlineData("c/1/2/")]
    [InlineData("c/1/2/3")]
    [InlineData("c//2")]
    [InlineData("c/01/2")]
    [InlineData("c/+1/2")]
    [InlineData("c/-1/2")]
    [InlineData("c/ 1/2")]
    [InlineData("c/1.2")]
    [InlineData("d/1/2")]
    [InlineData("c1/2")]
    [InlineData("c/1/99999999999999999999")]
    [InlineData("c/1/\u0661")]
    public void Other_texts_are_no_keys(string text) =>
        Assert.False(new ChunkKeyEncoding(ChunkKeyForm.Default, '/').TryDecode(text, new long[2]));

    [Fact]
    public void Whatever_is_decoded_encodes_to_the_same_key() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).Select(i => (long)i).NonEmptyListOf().ToArbitrary(),
            Gen.Elements('/', '.').ToArbitrary(),
            Gen.Elements(ChunkKeyForm.Default, ChunkKeyForm.V2).ToArbitrary(),
            (index, separator, form) =>
            {
                var encoding = new ChunkKeyEncoding(form, separator);
                var decoded = new long[index.Count];
                return encoding.TryDecode(encoding.Encode([.. index]), decoded) && decoded.SequenceEqual(index);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Keys_outside_the_chunk_grid_are_no_chunks()
    {
        var array = ZarrArrayDocument.Parse(3, RawJson.Parse(
            """
            {"zarr_format":3,"node_type":"array","shape":[10,11,0],"data_type":"uint8","fill_value":0,
             "chunk_grid":{"name":"regular","configuration":{"chunk_shape":[5,5,5]}},
             "chunk_key_encoding":{"name":"default"},"codecs":[{"name":"bytes"}]}
            """));
        var flat = ZarrArrayDocument.Parse(2, RawJson.Parse(
            """{"zarr_format":2,"shape":[10,11],"chunks":[5,5],"dtype":"|u1","compressor":null,"fill_value":0,"order":"C","filters":null}"""));

        Assert.False(array.TryDecodeChunk("c/0/0/0", new long[3]));
        Assert.True(flat.TryDecodeChunk("1.2", new long[2]));
        Assert.False(flat.TryDecodeChunk("2.0", new long[2]));
        Assert.False(flat.TryDecodeChunk("0.3", new long[2]));
        Assert.False(flat.TryDecodeChunk("0/0", new long[2]));
        Assert.Throws<ArgumentException>(() => flat.TryDecodeChunk("0.0", new long[3]));
    }
}
