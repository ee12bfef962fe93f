using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Silo.Demo.Story;

/// <summary>The three images of the story.</summary>
internal static class StoryImages
{
    private const double Cos = SamplePose.Cos, Sin = SamplePose.Sin;

    /// <summary>An electron microscope's cut-out around the fork of the vessel: nanometres, thick sections, turned about z.
    /// </summary>
    public static readonly StoryImage Em = new()
    {
        Id = "em",
        Title = "Story: EM volume",
        Shape = [40, 160, 160],
        Voxel = [200, 40, 40],
        Unit = "nanometer",
        Factors = [[1, 1, 1], [1, 2, 2], [2, 4, 4]],
        Chunk = [20, 80, 80],
        Type = ElementType.UInt8,
        Channels =
        [
            ("Electrons", "FFFFFF", matter => Math.Clamp(
                205 - Math.Max(60 * matter.Nucleus, 110 * matter.Wall) - (30 * matter.Grain) - (200 * matter.Bead), 6, 245)),
        ],
        Noise = 4,
        ToAligned = SamplePose.Of(
            [0.001, 0, 0, 0], [0, 0.001 * Cos, -0.001 * Sin, 0], [0, 0.001 * Sin, 0.001 * Cos, 0]),
        AlignedToReference = SamplePose.Shift(12.1, 17.84, 16.06),
    };

    /// <summary>A confocal microscope's image of vessel and nuclei: turned the other way, and the tissue shrunk.</summary>
    public static readonly StoryImage Confocal = new()
    {
        Id = "confocal",
        Title = "Story: confocal",
        Shape = [20, 96, 96],
        Voxel = [1, 0.25m, 0.25m],
        Unit = "micrometer",
        Factors = [[1, 1, 1], [1, 2, 2], [2, 4, 4]],
        Chunk = [20, 48, 48],
        Type = ElementType.UInt16,
        Channels =
        [
            ("Vessel", "FF5050", matter => 120 + (1500 * matter.Wall) + (90 * matter.Grain) + (3600 * matter.Bead)),
            ("Nuclei", "4D6BFF", matter =>
                110 + (matter.Nucleus * (900 + (900 * matter.Grain))) + (3600 * matter.Bead)),
        ],
        Noise = 14,
        ToAligned = SamplePose.Of([1, 0, 0, 0.75], [0, Cos, Sin, 1.5], [0, -Sin, Cos, 4]),
        AlignedToReference = SamplePose.Of([1.0625, 0, 0, 5], [0, 1.0625, 0, 3], [0, 0, 1.0625, 7]),
    };

    /// <summary>A light-sheet microscope's image of all of the sample: seen in a mirror, and a little tilted.</summary>
    public static readonly StoryImage LightSheet = new()
    {
        Id = "lightsheet",
        Title = "Story: light-sheet",
        Shape = [64, 80, 80],
        Voxel = [0.5m, 0.5m, 0.5m],
        Unit = "micrometer",
        Factors = [[1, 1, 1], [2, 2, 2], [4, 4, 4]],
        Chunk = [32, 80, 80],
        Type = ElementType.UInt16,
        Channels =
        [
            ("Autofluorescence", "FFFFFF", matter => 200 + (700 * matter.Nucleus) + (450 * matter.Wall)
                + (120 * matter.Grain) + (3000 * matter.Bead)),
        ],
        Noise = 12,
        ToAligned = SamplePose.Of([1, 0, 0, 0.25], [0, 1, 0, -0.5], [0, 0, -1, 39.5]),
        AlignedToReference = SamplePose.Of([Cos, -Sin, 0, 6], [Sin, Cos, 0, -3.5], [0, 0, 1, 0.5]),
    };

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<StoryImage> All = [Em, Confocal, LightSheet];
}
