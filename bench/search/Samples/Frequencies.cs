namespace OmeNgff.Bench.Search.Samples;

/// <summary>
/// What a known share of all images has, label images too, each independent of the others: for searches that are to find
/// much, little or next to nothing. The shares are probabilities, drawn per image.
/// </summary>
internal static class Frequencies
{
    /// <summary>The value of <c>attributes.stain</c> of 30 %.</summary>
    public const string FrequentStain = "DAPI";

    /// <summary>The value of <c>attributes.stain</c> of 1 %.</summary>
    public const string SeldomStain = "cresyl violet";

    /// <summary>The value of <c>attributes.stain</c> of 0.01 %.</summary>
    public const string RareStain = "Golgi-Cox";

    /// <summary>A word in the descriptions of 30 %.</summary>
    public const string FrequentWord = "hippocampus";

    /// <summary>A word in the descriptions of 1 %.</summary>
    public const string SeldomWord = "amygdala";

    /// <summary>A word in the descriptions of 0.01 %.</summary>
    public const string RareWord = "subiculum";

    /// <summary>A tag of 30 %.</summary>
    public const string FrequentTag = "published";

    /// <summary>A tag of 1 %.</summary>
    public const string SeldomTag = "training-set";

    /// <summary>A tag of 0.01 %.</summary>
    public const string RareTag = "gold-standard";

    /// <summary>The share of images with <c>diagnostics</c>: levels that are misaligned, half a pixel off, or of other
    /// sizes.</summary>
    public const double Diagnosed = 0.03;

    /// <summary>The share of images whose pyramid is <c>continuous</c>.</summary>
    public const double Continuous = 0.02;

    /// <summary>The share of images that label another.</summary>
    public const double Labels = 0.1;

    private const int Whole = 10_000;
    private const int Frequent = 3_000;
    private const int Seldom = 100;
    private const int Rare = 1;

    /// <summary>Draws one of three values with their shares, else what stands for all others.</summary>
    public static string Draw(Random random, string frequent, string seldom, string rare, Func<string> other) =>
        random.Next(Whole) switch
        {
            < Rare => rare,
            < Rare + Seldom => seldom,
            < Rare + Seldom + Frequent => frequent,
            _ => other(),
        };
}
