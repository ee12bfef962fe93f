using System.Buffers.Binary;
using OmeNgff.Ngff.Json;
using OmeNgff.Silo.Thumbnails;
using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Tests.Thumbnails;

/// <summary>Windows, colours and refusals, without an image.</summary>
public sealed class PaintingTests
{
    [Fact]
    public void A_window_is_the_1st_to_the_99_8th_percentile()
    {
        var values = Enumerable.Range(0, 1001).Select(value => (double)value).Reverse();

        var (black, bright) = ChannelWindow.Of(values);

        Assert.Equal((10, 998), (Math.Round(black, 9), Math.Round(bright, 9)));
    }

    [Theory]
    [InlineData("", 0, 1)]
    [InlineData("0 0 0", 0, 1)]
    [InlineData("7 7", 0, 7)]
    [InlineData("-3 -3 -3", -3, 0)]
    [InlineData("0 5", 0.05, 4.99)]
    public void A_window_is_never_empty(string values, double black, double bright)
    {
        var (low, high) = ChannelWindow.Of(values.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(value => double.Parse(value, System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal((black, bright), (Math.Round(low, 9), Math.Round(high, 9)));
    }

    [Fact]
    public void A_few_bright_spots_are_shown_where_all_else_is_dark()
    {
        var values = new double[10_000];
        values[17] = 900;

        Assert.Equal((0, 900), ChannelWindow.Of(values));
    }

    [Fact]
    public void Colors_add_up_to_white_and_no_further_and_windows_may_be_inverted()
    {
        var painting = new ChannelPainting(1, 3);
        painting.Add(Plane(0, 50, 100), new ShownChannel(0, Rgb.Parse("FF8000"), (0, 100)));
        painting.Add(Plane(0, 50, 100), new ShownChannel(1, Rgb.Parse("0000FF"), (100, 0)));
        painting.Add(Plane(-9, 0, 900), new ShownChannel(2, Rgb.Parse("00FF00"), (0, 100)));

        Assert.Equal([0, 0, 255, 128, 64, 128, 255, 255, 0], painting.ToPicture().Bytes.ToArray());
    }

    [Fact]
    public void Labels_have_distinct_bright_colors_that_do_not_depend_on_the_image()
    {
        var painting = new LabelPainting(null);
        var colors = Enumerable.Range(1, 300).Select(label => painting.ColorOf((ulong)label)).ToList();

        Assert.Equal(300, colors.Distinct().Count());
        Assert.All(colors, color => Assert.True(Math.Max(color.Red, Math.Max(color.Green, color.Blue)) >= 190));
        Assert.All(colors.Zip(colors.Skip(1)), pair => Assert.True(Distance(pair.First, pair.Second) > 8));
        Assert.Equal(colors[6], new LabelPainting(RawJson.Parse("{}")).ColorOf(7));
    }

    [Theory]
    [InlineData(0, 1, 1, 255, 0, 0)]
    [InlineData(1 / 3.0, 1, 1, 0, 255, 0)]
    [InlineData(2 / 3.0, 1, 1, 0, 0, 255)]
    [InlineData(1 / 6.0, 1, 0.5, 128, 128, 0)]
    [InlineData(0.4, 0, 1, 255, 255, 255)]
    public void A_hue_is_a_color(double hue, double saturation, double brightness, byte red, byte green, byte blue) =>
        Assert.Equal(new Rgb(red, green, blue), Rgb.Of(hue, saturation, brightness));

    [Fact]
    public void Labels_of_64_bits_are_told_apart_to_the_last_one()
    {
        var plane = new LabelPlane(new SampledAxis(1, 1, 1, 1), new SampledAxis(2, 2, 2, 1));
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (1UL << 60) + 1);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), (1UL << 60) + 2);
        plane.Add(new PlanePart(new ArrayChunk(ElementType.UInt64, [1, 2], bytes, true), 0, 2, 1, (0, 1), (0, 2)));

        Assert.Equal(((1UL << 60) + 1, (1UL << 60) + 2), (plane[0, 0], plane[0, 1]));
    }

    [Theory]
    [InlineData(ArrayRules.CodecLibraryMissing, 501)]
    [InlineData(ArrayRules.CodecUnsupported, 501)]
    [InlineData(ArrayRules.DataTypeUnsupported, 501)]
    [InlineData(ArrayRules.ChunkTooLarge, 422)]
    [InlineData(ArrayRules.ChunkCorrupt, 409)]
    [InlineData(StoreRules.AddressNotAllowed, 409)]
    [InlineData(StoreRules.StoreUnreadable, 503)]
    public void What_stands_in_the_way_is_said(string rule, int status)
    {
        const string Reason = "The library libblosc is not on this machine. In Debian and Ubuntu it is the package libblosc1.";

        var problem = ThumbnailRefusals.Of("i", new StoreException("file:///a/0/c/0", rule, Reason)).Problem;

        Assert.Equal(status, problem.Status);
        Assert.Contains(Reason, problem.Detail, StringComparison.Ordinal);
        Assert.Contains(rule, status == 503 ? problem.Detail! : problem.Errors[0].Rule, StringComparison.Ordinal);
    }

    private static int Distance(Rgb one, Rgb other) => Math.Abs(one.Red - other.Red)
        + Math.Abs(one.Green - other.Green) + Math.Abs(one.Blue - other.Blue);

    private static MeanPlane Plane(params double[] values)
    {
        var columns = new SampledAxis(values.Length, values.Length, values.Length, 1);
        var plane = new MeanPlane(new SampledAxis(1, 1, 1, 1), columns);
        plane.Add(new PlanePart(
            new ArrayChunk(ElementType.Float64, [1, values.Length],
                System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(values).ToArray(), true),
            0, values.Length, 1, (0, 1), (0, values.Length)));
        return plane;
    }
}
