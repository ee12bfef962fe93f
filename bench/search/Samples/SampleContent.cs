using System.Collections.Immutable;
using System.Globalization;
using OmeNgff.Bench.Search.Sources;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;

namespace OmeNgff.Bench.Search.Samples;

/// <summary>
/// All that a sample catalog holds, by blocks of twenty images of one dataset, each of which is made alone and always the
/// same: 18 images, and two that label the first of them. Some blocks are plates of six wells. Every fiftieth image or so
/// leads to a space.
/// </summary>
internal sealed class SampleContent
{
    /// <summary>How many images a block has.</summary>
    public const int BlockImages = 20;

    private const int Seed = 19;
    private const int LabelsOfBlock = 2;
    private const int OwnImages = BlockImages - LabelsOfBlock;
    private const int PlateEvery = 50;
    private const int Wells = 6;
    private const int FieldsOfWell = OwnImages / Wells;
    private const int RecordsOfImage = 1 + SamplePyramid.LevelCount;

    // Of a million images.
    private const long Aligned = 19_750;
    private const long Million = 1_000_000;

    private static readonly DateTimeOffset Begin = new(2023, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Span = TimeSpan.FromDays(3 * 365);

    private readonly Zipf _datasetOrder = new(SampleDataset.Count);
    private readonly ImmutableArray<SampleDataset> _datasets;
    private readonly ImmutableArray<SampleSpace> _spaces = SampleSpaces.All();
    private readonly int[] _first;

    /// <param name="sources">What images are made after.</param>
    /// <param name="images">How many images; a multiple of <see cref="BlockImages"/>.</param>
    public SampleContent(SourceTable sources, int images)
    {
        (Images, _datasets) = (images, SampleDataset.All(sources));
        Head =
        [
            .. Stamped([new DatasetRecord { Id = DatasetRecord.DefaultId, Title = "Default" }], Begin),
            .. _datasets.SelectMany(dataset => Stamped([dataset.Record], Begin, dataset.Record.Owner)),
            .. Stamped([.. _spaces.Select(space => space.Record), .. SampleSpaces.Alignments(_spaces)], Begin),
        ];
        _first = new int[Blocks + 1];
        _first[0] = Head.Length;
        for (var block = 0; block < Blocks; block++)
        {
            _first[block + 1] = _first[block] + CountOf(block);
        }
    }

    /// <summary>How many images.</summary>
    public int Images { get; }

    /// <summary>How many blocks.</summary>
    public int Blocks => Images / BlockImages;

    /// <summary>How many records in all.</summary>
    public int Records => _first[^1];

    /// <summary>The records before all blocks: datasets, spaces and the alignments between these.</summary>
    public ImmutableArray<CatalogRecord> Head { get; }

    /// <summary>The number of a block's first record among all records.</summary>
    public int FirstOf(int block) => _first[block];

    /// <summary>The records of a block; alignments and their versions follow their image.</summary>
    public List<CatalogRecord> Block(int block)
    {
        var random = new Random((Seed * 1_000_003) + block);
        var dataset = _datasets[_datasetOrder.Next(random)];
        var time = Begin + TimeSpan.FromSeconds(Math.Floor(Span.TotalSeconds * block / Blocks))
            + TimeSpan.FromMilliseconds(random.Next(1_000));
        var images = new SampleImages(random, dataset, time);
        var samples = new List<SampleImage>(BlockImages);
        for (var place = 0; place < OwnImages; place++)
        {
            samples.Add(images.Image(
                ((long)block * BlockImages) + place, IsPlate(block) ? WellName(place / FieldsOfWell, "") : null));
        }

        for (var label = 0; label < LabelsOfBlock; label++)
        {
            var labelled = samples[label];
            samples.Add(images.Label(labelled));
            samples[label] = labelled with
            {
                Image = labelled.Image with { Labels = [new ImageLabelLink("cells", samples[^1].Image.Id)] },
            };
        }

        var records = new List<CatalogRecord>();
        for (var place = 0; place < BlockImages; place++)
        {
            var sample = Stamped(samples[place], time, dataset);
            records.AddRange(sample.Arrays);
            records.Add(sample.Image);
            if (place < OwnImages && AlignmentOf(block, place) is { } number)
            {
                records.AddRange(Stamped(Alignment(sample, number, random), time, dataset.Record.Owner));
            }
        }

        if (IsPlate(block))
        {
            records.AddRange(Stamped(Plate(block, dataset, samples, images), time, dataset.Record.Owner));
        }

        return records;
    }

    private static SampleImage Stamped(SampleImage sample, DateTimeOffset time, SampleDataset dataset) => sample with
    {
        Image = (ImageRecord)Stamped([sample.Image], time, dataset.Record.Owner).Single(),
        Arrays = [.. Stamped(sample.Arrays, time, dataset.Record.Owner).Cast<ArrayRecord>()],
    };

    /// <summary>The records as the first version of each stands in the catalog.</summary>
    private static IEnumerable<CatalogRecord> Stamped(
        IEnumerable<CatalogRecord> records, DateTimeOffset time, string? by = null) => records
        .Select(record => RecordRules.Complete(RecordChange.Put(record, 0, "created")).Record!.WithoutDerived() with
        {
            Version = 1,
            CreatedAt = time,
            CreatedBy = by ?? "bench",
            UpdatedAt = time,
            UpdatedBy = by ?? "bench",
        });

    private static IEnumerable<CatalogRecord> Plate(
        int block, SampleDataset dataset, List<SampleImage> samples, SampleImages images)
    {
        var plate = new CollectionRecord
        {
            Id = images.NewId(),
            Dataset = dataset.Record.Id,
            CollectionKind = CollectionKind.Plate,
            Name = string.Create(CultureInfo.InvariantCulture, $"Plate {block:000000}"),
            Location = new Location(
                "s3://idr-share/", string.Create(CultureInfo.InvariantCulture, $"plates/{block:000000}.ome.zarr")),
            Rows = ["A", "B"],
            Columns = ["1", "2", "3"],
        };
        var wells = Enumerable.Range(0, Wells).Select(well => new CollectionRecord
        {
            Id = images.NewId(),
            Dataset = dataset.Record.Id,
            CollectionKind = CollectionKind.Well,
            Name = $"{plate.Name} {WellName(well, "")}",
            Location = plate.Location with { Path = $"{plate.Location.Path}/{WellName(well, "/")}" },
            Members = samples.Skip(well * FieldsOfWell).Take(FieldsOfWell).Select((sample, field) => new CollectionMember
            {
                Image = sample.Image.Id,
                Path = field.ToString(CultureInfo.InvariantCulture),
            }).ToEquatableArray(),
        }).ToList();
        return
        [
            .. wells,
            plate with
            {
                Members = wells.Select((well, number) => new CollectionMember
                {
                    Collection = well.Id,
                    Row = WellName(number, "/").Split('/')[0],
                    Column = WellName(number, "/").Split('/')[1],
                }).ToEquatableArray(),
            },
        ];
    }

    private static string WellName(int well, string separator) =>
        string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + (well / 3))}{separator}{1 + (well % 3)}");

    private static bool IsPlate(int block) => block % PlateEvery == 0;

    private static int Versions(long alignment) => 1 + (int)(alignment % SampleAlignments.MaxVersions);

    private IEnumerable<CatalogRecord> Alignment(SampleImage sample, long number, Random random)
    {
        var space = SpaceFor(sample, random);
        return SampleAlignments.OfImage(
            string.Create(CultureInfo.InvariantCulture, $"image-to-{space.Record.Id}-{number:000000}"),
            sample,
            ImageDerivation.Of(sample.Image, sample.Arrays).Extent,
            space,
            Versions(number),
            random);
    }

    /// <summary>A space that has no axis of time where the image has none.</summary>
    private SampleSpace SpaceFor(SampleImage sample, Random random)
    {
        while (true)
        {
            var space = _spaces[random.Next(_spaces.Length)];
            if (space.AxisOf("t") < 0 || sample.Arrays[0].Axes.Any(axis => axis.Name == "t"))
            {
                return space;
            }
        }
    }

    private int CountOf(int block) =>
        (BlockImages * RecordsOfImage) + (IsPlate(block) ? Wells + 1 : 0)
        + Enumerable.Range(0, OwnImages).Sum(place => AlignmentOf(block, place) is { } number ? 1 + Versions(number) : 0);

    /// <summary>The number of an image's alignment among all of images, or null.</summary>
    private long? AlignmentOf(int block, int place)
    {
        // Spread evenly over the images that label none.
        var (image, all) = (((long)block * OwnImages) + place, (long)Blocks * OwnImages);
        var alignments = Aligned * Images / Million;
        var number = image * alignments / all;
        return (image + 1) * alignments / all > number ? number : null;
    }
}
