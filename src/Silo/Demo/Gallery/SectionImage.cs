using OmeNgff.Zarr.Arrays;
using static OmeNgff.Silo.Demo.Gallery.SampleCurves;

namespace OmeNgff.Silo.Demo.Gallery;

/// <summary>A stained section of a gland, as a slide scanner sees it: 2-D, three colours in one chunk. Micrometres.</summary>
internal static class SectionImage
{
    private const double Step = 0.6;
    private const int Height = 560, Width = 800;

    private static readonly SampleNoise Noise = new(201);
    private static readonly SampleScatter Glands = new(202, 74, 0.45, Height * Step, Width * Step);
    private static readonly SampleScatter Lining = new(203, 6.4, 0.5, Height * Step, Width * Step);
    private static readonly SampleScatter Stroma = new(204, 13, 0.8, Height * Step, Width * Step);

    /// <summary>The image.</summary>
    public static readonly GalleryImage Image = new()
    {
        Folder = "section.zarr",
        Name = "Synthetic section",
        Description = "synthetic section of a gland, haematoxylin and eosin",
        Axes = "cyx",
        Shape = [3, Height, Width],
        Steps = [1, 0.6m, 0.6m],
        Factors = [[1, 1, 1], [1, 2, 2], [1, 4, 4]],
        Chunk = [3, 256, 256],
        Type = ElementType.UInt8,
        Channels =
        [
            new("Red", "FF0000", 0, 255), new("Green", "00FF00", 0, 255), new("Blue", "0000FF", 0, 255),
        ],
        Range = (0, 255),
        Formula = (_, _, y, x) => Light(y * Step, x * Step),
        Noise = _ => 1.1,
        Seed = 2,
    };

    /// <summary>White light, less what the two dyes take of each colour.</summary>
    private static GalleryLight Light(double y, double x)
    {
        var (blue, pink) = Dyes(y, x);
        return new(
            Left((0.95 * blue) + (0.06 * pink)), Left((1.25 * blue) + (0.85 * pink)), Left((0.5 * blue) + (0.32 * pink)));

        static double Left(double density) => 246 / (1 + density + (density * density / 2) + (density * density * density / 6));
    }

    /// <summary>How much haematoxylin and eosin there is.</summary>
    private static (double Blue, double Pink) Dyes(double y, double x)
    {
        var coarse = Noise.At(x / 60, y / 60, 1);
        var (v, u) = ((y - 168) / 152, (x - 240) / 222);
        var tissue = Smooth((1 - (u * u) - (v * v) + (0.9 * (coarse - 0.5))) / 0.05);
        if (tissue == 0)
        {
            return (0, 0.02);
        }

        var bend = Noise.At(x / 17, y / 17, 5);
        var (by, bx) = (y + (11 * bend), x - (9 * bend) + 6);
        var (gland, distance, _) = Glands.Nearest(by, bx);
        var radius = 21 + (11 * gland.Share);
        var inside = (radius - distance) / radius;
        var fine = Noise.At(x / 1.7, y / 1.7, 9);

        // Fibres run along the gland's wall and between glands.
        var fibre = Noise.At((x / 2.4) + (4 * bend), (y / 9.5) + (7 * coarse), 13);
        var gap = Smooth((Noise.At(((0.8 * bx) + (0.6 * by)) / 5, ((0.8 * by) - (0.6 * bx) + 400) / 9, 17) - 0.62) / 0.1)
            * Smooth((-inside - 0.1) / 0.3);
        var stroma = (0.28 + (0.75 * fibre * fibre)) * (1 - (0.85 * gap));
        var lumen = Smooth((inside - 0.62) / 0.06);
        var wall = Smooth(inside / 0.05) * (1 - lumen);
        var pink = (stroma * (1 - Smooth(inside / 0.05))) + (wall * (0.42 + (0.25 * fine))) + (0.5 * Rim(inside / 0.06))
            + (0.03 * lumen);

        var near = Lining.Nearest(y, x).Point;
        var lining = Smooth((1.06 - near.Ellipse(y, x, 2.1, 2.9 + (0.5 * near.Share))) / 0.3)
            * Smooth((0.5 - Math.Abs(inside - 0.26) - 0.27) / 0.08) * Smooth((near.Share - 0.06) / 0.02);
        var sparse = Stroma.Nearest(y, x).Point;
        var spindle = Smooth((1.05 - sparse.Ellipse(y, x, 1.3, 4.4)) / 0.3)
            * Smooth((-inside - 0.06) / 0.08) * Smooth((sparse.Share - 0.3) / 0.05) * (1 - gap);
        var blue = Math.Max(lining * (0.75 + (0.55 * fine)), spindle * (0.85 + (0.4 * fine))) + (0.08 * wall);
        return (tissue * blue, 0.02 + (tissue * pink * (0.8 + (0.4 * coarse))));
    }
}
