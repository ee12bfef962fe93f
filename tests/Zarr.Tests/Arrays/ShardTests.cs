using System.Buffers.Binary;
using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Stores;
using static OmeNgff.Zarr.Tests.Arrays.WrittenArray;

namespace OmeNgff.Zarr.Tests.Arrays;

/// <summary>Arrays of shards.</summary>
public sealed class ShardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("end", false)]
    [InlineData("start", false)]
    [InlineData("end", true)]
    public async Task Inner_chunks_are_read_and_absent_ones_are_filled(string location, bool isBigEndian)
    {
        var index = isBigEndian ? """{"name":"bytes","configuration":{"endian":"big"}}""" : Bytes + "," + Crc;
        _folder.Document("a", [4, 4], [4, 4], Sharding([2, 2], indexCodecs: index, location: location), fill: "9");
        _folder.Chunk("a/c/0/0", Shard(
            [LittleEndian<ushort>(0, 1, 4, 5), null, LittleEndian<ushort>(8, 9, 12, 13), LittleEndian<ushort>(10, 11, 14, 15)],
            location == "end",
            isBigEndian,
            hasChecksum: !isBigEndian));

        var array = await _folder.Store().Array("a");

        Assert.Equal([2, 2], array.ChunkShape);
        await array.Holds(0, 1, 9, 9, 4, 5, 9, 9, 8, 9, 10, 11, 12, 13, 14, 15);
    }

    [Fact]
    public async Task An_absent_shard_is_all_fill_value()
    {
        _folder.Document("a", [4], [4], Sharding([2]), fill: "9");

        await (await _folder.Store().Array("a")).Holds(9, 9, 9, 9);
    }

    [Fact]
    public async Task Only_the_index_and_the_inner_chunk_are_fetched()
    {
        _folder.Document("a", [4000], [4000], Sharding([1000], location: "end"));
        _folder.Chunk("a/c/0", Shard([.. Enumerable.Range(0, 4).Select(part =>
            LittleEndian([.. Enumerable.Repeat((ushort)part, 1000)]))]));
        var store = new CountingStore(_folder.Store());
        var array = await store.Array("a", indexes: new ChunkCache());
        store.Fetched = 0;

        var chunk = await array.ReadChunk(new long[] { 2 }, default);
        Assert.All(chunk.ToDoubles(), number => Assert.Equal(2, number));
        Assert.Equal((4 * 16) + 4 + 2000, store.Fetched);

        // The index is known now.
        _ = await array.ReadChunk(new long[] { 3 }, default);
        Assert.Equal((4 * 16) + 4 + 4000, store.Fetched);
    }

    [Fact]
    public async Task A_transposition_before_the_shards_is_undone_for_each_inner_chunk()
    {
        // The shard is 2 x 6 in the array, 6 x 2 inside; inner chunks 3 x 2 inside, so 2 x 3 in the array.
        _folder.Document(
            "a", [4, 6], [2, 6], """{"name":"transpose","configuration":{"order":[1,0]}},""" + Sharding([3, 2]));
        foreach (var row in new ushort[] { 0, 2 })
        {
            _folder.Chunk($"a/c/{row / 2}/0", Shard([.. Enumerable.Range(0, 2).Select(part => LittleEndian(
                [.. ReadArray.Places([3, 2]).Select(place => (ushort)((10 * (row + place[1])) + (3 * part) + place[0]))]))]));
        }

        var array = await _folder.Store().Array("a");

        Assert.Equal([2, 3], array.ChunkShape);
        Assert.Equal(
            ReadArray.Places([4, 6]).Select(place => (double)((10 * place[0]) + place[1])), await array.Elements());
    }

    [Fact]
    public async Task Shards_in_shards_are_read()
    {
        _folder.Document("a", [8], [8], Sharding([4], Sharding([2], Bytes + "," + Crc, location: "start")), fill: "7");
        _folder.Chunk("a/c/0", Shard(
        [
            Shard([WithChecksum(LittleEndian<ushort>(0, 1)), null], isIndexAtEnd: false),
            Shard([null, WithChecksum(LittleEndian<ushort>(6, 7))], isIndexAtEnd: false),
        ]));

        await (await _folder.Store().Array("a")).Holds(0, 1, 7, 7, 7, 7, 6, 7);
    }

    [Fact]
    public async Task A_shard_with_a_codec_around_it_is_read()
    {
        _folder.Document("a", [4], [4], Sharding([2]) + "," + Crc);
        _folder.Chunk("a/c/0", WithChecksum(Shard([LittleEndian<ushort>(0, 1), LittleEndian<ushort>(2, 3)])));

        await (await _folder.Store().Array("a")).Holds(0, 1, 2, 3);
    }

    [Fact]
    public async Task A_shard_shorter_than_its_index_is_refused()
    {
        _folder.Document("a", [4], [4], Sharding([2]));
        foreach (var length in new[] { 0, 1, 35 })
        {
            _folder.Chunk("a/c/0", new byte[length]);
            Assert.Equal(ArrayRules.ShardIndexInvalid, await RuleOfFirst());
        }
    }

    [Fact]
    public async Task An_index_with_a_wrong_checksum_is_refused()
    {
        var shard = Shard([LittleEndian<ushort>(0, 1), LittleEndian<ushort>(2, 3)]);
        shard[^6] ^= 1;
        _folder.Document("a", [4], [4], Sharding([2]));
        _folder.Chunk("a/c/0", shard);

        Assert.Equal(ArrayRules.ChunkChecksum, await RuleOfFirst());
    }

    [Theory]
    [InlineData(1000UL, 4UL, ArrayRules.ShardIndexInvalid)]
    [InlineData(6UL, 400UL, ArrayRules.ShardIndexInvalid)]
    [InlineData(0UL, 1UL << 40, ArrayRules.ChunkTooLarge)]
    [InlineData(ulong.MaxValue - 1, 4UL, ArrayRules.ShardIndexInvalid)]
    [InlineData(long.MaxValue - 1UL, 4UL, ArrayRules.ShardIndexInvalid)]
    [InlineData(0UL, 3UL, ArrayRules.ChunkLength)]
    [InlineData(0UL, 0UL, ArrayRules.ChunkLength)]
    public async Task An_entry_that_cannot_be_is_refused(ulong offset, ulong length, string rule)
    {
        var shard = Shard([LittleEndian<ushort>(0, 1), null], hasChecksum: false);
        BinaryPrimitives.WriteUInt64LittleEndian(shard.AsSpan(shard.Length - 32), offset);
        BinaryPrimitives.WriteUInt64LittleEndian(shard.AsSpan(shard.Length - 24), length);
        _folder.Document("a", [4], [4], Sharding([2], indexCodecs: Bytes));
        _folder.Chunk("a/c/0", shard);

        Assert.Equal(rule, await RuleOfFirst());
    }

    [Fact]
    public async Task Inner_chunks_divide_their_shard_and_the_length_of_the_index_is_known()
    {
        _folder.Document("a", [4], [4], Sharding([3]));
        _folder.Document("b", [4], [4], Sharding([2], indexCodecs: Bytes + """,{"name":"gzip"}"""));

        Assert.Equal(ArrayRules.CodecInvalid, await Reading.RuleOf(() => _folder.Store().Array("a")));
        Assert.Equal(ArrayRules.CodecInvalid, await Reading.RuleOf(() => _folder.Store().Array("b")));
    }

    private Task<string> RuleOfFirst() => Reading.RuleOf(async () =>
        await (await _folder.Store().Array("a")).ReadChunk(new long[1], default));

    /// <summary>Counts the bytes that are handed out of a real store.</summary>
    private sealed class CountingStore(IZarrStore store) : IZarrStore
    {
        public long Fetched { get; set; }

        public string Address => store.Address;

        public async ValueTask<StoreObject?> Open(string key, ByteRange? range, CancellationToken ct)
        {
            var stored = await store.Open(key, range, ct);
            Fetched += stored?.Length ?? 0;
            return stored;
        }

        public ValueTask<StoreObjectState?> Look(string key, CancellationToken ct) => store.Look(key, ct);

        public IAsyncEnumerable<StoreEntry> List(string prefix, CancellationToken ct) => store.List(prefix, ct);
    }
}
