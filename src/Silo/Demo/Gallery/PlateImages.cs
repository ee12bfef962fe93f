using System.Globalization;
using OmeNgff.Zarr.Arrays;
using static OmeNgff.Silo.Demo.Gallery.SampleCurves;

namespace OmeNgff.Silo.Demo.Gallery;

/// <summary>A small plate: two rows of cells, sown thick and thin; a dye alone, and with a drug. Micrometres.</summary>
internal static class PlateImages
{
    /// <summary>The plate's folder, and its name for people.</summary>
    public const string Folder = "plate.zarr", Name = "Synthetic plate";

    /// <summary>The fields of each well.</summary>
    public const int Fields = 2;

    /// <summary>The names of the rows and columns; there is a well in each.</summary>
    public static readonly string[] Rows = ["A", "B"], Columns = ["1", "2"];

    private const int Side = 160;
    private const double Step = 0.65;

    private static readonly SampleNoise Noise = new(501);

    /// <summary>The fields of all wells.</summary>
    public static readonly IReadOnlyList<GalleryImage> All =
    [
        .. Rows.SelectMany((row, rowIndex) => Columns.SelectMany((column, columnIndex) =>
            Enumerable.Range(0, Fields).Select(field => Field(row, rowIndex, column, columnIndex, field)))),
    ];

    private static GalleryImage Field(string row, int rowIndex, string column, int columnIndex, int field)
    {
        var number = (4 * rowIndex) + (2 * columnIndex) + field;
        var cells = new SampleScatter(510 + (ulong)number, rowIndex == 0 ? 16 : 27, 0.62, Side * Step, Side * Step);
        return new()
        {
            Folder = string.Create(CultureInfo.InvariantCulture, $"{Folder}/{row}/{column}/{field}"),
            Name = string.Create(CultureInfo.InvariantCulture, $"Synthetic plate {row}{column}, field {field + 1}"),
            Description = "synthetic cells of a plate",
            Axes = "cyx",
            Shape = [2, Side, Side],
            Steps = [1, 0.65m, 0.65m],
            Factors = [[1, 1, 1], [1, 2, 2]],
            Chunk = [1, 128, 128],
            Type = ElementType.UInt16,
            Channels = [new("Hoechst", "4D6BFF", 100, 2200), new("Actin", "FFB340", 100, 2000)],
            Range = (0, 4095),
            Formula = (_, _, y, x) => Light(cells, rowIndex == 0 ? 1 : 1.35, columnIndex == 1, 7 * number, y * Step, x * Step),
            Noise = light => 6 + (0.9 * Math.Sqrt(light)),
            Seed = 50 + (ulong)number,
        };
    }

    private static GalleryLight Light(SampleScatter cells, double size, bool isTreated, int layer, double y, double x)
    {
        var bend = Noise.At(x / 9, y / 9, layer);
        var (by, bx) = (y + (5 * bend), x - (4 * bend) + 3);
        var (cell, distance, second) = cells.Nearest(by, bx);
        var grain = Noise.At(x / 1.6, y / 1.6, layer + 3);
        var shape = isTreated ? 0.78 : 1;
        var nucleus = cell.Ellipse(by, bx, 3.4 * size * shape, 4.6 * size * shape);
        var stain = Smooth((1.05 - nucleus) / 0.2) * ((isTreated ? 1100 : 700) + (800 * cell.Share) + (500 * grain));

        // Untreated cells have bundles from edge to edge; the drug draws them into a ring.
        var edge = (second - distance) / 2;
        var inside = Smooth((13 * size * shape) - distance) * Smooth((edge - 0.2) / 0.8);
        var across = (cell.Cos * (by - cell.Y)) - (cell.Sin * (bx - cell.X));
        var bundle = Noise.At((across / 0.9) + 96, (distance / 14) + 3, layer + (8 * cell.Share));
        var actin = isTreated
            ? (1600 * Rim((distance - (7.6 * size)) / 1.7)) + (120 * grain)
            : (1300 * bundle * bundle) + (700 * Rim((edge - 0.7) / 0.8));
        return new(110 + stain, 110 + (inside * (90 + actin)));
    }
}
