using OmeNgff.Silo.Demo;
using OmeNgff.Silo.Demo.Gallery;
using OmeNgff.Silo.Tests.Demo;
using OmeNgff.Silo.Tests.Viewers;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Thumbnails;

/// <summary>Pictures of the demo's images, held against the formulas that the images were written by.</summary>
public sealed class SampleThumbnailTests(RunningSilo silo, SampleFolder sample, GalleryFolder gallery)
    : SiloTests(silo), IClassFixture<SampleFolder>, IClassFixture<GalleryFolder>
{
    private const int Depth = SampleVolume.Depth, Side = SampleVolume.Height;

    private static readonly Lazy<SampleVolume> Volume = new(() => new SampleVolume(default));

    [Fact]
    public async Task Channels_have_the_colors_and_windows_of_omero_in_the_middle_plane()
    {
        var picture = await Picture(sample.Image);

        Assert.Equal(("256×256", 3), (picture.Size, picture.Parts));
        (string, int, int)[] channels = [("00FF66", 110, 1600), ("4D6BFF", 110, 1900)];
        for (var row = 0; row < Side; row++)
        {
            for (var column = 0; column < Side; column++)
            {
                AssertPixel(picture, row, column, [.. channels.Select((shown, channel) =>
                    (shown, (double)Volume.Value.Image[Voxel((channel * Depth) + (Depth / 2), row, column)]))]);
            }
        }
    }

    [Theory]
    [InlineData(128, 2)]
    [InlineData(64, 4)]
    public async Task A_small_picture_is_of_a_coarse_level(int size, int factor)
    {
        var means = SamplePyramid.Mean(
            [.. Volume.Value.Image], [2, Depth, Side, Side], [1, 1, factor, factor]);

        var picture = await Picture(sample.Image, size);

        Assert.Equal($"{size}×{size}", picture.Size);
        foreach (var (row, column) in ((int, int)[])[(0, 0), (size / 3, size / 2), (size - 1, 5), (size - 1, size - 1)])
        {
            var place = (((Depth / 2 * size) + row) * size) + column;
            AssertPixel(
                picture, row, column, (("00FF66", 110, 1600), means[place]),
                (("4D6BFF", 110, 1900), means[place + (Depth * size * size)]));
        }
    }

    [Fact]
    public async Task Labels_have_the_colors_of_image_label_and_what_is_none_is_transparent()
    {
        var picture = await Picture(sample.Label);

        Assert.Equal(("256×256", 4), (picture.Size, picture.Parts));
        for (var row = 0; row < Side; row++)
        {
            for (var column = 0; column < Side; column++)
            {
                var id = Volume.Value.Labels[Voxel(Depth / 2, row, column)];
                Assert.Equal(
                    id == 0 ? (0, 0, 0, 0) : (80 + (id * 67 % 176), 80 + (id * 113 % 176), 80 + (id * 151 % 176), 255),
                    picture[row, column]);
            }
        }
    }

    [Theory]
    [InlineData("section.zarr", 200, "200×140", 2)]
    [InlineData("section.zarr", 400, "400×280", 1)]
    [InlineData("head.zarr", 144, "128×144", 0)]
    [InlineData("head.zarr", 72, "64×72", 1)]
    [InlineData("divisions.zarr", 160, "160×160", 0)]
    [InlineData("divisions.zarr", 40, "40×40", 2)]
    [InlineData("plate.zarr/A/1/0", 160, "160×160", 0)]
    public async Task An_image_of_the_gallery_is_shown_as_its_formula_says(
        string folder, int size, string expected, int level)
    {
        var image = GalleryImages.All.Single(image => image.Folder == folder);

        var picture = await Picture(gallery.Images[folder], size);

        Assert.Equal(expected, picture.Size);
        var random = new Random(11);
        for (var probe = 0; probe < 200; probe++)
        {
            var (row, column) = (random.Next(picture.Height), random.Next(picture.Width));
            AssertPixel(picture, row, column, [.. image.Channels.Select((channel, index) => (
                (channel.Color, channel.Start, channel.End),
                (double)image.Value(level, [.. image.Axes.Select((axis, dimension) => axis switch
                {
                    'c' => index,
                    'z' => image.ShapeOf(level)[dimension] / 2,
                    'y' => row,
                    'x' => column,
                    _ => 0,
                })])))]);
        }
    }

    [Fact]
    public async Task Without_a_size_the_longest_side_has_256_pixels_and_the_other_what_it_is_long()
    {
        Assert.Equal("256×179", (await Picture(gallery.Images["section.zarr"])).Size);
        Assert.Equal("228×256", (await Picture(gallery.Images["head.zarr"])).Size);
    }

    private static int Voxel(int slice, int row, int column) => (((slice * Side) + row) * Side) + column;

    private async Task<DecodedPng> Picture(string image, int? size = null)
    {
        var answer = (await Api.Get($"/thumbnails/{image}.png{(size is null ? "" : $"?size={size}")}")).Is(200);
        Assert.Equal("image/png", answer["Content-Type"]);
        return new DecodedPng(answer.Bytes);
    }

    /// <summary>The light of channels added up, to the nearest step.</summary>
    private static void AssertPixel(
        DecodedPng picture, int row, int column, params ((string Color, int Start, int End) Shown, double Value)[] channels)
    {
        var (red, green, blue, alpha) = picture[row, column];
        Assert.Equal(255, alpha);
        Assert.Equal(Part(0), red, tolerance: 0.51);
        Assert.Equal(Part(2), green, tolerance: 0.51);
        Assert.Equal(Part(4), blue, tolerance: 0.51);

        double Part(int digit) => Math.Min(255, channels.Sum(channel =>
            Convert.ToInt32(channel.Shown.Color.Substring(digit, 2), 16)
            * Math.Clamp((channel.Value - channel.Shown.Start) / (channel.Shown.End - channel.Shown.Start), 0, 1)));
    }
}
