namespace OmeNgff.Bench.Search.Sources;

/// <summary>A way of taking images, with the sizes of pixels and the channels that are usual for it.</summary>
/// <param name="Name">Its name, as attributes and tags have it.</param>
/// <param name="Unit">The unit of the axes of space.</param>
/// <param name="PixelSizes">Usual sizes of a pixel along y and x.</param>
/// <param name="SectionSizes">Usual distances along z.</param>
/// <param name="ShrinksAlongZ">Whether levels have fewer planes, too.</param>
/// <param name="DataTypes">Usual data types, the most usual first.</param>
/// <param name="Channels">Usual labels of channels, the most usual first.</param>
internal sealed record Modality(
    string Name,
    string Unit,
    double[] PixelSizes,
    double[] SectionSizes,
    bool ShrinksAlongZ,
    string[] DataTypes,
    string[] Channels)
{
    private const long SlidePixels = 300_000_000;

    private static readonly string[] Fluorophores =
    [
        "DAPI", "GFP", "Cy5", "mCherry", "Alexa 488", "Alexa 568", "Alexa 647", "Hoechst", "TRITC", "YFP", "tdTomato", "RFP",
        "Phalloidin", "WGA", "Concanavalin A", "SYTO 14", "MitoTracker", "FITC", "Texas Red", "CFP", "JF549", "SiR-actin",
        "GCaMP6s", "DiI", "NeuroTrace 640", "Cy3", "iRFP670", "mTurquoise2", "mVenus", "autofluorescence",
    ];

    /// <summary>Electron microscopy of volumes.</summary>
    public static readonly Modality Electron = new(
        "volume electron microscopy", "nanometer", [4, 8, 16, 2, 11.24, 6.5], [4, 8, 30, 40, 50, 25], true,
        ["uint8", "uint16"], ["EM", "backscatter", "membrane", "secondary electrons"]);

    /// <summary>Confocal microscopy.</summary>
    public static readonly Modality Confocal = new(
        "confocal microscopy", "micrometer", [0.1625, 0.325, 0.1, 0.2075, 0.45, 0.5], [0.5, 1, 0.3, 0.75, 2], false,
        ["uint16", "uint8", "float32"], Fluorophores);

    /// <summary>Light-sheet microscopy.</summary>
    public static readonly Modality LightSheet = new(
        "light sheet microscopy", "micrometer", [0.65, 1.3, 0.406, 3.26, 5.26, 1.8], [2, 5, 1, 0.406, 4], true,
        ["uint16", "uint8", "float32"], Fluorophores);

    /// <summary>Whole slides.</summary>
    public static readonly Modality Slide = new(
        "whole slide imaging", "micrometer", [0.25, 0.5, 0.2208, 0.4416, 1], [3, 5, 10], false,
        ["uint8", "uint16"], ["red", "green", "blue", "brightfield", "hematoxylin", "eosin"]);

    /// <summary>Wide-field fluorescence, as screens have it.</summary>
    public static readonly Modality WideField = new(
        "fluorescence microscopy", "micrometer", [0.65, 0.3225, 0.645, 0.108, 0.16], [1, 0.5, 2], false,
        ["uint16", "uint8", "float32"], Fluorophores);

    /// <summary>How an image was probably taken.</summary>
    /// <param name="study">Its study.</param>
    /// <param name="method">The term of the imaging methods' ontology; may be empty.</param>
    /// <param name="axes">The names of the axes.</param>
    /// <param name="shape">The number of pixels along each.</param>
    public static Modality Of(string study, string method, string axes, long[] shape)
    {
        long Size(char axis) => axes.IndexOf(axis, StringComparison.Ordinal) is var at and >= 0 ? shape[at] : 1;
        var term = new string([.. method.Where(char.IsAsciiDigit)]).TrimStart('0');
        return (study, term) switch
        {
            ("webknossos" or "crick", _) or (_, "585" or "245") => Electron,
            ("flamingo", _) or (_, "369") => LightSheet,
            (_, "251" or "253") => Confocal,
            (_, "243") or ("idr0157", _) => Slide,
            _ when Size('z') == 1 && Size('y') * Size('x') > SlidePixels => Slide,
            _ => Size('z') > 8 ? Confocal : WideField,
        };
    }
}
