using OmeNgff.Client.Grains;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Silo.Thumbnails;

/// <summary>
/// What a picture of an image is made of: the smallest level that has an element for every pixel, or the one that shows the
/// most where none has or not all of it may be read; of it the plane in the middle, at the first time; the channels; and
/// which chunks are read. A pure function of the records.
/// </summary>
internal sealed record ThumbnailPlan
{
    /// <summary>How much larger the cells of a plane with too many chunks get until they are few enough.</summary>
    private const double Growth = 1.05;

    /// <summary>The level's array.</summary>
    public required ArrayRecord Array { get; init; }

    /// <summary>Which of its dimensions are shown.</summary>
    public required PlaneAxes Axes { get; init; }

    /// <summary>Where the plane lies, an index per dimension; 0 for those that are shown.</summary>
    public required EquatableArray<long> Place { get; init; }

    /// <summary>The rows of the picture.</summary>
    public required SampledAxis Rows { get; init; }

    /// <summary>The columns of the picture.</summary>
    public required SampledAxis Columns { get; init; }

    /// <summary>The channels; the one of a label image has no colour of its own.</summary>
    public required EquatableArray<ShownChannel> Channels { get; init; }

    /// <summary>True for a label image.</summary>
    public required bool IsLabel { get; init; }

    /// <summary>Plans a picture.</summary>
    /// <param name="source">The image.</param>
    /// <param name="size">The longest side in pixels.</param>
    /// <param name="options">What may be read.</param>
    /// <exception cref="ProblemException">409: there are no pixels to show.</exception>
    public static ThumbnailPlan Of(ImageSource source, int size, ThumbnailOptions options)
    {
        var (image, axes) = (source.Image, PlaneAxes.Of(source.Arrays[0].Axes));
        if (source.Arrays.All(array => array.Location is null))
        {
            throw ThumbnailRefusals.NoPicture(image.Id, 409, "/levels", "location-missing",
                "The catalog does not know where its arrays lie.");
        }

        if (source.Arrays.Any(array => array.Shape.Contains(0)))
        {
            throw ThumbnailRefusals.NoPicture(image.Id, 409, "/levels", "array-empty", "Its arrays have no elements.");
        }

        var pixels = PictureSize.Of(source, axes, size);
        return source.Arrays.Where(array => array.Location is not null)
            .Select(array => Of(image, array, axes, pixels, options))
            .OrderByDescending(plan => plan.Shown)
            .ThenBy(plan => (double)plan.Rows.Length * plan.Columns.Length)
            .First();
    }

    /// <summary>The channels that are held at a time: neighbours, as chunks may hold several.</summary>
    /// <param name="most">How many.</param>
    public IEnumerable<ShownChannel[]> Batches(int most) => Channels.OrderBy(channel => channel.Index).Chunk(most);

    /// <summary>The chunk along the axis of channels that a channel lies in.</summary>
    public long ChunkOf(ShownChannel channel) => channel.Index / Chunk(Array, Axes.Channels);

    /// <summary>The place of a chunk in the array's grid of chunks.</summary>
    public long[] ChunkAt(long row, long column, long channel)
    {
        long[] place = [.. Place.Select((index, dimension) => index / Array.ChunkShape[dimension])];
        foreach (var (dimension, index) in ((int, long)[])[(Axes.Rows, row), (Axes.Columns, column), (Axes.Channels, channel)])
        {
            if (dimension >= 0)
            {
                place[dimension] = index;
            }
        }

        return place;
    }

    /// <summary>How many values of its own the picture shows: of pixels that share one, one.</summary>
    private double Shown =>
        (double)Math.Min(Rows.Bins, Rows.Length) * Math.Min(Columns.Bins, Columns.Length) * Channels.Count;

    private static ThumbnailPlan Of(
        ImageRecord image, ArrayRecord array, PlaneAxes axes, PictureSize pixels, ThumbnailOptions options)
    {
        var isLabel = image.LabelOf is not null || image.ImageLabel is not null;
        return new ThumbnailPlan
        {
            Array = array,
            Axes = axes,
            Place = axes.Place(array.Axes, array.Shape),
            Rows = new(Length(array, axes.Rows), Chunk(array, axes.Rows), pixels.Height, 1),
            Columns = new(Length(array, axes.Columns), Chunk(array, axes.Columns), pixels.Width, 1),
            Channels = isLabel
                ? [new ShownChannel(0, Rgb.White, null)]
                : ShownChannel.Of(image.Omero, Length(array, axes.Channels), array.DataType, options),
            IsLabel = isLabel,
        }.Within(MostChunks(array, options), options.MaxChannels);
    }

    /// <summary>The same with no more chunks than may be read: of fewer places, in cells that are as high as they are wide in
    /// the picture, and where even one place has too many, of fewer channels.</summary>
    private ThumbnailPlan Within(long most, int held)
    {
        var channels = Channels;
        while (Groups(channels, held) > most)
        {
            channels = channels.Take(channels.Count - 1).ToEquatableArray();
        }

        var (rows, columns, groups) = (Rows, Columns, Groups(channels, held));
        for (var cell = 1.0; (double)rows.ReadCount * columns.ReadCount * groups > most; cell *= Growth)
        {
            (rows, columns) = (Coarser(Rows, cell), Coarser(Columns, cell));
        }

        return this with { Channels = channels, Rows = rows, Columns = columns };
    }

    /// <summary>How often each place of the plane is read.</summary>
    private long Groups(EquatableArray<ShownChannel> channels, int held) =>
        (this with { Channels = channels }).Batches(held).Sum(batch => batch.Select(ChunkOf).Distinct().LongCount());

    private static SampledAxis Coarser(SampledAxis axis, double cell) => axis with
    {
        Stride = (long)Math.Clamp(Math.Floor(cell / ((double)axis.Chunk * axis.Pixels / axis.Length)), 1, axis.Chunks),
    };

    private static long MostChunks(ArrayRecord array, ThumbnailOptions options)
    {
        var elements = array.ChunkShape.Aggregate(1.0, (product, length) => product * length);
        var bytes = elements * (Elements.TypeOf(array.DataType)?.Size() ?? sizeof(double));
        return (long)Math.Clamp(options.MaxBytes / bytes, 1, options.MaxChunks);
    }

    private static long Length(ArrayRecord array, int dimension) => dimension < 0 ? 1 : array.Shape[dimension];

    private static long Chunk(ArrayRecord array, int dimension) => dimension < 0 ? 1 : array.ChunkShape[dimension];
}
