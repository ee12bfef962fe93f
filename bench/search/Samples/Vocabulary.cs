using System.Globalization;

namespace OmeNgff.Bench.Search.Samples;

/// <summary>Words that occur in attributes, tags and descriptions, from usual ones to such as occur once.</summary>
internal static class Vocabulary
{
    private const int Letters = 26;

    private static readonly string[] Stains =
    [
        "Hoechst 33342", "H&E", "phalloidin", "Masson trichrome", "Giemsa", "uranyl acetate", "osmium tetroxide",
        "propidium iodide", "toluidine blue", "PAS", "Congo red", "Sirius red", "luxol fast blue", "silver", "DiI", "none",
    ];

    private static readonly string[] Regions =
    [
        "neocortex", "cerebellum", "thalamus", "striatum", "liver", "kidney", "retina", "heart", "lung", "leaf", "root tip",
        "muscle", "spinal cord", "brain stem", "tail bud", "culture", "embryo", "skin", "tonsil", "thallus",
    ];

    private static readonly string[] Preparations =
    [
        "section", "cleared tissue", "whole mount", "fixed cells", "live cells", "organoid", "biopsy", "resin block",
    ];

    private static readonly string[] Genes =
    [
        "TP53", "GFAP", "RAD52", "ACTB", "MYC", "SOX2", "PAX6", "NES", "TUBB3", "VIM", "CDH1", "KRAS", "EGFR", "BRCA1",
        "FOXP2",
    ];

    private static readonly string[] Clones = ["ab", "sc", "MA", "NB", "A", "PA", "HPA"];

    private static readonly Zipf StainOrder = new(Stains.Length);
    private static readonly Zipf RegionOrder = new(Regions.Length);
    private static readonly Zipf GeneOrder = new(20_000);
    private static readonly Zipf AntibodyOrder = new(5_000);
    private static readonly Zipf ProjectOrder = new(3_000);

    /// <summary>A stain that is none of <see cref="Frequencies"/>.</summary>
    public static string Stain(Random random) => Stains[StainOrder.Next(random)];

    /// <summary>A part of a body that is none of <see cref="Frequencies"/>.</summary>
    public static string Region(Random random) => Regions[RegionOrder.Next(random)];

    /// <summary>How the specimen was prepared.</summary>
    public static string Preparation(Random random) => Preparations[random.Next(Preparations.Length)];

    /// <summary>The symbol of a gene; many occur a few times only.</summary>
    public static string Gene(Random random)
    {
        var number = GeneOrder.Next(random);
        if (number < Genes.Length)
        {
            return Genes[number];
        }

        char Letter(int place) => (char)('A' + (number * (2 * place + 3) / (place + 1) % Letters));
        return string.Create(CultureInfo.InvariantCulture, $"{Letter(0)}{Letter(1)}{Letter(2)}{number}");
    }

    /// <summary>The catalogue number of an antibody.</summary>
    public static string Antibody(Random random)
    {
        var number = AntibodyOrder.Next(random);
        return string.Create(
            CultureInfo.InvariantCulture, $"{Clones[number % Clones.Length]}{10_000 + (number * 37 % 89_989)}");
    }

    /// <summary>A tag that names a project; many occur a few times only.</summary>
    public static string Project(Random random) =>
        string.Create(CultureInfo.InvariantCulture, $"project-{ProjectOrder.Next(random):0000}");

    /// <summary>The place of a well: A1 to H12.</summary>
    public static string Well(Random random) =>
        string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + random.Next(8))}{1 + random.Next(12)}");
}
