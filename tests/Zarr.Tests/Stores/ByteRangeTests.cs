using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests.Stores;

public sealed class ByteRangeTests
{
    private static readonly Arbitrary<int> Sizes = Gen.Choose(0, 40).ToArbitrary();

    [Fact]
    public void A_range_takes_what_indexing_byte_by_byte_takes() => Prop.ForAll(Sizes, Sizes, Sizes, (total, a, b) =>
    {
        var (first, last) = (Math.Min(a, b), Math.Max(a, b));
        var bytes = Enumerable.Range(0, total).ToList();
        return Same(ByteRange.FromTo(first, last), bytes.Where(i => i >= first && i <= last))
            && Same(ByteRange.From(first), bytes.Where(i => i >= first))
            && Same(ByteRange.Suffix(a), bytes.Skip(Math.Max(0, total - a)));

        bool Same(ByteRange range, IEnumerable<int> expected)
        {
            var wanted = expected.ToList();
            return range.Resolve(total) is var (offset, length)
                ? wanted.SequenceEqual(Enumerable.Range((int)offset, (int)length))
                : wanted.Count == 0;
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_range_is_unsatisfiable_exactly_when_it_begins_at_or_past_the_end() =>
        Prop.ForAll(Sizes, Sizes, (total, first) =>
            ByteRange.From(first).Resolve(total) is null == first >= total
            && ByteRange.FromTo(first, first + 3).Resolve(total) is null == first >= total
            && ByteRange.Suffix(first).Resolve(total) is null == (first == 0 || total == 0))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void The_largest_numbers_do_not_overflow()
    {
        Assert.Equal((0, 10), ByteRange.FromTo(0, long.MaxValue).Resolve(10));
        Assert.Equal((0, 10), ByteRange.Suffix(long.MaxValue).Resolve(10));
        Assert.Equal((long.MaxValue - 1, 1), ByteRange.From(long.MaxValue - 1).Resolve(long.MaxValue));
        Assert.Equal((0, long.MaxValue), default(ByteRange).Resolve(long.MaxValue));
    }

    [Fact]
    public void Bounds_that_are_negative_or_reversed_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ByteRange.From(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ByteRange.Suffix(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ByteRange.FromTo(4, 3));
    }

    [Fact]
    public void Ranges_are_written_as_HTTP_writes_them()
    {
        Assert.Equal("bytes=3-", ByteRange.From(3).ToString());
        Assert.Equal("bytes=3-5", ByteRange.FromTo(3, 5).ToString());
        Assert.Equal("bytes=-7", ByteRange.Suffix(7).ToString());
    }
}
