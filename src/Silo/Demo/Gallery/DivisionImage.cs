using OmeNgff.Zarr.Arrays;
using static OmeNgff.Silo.Demo.Gallery.SampleCurves;

namespace OmeNgff.Silo.Demo.Gallery;

/// <summary>
/// Cells that divide, in five dimensions, as Zarr v2 with OME 0.4 and its most significant bytes first: what converters
/// write. Each level is compressed in another way. Micrometres.
/// </summary>
internal static class DivisionImage
{
    private const double StepZ = 1.5, StepXY = 0.3;

    private static readonly SampleNoise Noise = new(401);

    /// <summary>Where cells are, which way they divide (cosine and sine), and when.</summary>
    private static readonly (double Y, double X, double Cos, double Sin, int Time)[] Cells =
    [
        (12, 12, 0.8, 0.6, 3), (11, 33, 0.28, 0.96, 1), (28, 23.5, 0.96, -0.28, 2), (38, 8, 0.6, -0.8, 5), (38.5, 38, 0, 1, 4),
    ];

    /// <summary>The image.</summary>
    public static readonly GalleryImage Image = new()
    {
        Folder = "divisions.zarr",
        Name = "Synthetic divisions",
        Description = "synthetic dividing cells",
        ZarrFormat = 2,
        Axes = "tczyx",
        Shape = [6, 2, 5, 160, 160],
        Steps = [3m, 1m, 1.5m, 0.3m, 0.3m],
        Factors = [[1, 1, 1, 1, 1], [1, 1, 1, 2, 2], [1, 1, 1, 4, 4]],
        Chunk = [1, 1, 3, 96, 96],
        Type = ElementType.UInt16,
        IsBigEndian = true,
        Codecs = [SampleCodec.Blosc, SampleCodec.Zlib, SampleCodec.Raw],
        Channels = [new("Histone", "FF4DA6", 100, 2300), new("Tubulin", "33D6C8", 100, 1500)],
        Range = (0, 4095),
        Formula = (t, z, y, x) => Light(t, (z - 2) * StepZ, y * StepXY, x * StepXY),
        Noise = light => 5 + (0.9 * Math.Sqrt(Math.Max(light, 0))),
        Seed = 4,
    };

    private static GalleryLight Light(int t, double z, double y, double x)
    {
        var (histone, tubulin) = (0.0, 0.0);
        var grain = Noise.At(x / 0.7, y / 0.7, (z + 20) / 1.2);
        foreach (var cell in Cells)
        {
            var (along, across) = (
                (cell.Cos * (x - cell.X)) + (cell.Sin * (y - cell.Y)), (cell.Cos * (y - cell.Y)) - (cell.Sin * (x - cell.X)));
            var (chromatin, body) = t < cell.Time - 1 ? Resting(z, along, across, grain)
                : t == cell.Time - 1 ? Plate(z, along, across, grain)
                : Daughters(t - cell.Time, z, along, across, grain);
            (histone, tubulin) = (Math.Max(histone, chromatin), Math.Max(tubulin, body));
        }

        return new(110 + histone, 110 + tubulin);
    }

    private static (double Histone, double Tubulin) Resting(double z, double along, double across, double grain)
    {
        var nucleus = Ellipsoid((z, across, along), (0, 0, 0), (3.4, 4.2, 4.9));
        var hole = Rim(Ellipsoid((z, across, along), (0, 1.1, 0.9), (1.6, 1.2, 1.2)) / 1.4);
        var chromatin = Smooth((1.05 - nucleus) / 0.12) * (500 + (900 * grain)) * (1 - (0.6 * hole));
        return (chromatin, Network(z, along, across, 10) * Smooth((nucleus - 0.95) / 0.2));
    }

    /// <summary>The chromosomes in one plane, between two poles.</summary>
    private static (double Histone, double Tubulin) Plate(double z, double along, double across, double grain)
    {
        var plate = Ellipsoid((z, across, along), (0, 0, 0), (3.4, 4.6, 1.1));
        var pole = Math.Abs(along) / 5.4;
        var width = 4.4 * (1 - pole);
        var spindle = pole < 1 ? Smooth((width - Math.Sqrt((across * across) + (z * z)) + 0.4) / 1.2) : 0;
        var strand = Noise.At((across / Math.Max(1 - pole, 0.1) / 0.8) + 64, (z / 0.8) + 32, 3);
        var round = Smooth((8.4 - Math.Sqrt((along * along) + (across * across) + (2 * z * z))) / 1.2);
        return (
            Smooth((1.08 - plate) / 0.25) * (1900 + (900 * grain)),
            (spindle * (500 + (1100 * strand))) + (700 * Rim((pole - 1) / 0.16) * Rim(across / 1.3)) + (130 * round));
    }

    /// <summary>Two nuclei that move away from each other and grow.</summary>
    private static (double Histone, double Tubulin) Daughters(int age, double z, double along, double across, double grain)
    {
        var away = Math.Abs(along) - (3.6 + (0.9 * age));
        var size = 0.7 + (0.09 * age);
        var nucleus = Ellipsoid((z, across, away), (0, 0, 0), (3.2 * size, 4.6 * size, (1.8 + (0.5 * age)) * size));
        var chromatin = Smooth((1.06 - nucleus) / 0.16) * (1700 - (150 * age) + (900 * grain));
        var bridge = Math.Max(0, 1 - (0.3 * age)) * Rim(across / 1.6) * Rim(along / 3.4) * Rim(z / 3);
        return (chromatin, (Network(z, away, across, 7.5) * Smooth((nucleus - 0.9) / 0.2)) + (1300 * bridge));
    }

    /// <summary>Filaments that run out from the middle of a cell.</summary>
    private static double Network(double z, double along, double across, double radius)
    {
        var distance = Math.Sqrt((along * along) + (across * across) + 0.01);
        var edge = Smooth((radius + (2.2 * across / distance * along / distance) - distance - (0.5 * z * z / 3)) / 2.4);
        if (edge == 0)
        {
            return 0;
        }

        var strand = Noise.At((9 * along / distance) + 64, (9 * across / distance) + 64, (distance / 5) + 2);
        var bent = Noise.At((along / 1.1) + 64, (across / 1.1) + 64, (z / 2) + 8);
        return edge * (140 + (1500 * strand * strand * strand) + (420 * bent * bent));
    }
}
