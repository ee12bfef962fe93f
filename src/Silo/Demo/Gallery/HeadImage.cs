using OmeNgff.Zarr.Arrays;
using static OmeNgff.Silo.Demo.Gallery.SampleCurves;

namespace OmeNgff.Silo.Demo.Gallery;

/// <summary>
/// A computed tomogram of a head: signed, in shards, and what holds only air is not stored. Millimetres; z goes up, y
/// to the back.
/// </summary>
internal static class HeadImage
{
    private const int Air = -1000;
    private const double StepZ = 4, StepXY = 1.5;

    private static readonly (double Z, double Y, double X) Middle = (102, 114, 97);
    private static readonly SampleNoise Noise = new(301);

    /// <summary>The image.</summary>
    public static readonly GalleryImage Image = new()
    {
        Folder = "head.zarr",
        Name = "Synthetic head",
        Description = "synthetic head, computed tomography in Hounsfield units",
        Axes = "zyx",
        Shape = [48, 144, 128],
        Steps = [4m, 1.5m, 1.5m],
        SpaceUnit = "millimeter",
        Factors = [[1, 1, 1], [1, 2, 2], [2, 4, 4]],
        Chunk = [16, 32, 32],
        Shard = [32, 96, 96],
        Type = ElementType.Int16,
        Empty = Air,
        Channels = [new("Attenuation", "FFFFFF", -10, 80)],
        Range = (Air, 2000),
        Formula = (_, z, y, x) => new(Attenuation((z * StepZ, y * StepXY, x * StepXY))),
        Noise = _ => 3.5,
        Seed = 3,
    };

    private static double Attenuation((double Z, double Y, double X) point)
    {
        var (z, y, x) = point;
        if (Math.Abs(x - Middle.X) > 71 || y < 5 || y > 207)
        {
            return Air;
        }

        var skull = Ellipsoid(point, Middle, (76, 92, 70));
        var neck = Ellipsoid((z, y, x), (-20, 126, 97), (110, 52, 46));
        var face = Ellipsoid(point, (52, 62, 97), (56, 46, 52));
        var nose = Ellipsoid(point, (58, 20, 97), (16, 14, 10));
        var surface = Math.Min(Math.Min(skull, neck), Math.Min(face, nose));
        if (surface > 1)
        {
            return Air;
        }

        var coarse = Noise.At(x / 14, y / 14, z / 14);
        var fine = Noise.At(x / 3, y / 3, z / 3);
        if (skull > 0.88)
        {
            // Skin and fat, then bone: dense without and within, spongy between.
            var isBone = skull < 0.945;
            var bone = 520 + (700 * Smooth(Math.Abs(skull - 0.913) / 0.03)) + (160 * fine);
            return skull > 1 ? Face(point, surface, fine) : isBone ? bone : skull > 0.985 ? 45 : -35 + (50 * coarse);
        }

        return z < 44 ? Face(point, surface, fine) : Brain(point, skull, coarse, fine);
    }

    private static double Face((double Z, double Y, double X) point, double surface, double fine)
    {
        var x = Math.Abs(point.X - Middle.X);
        var eye = Ellipsoid((point.Z, point.Y, x), (66, 36, 31), (12, 12, 12));
        if (eye < 1)
        {
            return Ellipsoid((point.Z, point.Y, x), (66, 26, 31), (4, 3, 4)) < 1 ? 90 : eye > 0.88 ? 60 : 14;
        }

        var airway = Math.Min(
            Ellipsoid((point.Z, point.Y, x), (54, 44, 8), (20, 32, 6)), Ellipsoid(point, (20, 84, 97), (40, 9, 10)));
        if (airway < 1)
        {
            return Air + (20 * fine);
        }

        var spine = Ellipsoid((point.Z, point.Y, x), (0, 132, 0), (70, 17, 16));
        var jaw = Ellipsoid((point.Z, point.Y, x), (26, 66, 0), (16, 44, 42));
        var isBone = spine is > 0.5 and < 1 || jaw is > 0.86 and < 1 && point.Y < 90 || airway < 1.14;
        return isBone ? 750 + (500 * fine) : surface > 0.95 ? 40 : 30 + (50 * (fine - 0.5)) - (90 * Smooth((fine - 0.62) / 0.1));
    }

    private static double Brain((double Z, double Y, double X) point, double skull, double coarse, double fine)
    {
        var (z, y, x) = point;
        var aside = Math.Abs(x - Middle.X);

        // The horns of the ventricles bend away from each other at both ends.
        var along = (y - 112) / 38;
        var horn = Ellipsoid((z, y, aside), (112, 112, 7 + (11 * along * along)), (13, 40, 6.2));
        var third = Ellipsoid((z, y, aside), (92, 108, 0), (12, 14, 2.4));
        if (Math.Min(horn, third) < 1)
        {
            return 6;
        }

        if (aside < 1.1 && (y < 84 || y > 150 || z > 134))
        {
            return 62;
        }

        // Grooves follow the middle of a noise, deep at the surface.
        var depth = (0.88 - skull) / 0.88;
        var fold = Noise.At((x / 11) + (1.4 * coarse), (y / 11) + coarse, z / 13);
        var groove = Math.Abs(fold - 0.5) / Math.Max(0.075 - (0.24 * depth), 0.001);
        if (depth < 0.02 || (groove < 1 && depth < 0.28))
        {
            return 8;
        }

        // Grey matter lines the grooves, and lies in kernels beside the ventricles.
        var bark = Math.Min(depth - 0.02, Math.Abs(fold - 0.5) - 0.05);
        var kernel = Ellipsoid((z, y, aside), (98, 104, 21), (13, 22, 9));
        var isGrey = kernel < 1 || depth < 0.07 || (bark < 0.075 && depth < 0.32);
        return (isGrey ? 44 : 27) + (5 * (fine - 0.5));
    }
}
