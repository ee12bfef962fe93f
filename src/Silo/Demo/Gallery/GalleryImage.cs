using System.Globalization;
using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Silo.Demo.Gallery;

/// <summary>
/// An image of the gallery: how it is sampled and stored, and a formula that says every element of it by itself. Lists are
/// in the order of the axes.
/// </summary>
internal sealed record GalleryImage
{
    /// <summary>Its folder below that of the gallery.</summary>
    public required string Folder { get; init; }

    /// <summary>The name for people.</summary>
    public required string Name { get; init; }

    /// <summary>What it shows.</summary>
    public required string Description { get; init; }

    /// <summary>3 with OME 0.5, or 2 with OME 0.4.</summary>
    public int ZarrFormat { get; init; } = 3;

    /// <summary>The names of the axes: of <c>t</c>, <c>c</c>, <c>z</c>, <c>y</c> and <c>x</c>, in this order.</summary>
    public required string Axes { get; init; }

    /// <summary>The elements of the finest level.</summary>
    public required int[] Shape { get; init; }

    /// <summary>The steps of the finest level, in the unit of each axis; 1 for channels.</summary>
    public required decimal[] Steps { get; init; }

    /// <summary>The unit of the axes of space.</summary>
    public string SpaceUnit { get; init; } = "micrometer";

    /// <summary>How many elements an element of each level is the mean of; the finest first.</summary>
    public required int[][] Factors { get; init; }

    /// <summary>The lengths of a chunk, or of an inner chunk.</summary>
    public required int[] Chunk { get; init; }

    /// <summary>The lengths of a shard, or null.</summary>
    public int[]? Shard { get; init; }

    /// <summary>The type of the elements.</summary>
    public required ElementType Type { get; init; }

    /// <summary>Whether the most significant byte of an element comes first.</summary>
    public bool IsBigEndian { get; init; }

    /// <summary>How each level is compressed, the last one for all that follow.</summary>
    public SampleCodec[] Codecs { get; init; } = [SampleCodec.Gzip];

    /// <summary>The value of chunks that are not stored, or null where all are.</summary>
    public int? Empty { get; init; }

    /// <summary>The channels, one also without an axis for them.</summary>
    public required GalleryChannel[] Channels { get; init; }

    /// <summary>The least and the greatest value of the detector.</summary>
    public required (int Min, int Max) Range { get; init; }

    /// <summary>What the detector gets of up to three channels at t, z, y, x, before its noise; axes that the image does
    /// not have are 0.</summary>
    public required Func<int, int, int, int, GalleryLight> Formula { get; init; }

    /// <summary>How uneven the detector is at a light, in its own units.</summary>
    public Func<double, double> Noise { get; init; } = _ => 0;

    /// <summary>Different for images that would else have the same noise.</summary>
    public ulong Seed { get; init; }

    /// <summary>Along the axes of time and channels there is one level.</summary>
    public int[] ShapeOf(int level) => [.. Shape.Zip(Factors[level], (size, factor) => size / factor)];

    /// <summary>The path of a level below the image.</summary>
    public static string PathOf(int level) => level.ToString(CultureInfo.InvariantCulture);

    /// <summary>How a level is stored.</summary>
    public SampleLayout Layout(int level) => new()
    {
        ZarrFormat = ZarrFormat,
        Shape = ShapeOf(level),
        Chunk = Chunk,
        Shard = Shard,
        Dimensions = [.. Axes.Select(name => name.ToString())],
        Type = Type,
        IsBigEndian = IsBigEndian,
        Codec = Codecs[Math.Min(level, Codecs.Length - 1)],
        Fill = Empty ?? 0,
        OmitsFilled = Empty is not null,
    };

    /// <summary>One element of a level, by the formula alone.</summary>
    /// <param name="level">The level.</param>
    /// <param name="index">Its place in the level's array.</param>
    public int Value(int level, params int[] index)
    {
        var (factors, sum) = (Factors[level], 0L);
        foreach (var inner in SampleLayout.Grid(factors))
        {
            int[] at = [.. index.Select((place, axis) => (place * factors[axis]) + inner[axis])];
            var offset = at.Select((place, axis) => place * Stride(Axes[axis])).Sum();
            sum += Element(Formula(At('t'), At('z'), At('y'), At('x'))[At('c')], offset);

            int At(char axis) => Dimension(axis) is >= 0 and var dimension ? at[dimension] : 0;
        }

        return SamplePyramid.Mean(sum, factors.Aggregate(1, (product, factor) => product * factor));
    }

    /// <summary>All elements of the finest level, in C order.</summary>
    public int[] Render(CancellationToken ct)
    {
        var result = new int[Shape.Aggregate(1, (product, size) => product * size)];
        var (toNextX, toNextChannel, width) = (Stride('x'), Stride('c'), Size('x'));
        var rows = SampleLayout.Grid([Size('t'), Size('z'), Size('y')]);
        Parallel.ForEach(rows, new ParallelOptions { CancellationToken = ct }, row =>
        {
            var start = (row[0] * Stride('t')) + (row[1] * Stride('z')) + (row[2] * Stride('y'));
            for (var x = 0; x < width; x++)
            {
                var light = Formula(row[0], row[1], row[2], x);
                for (var c = 0; c < Channels.Length; c++)
                {
                    var offset = start + (x * toNextX) + (c * toNextChannel);
                    result[offset] = Element(light[c], offset);
                }
            }
        });
        return result;
    }

    /// <summary>What a detector makes of light; its noise depends on where the element lies in the array.</summary>
    private int Element(double light, int offset)
    {
        if (light <= Range.Min)
        {
            return Range.Min;
        }

        var bell = new SampleRandom((Seed << 32) + (ulong)offset).Bell();
        return (int)Math.Clamp(Math.Floor(light + (Noise(light) * bell) + 0.5), Range.Min, Range.Max);
    }

    private int Dimension(char axis) => Axes.IndexOf(axis, StringComparison.Ordinal);

    private int Size(char axis) => Dimension(axis) is >= 0 and var dimension ? Shape[dimension] : 1;

    private int Stride(char axis) => Dimension(axis) is >= 0 and var dimension
        ? Shape[(dimension + 1)..].Aggregate(1, (product, size) => product * size)
        : 0;
}

/// <summary>A channel of an image of the gallery.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Color">Six hexadecimal digits.</param>
/// <param name="Start">The value that is shown black.</param>
/// <param name="End">The value that is shown in full colour.</param>
internal sealed record GalleryChannel(string Label, string Color, int Start, int End);

/// <summary>What a detector gets in up to three channels.</summary>
internal readonly record struct GalleryLight(double First, double Second = 0, double Third = 0)
{
    /// <summary>That of one channel.</summary>
    public double this[int channel] => channel switch
    {
        0 => First,
        1 => Second,
        _ => Third,
    };
}
