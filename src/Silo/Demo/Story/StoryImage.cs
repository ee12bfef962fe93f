using System.Globalization;
using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Silo.Demo.Story;

/// <summary>One image of the sample: how it is sampled, where it lies, and what its detector makes of the sample.</summary>
internal sealed record StoryImage
{
    /// <summary>The name of its folder without the ending, and of its records.</summary>
    public required string Id { get; init; }

    /// <summary>The name for people.</summary>
    public required string Title { get; init; }

    /// <summary>Voxels of the finest level along z, y and x.</summary>
    public required int[] Shape { get; init; }

    /// <summary>The size of a voxel of the finest level along z, y and x, in <see cref="Unit"/>. The middle of the first
    /// voxel is the origin.</summary>
    public required decimal[] Voxel { get; init; }

    /// <summary>The unit of the axes.</summary>
    public required string Unit { get; init; }

    /// <summary>How many voxels a voxel of each level is the mean of, along z, y and x; the finest first.</summary>
    public required int[][] Factors { get; init; }

    /// <summary>The largest chunk along z, y and x.</summary>
    public required int[] Chunk { get; init; }

    /// <summary><c>uint8</c> or <c>uint16</c>.</summary>
    public required ElementType Type { get; init; }

    /// <summary>The channels: their names and colours, and what they show. One alone is no axis.</summary>
    public required (string Label, string Color, Func<SampleMatter, double> Value)[] Channels { get; init; }

    /// <summary>How uneven the detector is, in its own units.</summary>
    public required double Noise { get; init; }

    /// <summary>From the image, in its unit, to its aligned space, in micrometres.</summary>
    public required SamplePose ToAligned { get; init; }

    /// <summary>From its aligned space to the reference space, both in micrometres.</summary>
    public required SamplePose AlignedToReference { get; init; }

    /// <summary>The name of the image's folder.</summary>
    public string Folder => $"story-{Id}.zarr";

    /// <summary>1 where the channels are an axis before z, else 0.</summary>
    public int LeadingAxes => Channels.Length > 1 ? 1 : 0;

    /// <summary>Where the middle of a voxel of the finest level lies in the reference space.</summary>
    public (double Z, double Y, double X) ToReference(int z, int y, int x) =>
        AlignedToReference.Apply(ToAligned.Apply(Middle(z, y, x)));

    /// <summary>The middle of a voxel of the finest level in the image's unit.</summary>
    public (double Z, double Y, double X) Middle(int z, int y, int x) =>
        (z * (double)Voxel[0], y * (double)Voxel[1], x * (double)Voxel[2]);

    /// <summary>The middles of the voxels at the image's corners.</summary>
    public IEnumerable<(double Z, double Y, double X)> Corners() =>
        from z in new[] { 0, Shape[0] - 1 }
        from y in new[] { 0, Shape[1] - 1 }
        from x in new[] { 0, Shape[2] - 1 }
        select Middle(z, y, x);

    /// <summary>The levels: path, factors along z, y and x, and how the array is stored.</summary>
    public IEnumerable<(string Path, int[] Factors, SampleLayout Layout)> Levels() =>
        Factors.Select((factors, level) =>
        {
            int[] shape = [.. Shape.Zip(factors, (size, factor) => size / factor)];
            int[] chunk = [.. shape.Zip(Chunk, Math.Min)];
            return (level.ToString(CultureInfo.InvariantCulture), factors, new SampleLayout
            {
                Shape = WithChannels(shape, Channels.Length),
                Chunk = WithChannels(chunk, 1),
                Dimensions = LeadingAxes == 1 ? ["c", "z", "y", "x"] : ["z", "y", "x"],
                Type = Type,
            });
        });

    private int[] WithChannels(int[] shape, int first) => LeadingAxes == 1 ? [first, .. shape] : shape;
}
