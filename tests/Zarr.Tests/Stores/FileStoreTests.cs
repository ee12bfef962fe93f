using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests.Stores;

public sealed class FileStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_is_read_whole_with_what_is_known_of_it(bool portable)
    {
        var file = _folder.Write("0/c/0", "voxels");
        File.SetLastWriteTimeUtc(file, new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        await using var stored = await _folder.Store(portable).Open("0/c/0", null, default);
        Assert.NotNull(stored);
        Assert.Equal((6, 0, 6), (stored.TotalLength, stored.Offset, stored.Length));
        Assert.Equal(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero), stored.LastModified);
        Assert.Matches("^\"[!#-~]+\"$", stored.ETag);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_no_file_is_absent(bool portable)
    {
        _folder.Write("0/zarr.json");
        _folder.Link("nowhere", "none");
        string[] keys = ["1", "0", "0/zarr.json/x", "none/none", "nowhere", "%2e%2e/outside", new string('n', 300)];
        foreach (var key in keys)
        {
            Assert.Null(await _folder.Store(portable).Bytes(key));
        }
    }

    [Fact]
    public void Any_range_of_a_file_is_what_slicing_it_gives()
    {
        var bytes = Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31)).ToArray();
        File.WriteAllBytes(Path.Combine(_folder.Root, "shard"), bytes);
        var store = _folder.Store();
        var numbers = Gen.Choose(0, 120_000).ToArbitrary();

        Prop.ForAll(numbers, numbers, (a, b) =>
        {
            var (first, last) = (Math.Min(a, b), Math.Max(a, b));
            return Slice(ByteRange.FromTo(first, last), first, last + 1)
                && Slice(ByteRange.From(a), a, bytes.Length)
                && Slice(ByteRange.Suffix(b), Math.Max(0, bytes.Length - b), bytes.Length);
        }).QuickCheckThrowOnFailure();

        bool Slice(ByteRange range, int from, int to)
        {
            try
            {
                return store.Bytes("shard", range).GetAwaiter().GetResult()
                    .AsSpan().SequenceEqual(bytes.AsSpan(from..Math.Min(to, bytes.Length)));
            }
            catch (RangeNotSatisfiableException problem)
            {
                return problem.TotalLength == bytes.Length && from >= bytes.Length;
            }
        }
    }

    [Fact]
    public async Task A_range_says_where_it_lies()
    {
        _folder.Write("shard", "0123456789");
        await using var stored = await _folder.Store().Open("shard", ByteRange.FromTo(7, 99), default);
        Assert.Equal((10, 7, 3), (stored!.TotalLength, stored.Offset, stored.Length));
    }

    [Fact]
    public async Task A_sparse_terabyte_is_read_in_parts()
    {
        using (var file = File.Create(Path.Combine(_folder.Root, "huge")))
        {
            file.SetLength(1L << 40);
        }

        Assert.Equal(new byte[5], await _folder.Store().Bytes("huge", ByteRange.Suffix(5)));
        Assert.Equal(new byte[5], await _folder.Store().Bytes("huge", ByteRange.FromTo(1L << 39, (1L << 39) + 4)));
    }

    [Fact]
    public async Task A_file_that_is_shortened_while_it_is_read_is_an_error_not_a_short_answer()
    {
        var file = _folder.Write("chunk", new string('x', 1000));
        await using var stored = await _folder.Store().Open("chunk", null, default);
        File.WriteAllText(file, "x");
        await Assert.ThrowsAsync<EndOfStreamException>(
            async () => await stored!.Content.ReadExactlyAsync(new byte[1000]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_entity_tag_changes_with_the_content_and_not_by_itself(bool portable)
    {
        var store = _folder.Store(portable);
        var tags = new HashSet<string>(StringComparer.Ordinal);
        var written = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach (var text in (string[])["a", "bb", "aa"])
        {
            written = written.AddMilliseconds(1);
            File.SetLastWriteTimeUtc(_folder.Write("x", text), written);
            Assert.True(tags.Add(await Tag()));
            Assert.False(tags.Add(await Tag()));
        }

        async Task<string> Tag()
        {
            await using var stored = await store.Open("x", null, default);
            return stored!.ETag!;
        }
    }

    [Fact]
    public async Task A_file_that_was_replaced_has_another_tag_even_with_the_same_time_and_length()
    {
        var file = _folder.Write("x", "one");
        await using var before = await _folder.Store().Open("x", null, default);
        var other = _folder.Write("y", "two");
        File.SetLastWriteTimeUtc(other, File.GetLastWriteTimeUtc(file));
        File.Move(other, file, overwrite: true);
        await using var after = await _folder.Store().Open("x", null, default);
        Assert.Equal(before!.LastModified, after!.LastModified);
        Assert.NotEqual(before.ETag, after.ETag);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Listing_gives_files_and_folders_with_hidden_ones(bool portable)
    {
        _folder.Write("x.zarr/.zattrs");
        _folder.Write("x.zarr/0/.zarray");
        _folder.Write("x.zarr/bad\\name/zarr.json");
        var store = _folder.Store(portable);

        Assert.Equal([new(".zattrs", false), new("0", true)], await store.Entries("x.zarr"));
        Assert.Equal(await store.Entries("x.zarr"), await store.Entries("x.zarr/"));
        Assert.Equal([new("x.zarr", true)], await store.Entries(""));
        Assert.Empty(await store.Entries("none"));
        Assert.Empty(await store.Entries("x.zarr/.zattrs"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("..")]
    [InlineData("../outside")]
    [InlineData("a//")]
    [InlineData("a/../..")]
    public async Task Malformed_keys_are_not_listed(string prefix) =>
        Assert.Equal(StoreRules.KeyInvalid, await Reading.RuleOf(() => _folder.Store().Entries(prefix)));

    [Fact]
    public async Task What_was_cancelled_before_it_began_does_not_begin()
    {
        _folder.Write("x");
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAsync<OperationCanceledException>(
            async () => await _folder.Store().Open("x", null, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _folder.Store().List("", cancelled))
            {
            }
        });
    }
}
