using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Silo.Thumbnails;

namespace OmeNgff.Silo.Tests.Thumbnails;

public sealed class ThumbnailPlanTests
{
    private static readonly ThumbnailOptions Options = new();

    [Theory]
    [InlineData(1024, 1000)]
    [InlineData(501, 1000)]
    [InlineData(500, 500)]
    [InlineData(256, 500)]
    [InlineData(250, 250)]
    [InlineData(16, 125)]
    public void The_smallest_level_is_taken_that_has_an_element_for_every_pixel(int size, int expected)
    {
        var source = Image("yx", [[1000, 1000], [500, 500], [250, 250], [125, 125]]);

        var plan = ThumbnailPlan.Of(source, size, Options);

        Assert.Equal((expected, size, size), ((int)plan.Rows.Length, plan.Rows.Pixels, plan.Columns.Pixels));
    }

    [Theory]
    [InlineData(64, 200)]
    [InlineData(4, 65_536)]
    public void A_level_that_can_be_read_whole_is_taken_where_more_of_it_is_seen(int chunk, int expected)
    {
        // Of the first, 8 by 8 chunks may be read; the second has 200 or 2 elements along each side.
        var source = Image("yx", [[65_536, 65_536], [chunk == 4 ? 2 : 200, chunk == 4 ? 2 : 200]], chunk: [chunk, chunk]);

        var plan = ThumbnailPlan.Of(source, 256, Options with { MaxChunks = 64 });

        Assert.Equal(expected, plan.Rows.Length);
    }

    [Theory]
    [InlineData("tczyx", new long[] { 7, 3, 9, 40, 50 }, 3, 4, 1, new long[] { 0, 0, 4, 0, 0 })]
    [InlineData("xyzct", new long[] { 50, 40, 8, 3, 7 }, 1, 0, 3, new long[] { 0, 0, 4, 0, 0 })]
    [InlineData("yxc", new long[] { 40, 50, 3 }, 0, 1, 2, new long[] { 0, 0, 0 })]
    [InlineData("uvw", new long[] { 9, 40, 50 }, 1, 2, -1, new long[] { 4, 0, 0 })]
    [InlineData("cx", new long[] { 3, 50 }, -1, 1, 0, new long[] { 0, 0 })]
    [InlineData("tx", new long[] { 7, 50 }, 0, 1, -1, new long[] { 0, 0 })]
    public void The_plane_is_that_of_y_and_x_in_the_middle_of_z_at_the_first_time(
        string axes, long[] shape, int rows, int columns, int channels, long[] place)
    {
        var plan = ThumbnailPlan.Of(Image(axes, [shape]), 64, Options);

        Assert.Equal(new PlaneAxes(rows, columns, channels), plan.Axes);
        Assert.Equal(place, plan.Place);
    }

    [Theory]
    [InlineData("micrometer", "micrometer", 1, 1, "64×32")]
    [InlineData("micrometer", "micrometer", 2, 1, "64×64")]
    [InlineData("micrometer", "micrometer", 8, 1, "16×64")]
    [InlineData("millimeter", "micrometer", 0.002, 1, "64×64")]
    [InlineData("micrometer", "parsec", 1, 1e-22, "64×10")]
    [InlineData("micrometer", null, 8, 1, "64×32")]
    [InlineData("micrometer", "second", 8, 1, "64×32")]
    [InlineData(null, null, 2, -1, "64×64")]
    public void The_picture_is_in_physical_proportion_where_there_is_one(
        string? y, string? x, double down, double right, string size)
    {
        var source = Image("yx", [[100, 200]], new ScaleTransformation([down, right]), [y, x]);

        var plan = ThumbnailPlan.Of(source, 64, Options);

        Assert.Equal(size, $"{plan.Columns.Pixels}×{plan.Rows.Pixels}");
    }

    [Fact]
    public void A_turned_image_keeps_the_proportion_of_its_voxels()
    {
        var turned = new AffineTransformation(new Matrix(2, 3, [0, 3, 0, -1, 0, 0]));

        var plan = ThumbnailPlan.Of(Image("yx", [[90, 30]], turned), 64, Options);

        Assert.Equal((64, 64), (plan.Rows.Pixels, plan.Columns.Pixels));
    }

