using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Arrays.Codecs;
using OmeNgff.Zarr.Stores;
using static OmeNgff.Zarr.Tests.Arrays.WrittenArray;

namespace OmeNgff.Zarr.Tests.Arrays;

/// <summary>Whatever lies where a chunk should be gets an error with a name.</summary>
[Collection(nameof(WrittenByPython))]
public sealed class FaultyChunkTests(WrittenByPython written) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(0)]
    public async Task A_chunk_of_another_length_is_refused(int length)
    {
        _folder.Document("a", [2], [2]);
        _folder.Chunk("a/c/0", new byte[length]);

        Assert.Equal(ArrayRules.ChunkLength, await RuleOfFirst());
    }

    [Fact]
    public async Task More_than_any_codec_makes_is_not_read()
    {
        _folder.Document("a", [2], [2]);
        _folder.Chunk("a/c/0", new byte[100_000]);

        Assert.Equal(ArrayRules.ChunkTooLarge, await RuleOfFirst());
    }

    [Fact]
    public async Task A_wrong_checksum_is_found()
    {
        var bytes = WithChecksum(LittleEndian<ushort>(1, 2));
        bytes[1] ^= 1;
        _folder.Document("a", [2], [2], Bytes + "," + Crc);
        _folder.Chunk("a/c/0", bytes);

        Assert.Equal(ArrayRules.ChunkChecksum, await RuleOfFirst());
    }

    [Fact]
    public async Task Bytes_that_end_before_their_checksum_are_refused()
    {
        _folder.Document("a", [2], [2], Bytes + "," + Crc);
        _folder.Chunk("a/c/0", [1, 2, 3]);

        Assert.Equal(ArrayRules.ChunkLength, await RuleOfFirst());
    }

    [TheoryWithPython]
    [InlineData("gzip")]
    [InlineData("zlib")]
    [InlineData("zstd")]
    [InlineData("blosc")]
    public async Task Damaged_and_shortened_data_are_refused(string codec)
    {
        var good = written.Blob(codec == "blosc" ? "blosc-lz4" : codec);
        _folder.Document("a", [12], [12], Bytes + $$""",{"name":"{{codec}}"}""");
        var array = await _folder.Store().Array("a");
        for (var length = 0; length < good.Length; length++)
        {
            _folder.Chunk("a/c/0", good[..length]);
            var rule = await Reading.RuleOf(() => array.ReadChunk(new long[1], default));
            Assert.True(rule is ArrayRules.ChunkCorrupt or ArrayRules.ChunkLength, $"{length}: {rule}");
        }

        // Not every changed byte can be found, but none may do worse than change the elements.
        for (var at = 0; at < good.Length; at++)
        {
            var bad = (byte[])good.Clone();
            bad[at] ^= 0x55;
            _folder.Chunk("a/c/0", bad);
            var fault = await Record.ExceptionAsync(() => array.ReadChunk(new long[1], default));
            Assert.True(
                fault is null or StoreException { Rule: ArrayRules.ChunkCorrupt or ArrayRules.ChunkLength },
                $"{at}: {fault}");
        }
    }

    [FactWithPython]
    public async Task What_unpacks_to_more_than_the_chunk_is_refused()
    {
        // 64 MiB of zeros in 64 KiB.
        _folder.Document("a", [100], [100], Bytes + """,{"name":"gzip"}""");
        _folder.Chunk("a/c/0", written.Blob("bomb"));

        Assert.Equal(ArrayRules.ChunkLength, await RuleOfFirst());
    }

    [TheoryWithPython]
    [InlineData("zstd", "zstd", ArrayRules.ChunkCorrupt)]
    [InlineData("blosc-lz4", "blosc", ArrayRules.ChunkLength)]
    public async Task What_decodes_to_more_than_the_chunk_is_refused(string blob, string codec, string rule)
    {
        _folder.Document("a", [11], [11], Bytes + $$""",{"name":"{{codec}}"}""");
        _folder.Chunk("a/c/0", written.Blob(blob));

        Assert.Equal(rule, await RuleOfFirst());
    }

    [Fact]
    public async Task A_chunk_larger_than_the_limit_is_refused_when_the_array_is_opened()
    {
        _folder.Document("a", [4_000_000_000, 4_000_000_000], [4_000_000_000, 4_000_000_000]);
        _folder.Document("b", [51], [51]);

        Assert.Equal(ArrayRules.ChunkTooLarge, await Reading.RuleOf(() => _folder.Store().Array("a")));
        var fault = await Assert.ThrowsAsync<StoreException>(
            () => _folder.Store().Array("b", new ArrayLimits { MaxChunkBytes = 100 }));
        Assert.Equal(ArrayRules.ChunkTooLarge, fault.Rule);
        Assert.Contains("limit MaxChunkBytes", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_that_is_not_here_is_named_with_its_package()
    {
        var zstd = new ZstdCodec(new NativeLibraryFile("libzstd", "libzstd1", "libzstd-of-another-name.so.1"));
        var blosc = new BloscCodec(new NativeLibraryFile("libblosc", "libblosc1", "libblosc-of-another-name.so.1"));
        foreach (var (codec, package) in new (BytesCodec, string)[] { (zstd, "libzstd1"), (blosc, "libblosc1") })
        {
            var fault = Assert.Throws<CodecException>(() => codec.Decode(new byte[20], 10));
            Assert.Equal(ArrayRules.CodecLibraryMissing, fault.Rule);
            Assert.Contains(package, fault.Message, StringComparison.Ordinal);
        }
    }

    private Task<string> RuleOfFirst() => Reading.RuleOf(async () =>
        await (await _folder.Store().Array("a")).ReadChunk(new long[1], default));
}
