using OmeNgff.Silo.Thumbnails;

namespace OmeNgff.Silo.Tests.Thumbnails;

public sealed class SampledAxisTests
{
    [Theory]
    [InlineData(100, 32, 100)]
    [InlineData(100, 7, 33)]
    [InlineData(33, 40, 100)]
    [InlineData(1, 1, 256)]
    [InlineData(1000, 64, 1)]
    public void Where_all_is_read_every_element_counts_as_much_as_every_other_and_every_bin_is_full(
        long length, long chunk, int pixels)
    {
        var axis = new SampledAxis(length, chunk, pixels, 1);
        var bins = new long[axis.Bins];
        foreach (var part in axis.Read())
        {
            var (first, count) = axis.ElementsOf(part);
            for (var element = first; element < first + count; element++)
            {
                var (left, right) = axis.BinsOf(element);
                var shares = Enumerable.Range(left, right - left + 1).Select(bin => axis.Share(element, bin)).ToArray();
                Assert.All(shares, share => Assert.True(share > 0));
                Assert.Equal(pixels, shares.Sum());
                for (var bin = left; bin <= right; bin++)
                {
                    bins[bin] += axis.Share(element, bin);
                }
            }
        }

        Assert.All(bins, bin => Assert.Equal(length, bin));
        Assert.Equal(Enumerable.Range(0, pixels), Enumerable.Range(0, pixels).Select(axis.BinOf));
    }

    [Fact]
    public void Of_too_many_chunks_the_middle_ones_of_cells_are_read_and_stand_for_them()
    {
        // 11 chunks in cells of 3: the last cell has 2, the last chunk one element.
        var axis = new SampledAxis(101, 10, 50, 3);

        Assert.Equal([1, 4, 7, 10], axis.Read());
        Assert.Equal(4, axis.Bins);
        Assert.Equal([15, 45, 75, 100], Enumerable.Range(0, 4).Select(axis.ElementOf));
        Assert.Equal([(10, 10), (40, 10), (70, 10), (100, 1)], axis.Read().Select(axis.ElementsOf));
        Assert.Equal((0, 0), axis.BinsOf(19));
        Assert.Equal((3, 3), axis.BinsOf(100));

        // A pixel covers 2.02 elements, a cell 30.
        Assert.Equal((0, 1, 2, 3), (axis.BinOf(14), axis.BinOf(15), axis.BinOf(43), axis.BinOf(49)));
    }

    [Fact]
    public void An_axis_of_any_length_is_divided_without_overflow()
    {
        var axis = new SampledAxis(long.MaxValue, 1 << 20, 1024, long.MaxValue / (1 << 20) / 16);

        Assert.InRange(axis.Bins, 16, 17);
        Assert.Equal(axis.Bins, axis.Read().Distinct().Count());
        Assert.InRange(axis.BinOf(1023), 15, 16);
    }
}
