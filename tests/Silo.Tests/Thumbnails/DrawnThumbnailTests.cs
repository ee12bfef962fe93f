using System.Text.Json.Nodes;
using OmeNgff.Silo.Thumbnails;
using OmeNgff.Tests.Support;
using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Silo.Tests.Thumbnails;

/// <summary>Pictures of images that are drawn for one question each.</summary>
public sealed class DrawnThumbnailTests(RunningSilo silo) : SiloTests(silo)
{
    public static TheoryData<ElementType> Types => [.. Enum.GetValues<ElementType>()];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Elements_of_every_type_are_shown(ElementType type)
    {
        var image = new DrawnImage
        {
            Shape = [16, 16],
            Chunk = [5, 7],
            Type = type,
            Value = index => index[0] > index[1] ? 100 : index[0] == index[1] ? 0 : type == ElementType.Bool ? 0 : 50,
            Members = new() { ["omero"] = DrawnImage.Omero(type == ElementType.Bool ? "FFFFFF 0 1" : "FFFFFF 0 100") },
        };

        var picture = await Picture(image, 16);

        var half = type == ElementType.Bool ? 0 : 128;
        Assert.Equal([255, 0, half], new int[] { picture[9, 2].Red, picture[4, 4].Green, picture[2, 9].Blue });
    }

    [Fact]
    public async Task Without_a_window_a_channel_is_shown_between_its_percentiles()
    {
        var image = new DrawnImage { Shape = [20, 50], Chunk = [8, 16], Value = index => 1000 + Value(index) };

        var picture = await Picture(image, 50);

        var sorted = Enumerable.Range(0, 1000).Select(value => 1000.0 + value).ToArray();
        var (black, bright) = (Percentile(sorted, 1), Percentile(sorted, 99.8));
        for (var row = 0; row < 20; row++)
        {
            for (var column = 0; column < 50; column++)
            {
                var expected = 255 * Math.Clamp((1000 + Value([row, column]) - black) / (bright - black), 0, 1);
                Assert.Equal(expected, picture[row, column].Red, tolerance: 0.51);
                Assert.Equal(picture[row, column].Red, picture[row, column].Blue);
            }
        }

        // Every number below 1000 once.
        static double Value(long[] index) => ((index[0] * 50) + index[1]) * 389 % 1000;
    }

    [Fact]
    public async Task What_is_no_number_is_dark_and_does_not_count()
    {
        var image = new DrawnImage
        {
            Shape = [16, 16],
            Type = ElementType.Float32,
            Value = index => index[0] < 4 ? double.NaN : index[0] < 6 ? double.PositiveInfinity : index[0] < 11 ? -1 : 1,
        };

        var picture = await Picture(image, 16);

        Assert.Equal([0, 0, 0, 255], new int[] { picture[0, 0].Red, picture[5, 0].Red, picture[9, 0].Red, picture[12, 0].Red });
    }

    [Fact]
    public async Task Only_active_channels_are_shown_and_without_omero_the_first_six()
    {
        var image = new DrawnImage
        {
            Axes = "cyx",
            Shape = [8, 16, 16],
            Chunk = [3, 16, 16],
            Value = index => index[0] switch { 3 => 0, 7 => 10 + index[1], var channel => channel },
            Members = new()
            {
                ["omero"] = DrawnImage.Omero(
                    "FF0000 0 1 -", "00FF00 0 2", "0000FF 0 2 -", "?", "? 0 9 -", "? 0 9 -", "? 0 9 -", "000080 0 25"),
            },
        };

        // Channel 3 is active, has neither colour nor window, and is 0 everywhere.
        Assert.Equal((0, 128, 128, 255), (await Picture(image, 16))[15, 0]);
        var unsaid = await Picture(image with { Members = [], Value = index => index[0] < 6 ? 0 : 100 }, 16);
        Assert.All(unsaid.Pixels, pixel => Assert.Equal((0, 0, 0, 255), pixel));
    }

    [Fact]
    public async Task Three_channels_of_bytes_are_red_green_and_blue()
    {
        var image = new DrawnImage
        {
            Axes = "yxc",
            Shape = [16, 20, 3],
            Chunk = [6, 6, 3],
            Type = ElementType.UInt8,
            Value = index => (index[2] * 80) + (index[0] * 4) + index[1],
        };

        var picture = await Picture(image, 20);

        Assert.Equal("20×16", picture.Size);
        Assert.Equal((27, 107, 187, 255), picture[2, 19]);
    }

