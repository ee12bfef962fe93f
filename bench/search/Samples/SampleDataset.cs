using System.Collections.Immutable;
using System.Globalization;
using OmeNgff.Bench.Search.Sources;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Bench.Search.Samples;

/// <summary>A dataset, and what its images have in common.</summary>
/// <param name="Record">The dataset.</param>
/// <param name="Rows">The images that its own are made after, those more often that stand first.</param>
/// <param name="ZarrFormat">2 or 3.</param>
/// <param name="Codec">The codec that compresses.</param>
/// <param name="KeepsSingletons">Whether axes of one pixel are kept.</param>
/// <param name="Calibration">What the usual sizes of pixels are multiplied by.</param>
internal sealed record SampleDataset(
    DatasetRecord Record,
    ImmutableArray<SourceRow> Rows,
    int ZarrFormat,
    string Codec,
    bool KeepsSingletons,
    double Calibration)
{
    /// <summary>How many there are, beside the default one.</summary>
    public const int Count = 2_000;

    private const int Owners = 150;

    private static readonly string[] Codecs = ["blosc-lz4", "zstd", "blosc-zstd", "gzip", "none"];

    private readonly Zipf _order = new(Rows.Length, 0.6);

    /// <summary>Makes all of them. Their sizes are for <see cref="SampleContent"/> to choose.</summary>
    public static ImmutableArray<SampleDataset> All(SourceTable sources)
    {
        var random = new Random(11);
        var (studies, codecs) = (new Zipf(sources.Studies.Length, 0.7), new Zipf(Codecs.Length));
        return
        [
            .. Enumerable.Range(0, Count).Select(number =>
            {
                var rows = sources.Studies[studies.Next(random)];
                return new SampleDataset(
                    RecordOf(number, rows[0], random),
                    rows,
                    rows[0].Shards is null ? 2 : random.Next(10) < 4 ? 2 : 3,
                    Codecs[codecs.Next(random)],
                    random.Next(2) == 0,
                    Math.Round(0.98 + (0.04 * random.NextDouble()), 3));
            }),
        ];
    }

    /// <summary>An image to make one after.</summary>
    public SourceRow Row(Random random) => Rows[_order.Next(random)];

    private static DatasetRecord RecordOf(int number, SourceRow row, Random random) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{row.Study}-{number:0000}"),
        Title = string.Create(CultureInfo.InvariantCulture, $"{row.Study}, {row.Modality.Name}, part {number}"),
        Description = row.Description,
        Owner = string.Create(CultureInfo.InvariantCulture, $"user{random.Next(Owners):000}"),
        Licence = row.Licence,
        Tags = [row.Study, row.Organism],
        Visibility = random.Next(10) switch
        {
            < 6 => Visibility.Public,
            < 9 => Visibility.Internal,
            _ => Visibility.Private,
        },
        Attributes = RawJson.Parse($$"""{"organism":"{{row.Organism}}","imaging":"{{row.Modality.Name}}"}"""),
    };
}