    [Theory]
    [InlineData(null, 1, "uint16", "0 #FFFFFF")]
    [InlineData(null, 1, "bool", "0 #FFFFFF 0-1")]
    [InlineData(null, 3, "uint8", "0 #FF0000 0-255, 1 #00FF00 0-255, 2 #0000FF 0-255")]
    [InlineData(null, 2, "uint8", "0 #00FF00, 1 #FF00FF")]
    [InlineData(null, 40, "uint16", "0 #00FF00, 1 #FF00FF, 2 #4D6BFF, 3 #FFCC33, 4 #FF5050, 5 #33CCFF")]
    [InlineData("""{"channels":[]}""", 1, "uint8", "0 #FFFFFF")]
    [InlineData("""{"channels":[{"color":"112233","window":{"start":3,"end":9}}]}""", 1, "uint8", "0 #112233 3-9")]
    [InlineData("""{"channels":[{"active":false,"color":"112233"},{"color":"445566"},{}]}""", 3, "uint8", "1 #445566, 2 #FF00FF")]
    [InlineData("""{"channels":[{"active":false},{"active":false}]}""", 2, "uint8", "0 #FFFFFF")]
    [InlineData("""{"channels":[{"color":"112233"},{"color":"445566"}]}""", 1, "uint8", "0 #112233")]
    [InlineData("""{"channels":[{"color":"112233"}]}""", 3, "uint8", "0 #112233")]
    [InlineData("""{"channels":[{"inverted":true,"window":{"start":3,"end":9}}]}""", 1, "uint8", "0 #FFFFFF 9-3")]
    public void The_channels_are_those_that_omero_has_active_else_the_first_ones(
        string? omero, int count, string type, string expected)
    {
        var channels = ShownChannel.Of(omero is null ? null : RawJson.Parse(omero), count, type, Options);

        Assert.Equal(expected, string.Join(", ", channels.Select(channel =>
            $"{channel.Index} #{channel.Color.Red:X2}{channel.Color.Green:X2}{channel.Color.Blue:X2}"
            + (channel.Range is var (black, bright) ? FormattableString.Invariant($" {black}-{bright}") : ""))));
    }

    [Theory]
    [InlineData(new long[] { 4, 100_000, 100_000 }, new long[] { 1, 256, 256 })]
    [InlineData(new long[] { 4, 100_000, 100_000 }, new long[] { 4, 256, 256 })]
    [InlineData(new long[] { 4, 100_000, 100_000 }, new long[] { 1, 1, 100_000 })]
    [InlineData(new long[] { 4, 1_000_000, 300 }, new long[] { 2, 64, 64 })]
    [InlineData(new long[] { 4, 8192, 8192 }, new long[] { 1, 8192, 8192 })]
    public void Of_a_plane_with_too_many_chunks_a_bounded_number_is_read_and_much_of_it_used(long[] shape, long[] chunk)
    {
        var options = Options with { MaxChunks = 200, MaxBytes = 400L << 20 };

        var plan = ThumbnailPlan.Of(Image("cyx", [shape], chunk: chunk), 256, options);

        var places = plan.Rows.ReadCount * plan.Columns.ReadCount;
        var read = plan.Batches(options.MaxChannels).Sum(batch => batch.Select(plan.ChunkOf).Distinct().Count()) * places;
        var bytes = read * chunk.Aggregate(2L, (product, length) => product * length);
        Assert.InRange(read, 1, 200);
        Assert.InRange(bytes, 1, 400L << 20);
        Assert.True(read > 100 || bytes > 200L << 20, $"{read} chunks, {bytes} bytes");
    }

    [Fact]
    public void More_channels_than_chunks_may_be_read_are_left_out()
    {
        var plan = ThumbnailPlan.Of(
            Image("cyx", [[6, 64, 64]], chunk: [1, 64, 64]), 64, Options with { MaxChunks = 4 });

        Assert.Equal([0, 1, 2, 3], plan.Channels.Select(channel => channel.Index));
    }

    [Fact]
    public void A_chunk_is_at_the_place_of_the_plane()
    {
        var plan = ThumbnailPlan.Of(
            Image("tczyx", [[7, 3, 9, 40, 50]], chunk: [2, 2, 3, 16, 16]), 64, Options);

        Assert.Equal([0, 1, 1, 2, 3], plan.ChunkAt(2, 3, plan.ChunkOf(plan.Channels[2])));
    }

    [Fact]
    public void There_is_no_picture_of_what_has_no_place_or_no_elements()
    {
        var source = Image("yx", [[8, 8]]);
        var nowhere = source with { Arrays = [source.Arrays[0] with { Location = null }] };
        var empty = Image("yx", [[8, 0]]);

        foreach (var (image, rule) in ((ImageSource, string)[])[(nowhere, "location-missing"), (empty, "array-empty")])
        {
            var problem = Assert.Throws<ProblemException>(() => ThumbnailPlan.Of(image, 64, Options)).Problem;
            Assert.Equal((409, rule), (problem.Status, problem.Errors[0].Rule));
        }
    }

    private static ImageSource Image(
        string axes, long[][] shapes, CoordinateTransformation? transformation = null, string?[]? units = null,
        long[]? chunk = null)
    {
        var arrays = shapes.Select((shape, level) => new ArrayRecord
        {
            Id = $"a{level}",
            Location = new Location("file:///data/image.zarr/", $"{level}"),
            Shape = [.. shape],
            ChunkShape = [.. chunk ?? shape],
            DataType = "uint16",
            Axes = axes.Select((name, dimension) => new Axis(
                name.ToString(), name switch { 'c' => "channel", 't' => "time", _ => "space" }, units?[dimension]))
                .ToEquatableArray(),
            CoordinateTransformations = [transformation ?? new IdentityTransformation()],
        }).ToEquatableArray();
        return new ImageSource(
            new ImageRecord
            {
                Id = "i",
                Levels = arrays.Select((array, level) => new ImageLevel { Path = $"{level}", Array = array.Id })
                    .ToEquatableArray(),
            },
            arrays);
    }
}