    [Fact]
    public async Task A_plane_is_taken_out_of_the_middle_of_chunks_and_at_the_first_time()
    {
        var image = new DrawnImage
        {
            Axes = "tzyx",
            Shape = [3, 7, 16, 16],
            Chunk = [2, 4, 9, 5],
            Value = index => index[0] == 0 && index[1] == 3 ? index[2] + index[3] : 1000,
            Members = new() { ["omero"] = DrawnImage.Omero("FFFFFF 0 255") },
        };

        var picture = await Picture(image, 16);

        Assert.Equal(
            Enumerable.Range(0, 256).Select(pixel => (pixel / 16) + (pixel % 16)),
            picture.Pixels.Select(pixel => (int)pixel.Red));
    }

    [Theory]
    [InlineData(2, 1, "micrometer", "64×128")]
    [InlineData(1, 4, "micrometer", "128×32")]
    [InlineData(0.001, 0.5, "millimeter", "64×128")]
    public async Task A_picture_has_the_proportion_of_the_sample(double y, double x, string unit, string size)
    {
        var image = new DrawnImage
        {
            Shape = [32, 32],
            Scale = [y, x],
            Units = (unit, "micrometer"),
            Value = index => index[0] < 8 ? 0 : 255,
            Members = new() { ["omero"] = DrawnImage.Omero("FFFFFF 0 255") },
        };

        var picture = await Picture(image, 128);

        Assert.Equal(size, picture.Size);

        // A quarter of the height is dark, however high that is.
        Assert.Equal((0, 255), (picture[(picture.Height / 4) - 1, 9].Red, picture[picture.Height / 4, 9].Red));
    }

    [Fact]
    public async Task What_is_not_stored_is_the_fill_value()
    {
        var image = new DrawnImage
        {
            Shape = [32, 32],
            Chunk = [16, 16],
            Fill = 200,
            Value = _ => 40,
            IsMissing = place => place[0] == 1,
            Members = new() { ["omero"] = DrawnImage.Omero("FFFFFF 0 255") },
        };

        var picture = await Picture(image, 32);

        Assert.Equal((40, 200), (picture[15, 3].Red, picture[16, 3].Red));
        var empty = await Picture(image with { IsMissing = _ => true }, 32);
        Assert.All(empty.Pixels, pixel => Assert.Equal(200, pixel.Green));
    }

    [Fact]
    public async Task Labels_without_colors_get_their_own_and_are_not_mixed()
    {
        var image = new DrawnImage
        {
            Shape = [60, 60],
            Chunk = [13, 17],
            Type = ElementType.Int32,
            Value = index => (index[0] / 20 * 3) + (index[1] / 20),
            Members = new()
            {
                ["imageLabel"] = JsonNode.Parse("""{"colors":[{"label-value":4,"rgba":[1,2,3,255]}]}"""),
            },
        };

        var picture = await Picture(image, 25);

        var own = new LabelPainting(null);
        var colors = picture.Pixels.Distinct().ToList();
        Assert.Equal(9, colors.Count);
        Assert.Equal(((0, 0, 0, 0), (1, 2, 3, 255)), (picture[0, 0], picture[12, 12]));
        var eighth = own.ColorOf(8);
        Assert.Equal((eighth.Red, eighth.Green, eighth.Blue, 255), picture[24, 24]);
    }

    [Fact]
    public async Task A_codec_that_is_not_read_is_named()
    {
        var image = new DrawnImage { Shape = [16, 16], Value = _ => 0, Codecs = ["numcodecs.lz4"] };

        var problem = (await Api.Get($"/thumbnails/{await image.Register(Api, NewFolder())}.png")).IsProblem(501);

        Assert.Equal("codec-unsupported", (string)problem["errors"]![0]!["rule"]!);
        Assert.Contains("numcodecs.lz4", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunk_that_is_damaged_is_told_with_its_place()
    {
        var image = new DrawnImage { Shape = [16, 16], Value = _ => 7, Codecs = ["gzip"] };

        var problem = (await Api.Get($"/thumbnails/{await image.Register(Api, NewFolder())}.png")).IsProblem(409);

        Assert.Equal("chunk-corrupt", (string)problem["errors"]![0]!["rule"]!);
        Assert.EndsWith("/0/c/0/0", (string)problem["errors"]![0]!["path"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_array_whose_chunks_are_too_large_is_refused_with_the_limit()
    {
        var image = new DrawnImage { Shape = [20_000, 20_000], Value = _ => 7, IsMissing = _ => true };
        var store = new Uri(NewFolder() + "/").AbsoluteUri;

        var problem = (await Api.Get($"/thumbnails/{await image.RegisterAt(Api, store)}.png")).IsProblem(422);

        Assert.Contains("MaxChunkBytes", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    private async Task<DecodedPng> Picture(DrawnImage image, int size) => new(
        (await Api.Get($"/thumbnails/{await image.Register(Api, NewFolder())}.png?size={size}")).Is(200).Bytes);

    private static double Percentile(double[] sorted, double percent)
    {
        var place = percent / 100 * (sorted.Length - 1);
        var below = (int)Math.Floor(place);
        return sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }
}
