using System.Runtime.InteropServices;
using OmeNgff.Silo.Thumbnails;
using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Silo.Tests.Thumbnails;

public sealed class MeanPlaneTests
{
    [Theory]
    [InlineData(12, 8, 6, 4)]
    [InlineData(37, 23, 16, 9)]
    [InlineData(5, 3, 16, 10)]
    [InlineData(10, 40, 25, 7)]
    public void A_pixel_is_the_mean_of_what_it_covers_whatever_the_chunks(int height, int width, int rows, int columns)
    {
        var values = Values(height, width);

        foreach (var chunk in (int[])[4, 7, 64])
        {
            var plane = Shrunk(values, height, width, chunk, rows, columns);
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                {
                    Assert.Equal(
                        AreaMean(values, height, width, row, column, rows, columns), plane[row, column], tolerance: 1e-9);
                }
            }
        }
    }

    [Fact]
    public void What_is_no_number_does_not_count()
    {
        double[] values = [1, double.NaN, double.PositiveInfinity, double.NaN, 3, double.NaN, double.NaN, double.NaN];
        var plane = Shrunk(values, 2, 4, 4, 1, 2);

        Assert.Equal((2, double.NaN), (plane[0, 0], plane[0, 1]));
        Assert.Equal([2], plane.Values());
    }

    [Fact]
    public void The_chunks_may_come_in_any_order()
    {
        var values = Values(50, 50);
        var one = Shrunk(values, 50, 50, 8, 13, 13, isReversed: false);
        var other = Shrunk(values, 50, 50, 8, 13, 13, isReversed: true);

        // To the last bit: a picture has a strong tag.
        Assert.Equal(one.Values(), other.Values());
    }

    private static double[] Values(int height, int width)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, height * width).Select(_ => (double)random.Next(65536))];
    }

    private static MeanPlane Shrunk(
        double[] values, int height, int width, int chunk, int rows, int columns, bool isReversed = false)
    {
        var (down, right) = (new SampledAxis(height, chunk, rows, 1), new SampledAxis(width, chunk, columns, 1));
        var plane = new MeanPlane(down, right);
        var parts = down.Read().SelectMany(row => right.Read().Select(column => (row, column)));
        foreach (var (row, column) in isReversed ? parts.Reverse() : parts)
        {
            var cut = new double[chunk * chunk];
            for (var y = 0; y < chunk; y++)
            {
                for (var x = 0; x < chunk; x++)
                {
                    var (py, px) = ((row * chunk) + y, (column * chunk) + x);
                    cut[(y * chunk) + x] = py < height && px < width ? values[(py * width) + px] : 1e9;
                }
            }

            plane.Add(new PlanePart(
                new ArrayChunk(ElementType.Float64, [chunk, chunk], MemoryMarshal.AsBytes<double>(cut).ToArray(), true),
                0, chunk, 1, down.ElementsOf(row), right.ElementsOf(column)));
        }

        return plane;
    }

    /// <summary>By the definition: the integral over the pixel's rectangle.</summary>
    private static double AreaMean(
        double[] values, int height, int width, int row, int column, int rows, int columns)
    {
        var (sum, area) = (0.0, 0.0);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var share = Overlap(y, row * (double)height / rows, (row + 1) * (double)height / rows)
                    * Overlap(x, column * (double)width / columns, (column + 1) * (double)width / columns);
                sum += share * values[(y * width) + x];
                area += share;
            }
        }

        return sum / area;
    }

    private static double Overlap(int element, double from, double to) =>
        Math.Max(0, Math.Min(element + 1, to) - Math.Max(element, from));
}
