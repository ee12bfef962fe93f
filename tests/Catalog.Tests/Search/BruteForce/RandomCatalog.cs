using System.Globalization;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Tests.Search.BruteForce;

/// <summary>Images of all sorts, few values of each property, so that random searches find some of them.</summary>
internal sealed class RandomCatalog(CatalogFixture catalog, Random random)
{
    public static readonly string[] Words = ["cortex", "cell", "Nuclei", "membrane", "tissue", "µtubule", "x1", "slide"];

    private static readonly string[][] AxisNames = [["y", "x"], ["z", "y", "x"], ["c", "y", "x"], ["t", "c", "z", "y", "x"]];
    private static readonly string?[] Units = ["micrometer", "nanometer", "micrometer", null];
    private static readonly string[] Types = ["<u2", "|u1", "<f4"];

    public List<SearchedRecord> Records { get; } = [];

    public async Task Fill(int count)
    {
        foreach (var dataset in (string[])["one", "two"])
        {
            await catalog.Put(new DatasetRecord { Id = dataset });
        }

        await catalog.Put(new SpaceRecord { Id = "atlas", Axes = [Space("y"), Space("x")] });
        for (var number = 0; number < count; number++)
        {
            await Add(number);
        }
    }

    /// <summary>Reads all of it back, with the times that the catalog gave.</summary>
    public async Task Read()
    {
        for (var index = 0; index < Records.Count; index++)
        {
            var image = (await catalog.Store.Read<ImageRecord>(Records[index].Image.Id, default))!;
            Records[index] = Records[index] with
            {
                Image = image,
                Arrays = [.. await Task.WhenAll(image.Levels.Select(async level =>
                    (await catalog.Store.Read<ArrayRecord>(level.Array, default))!))],
            };
        }
    }

    public T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    public string Sentence(int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Pick(Words)));

    private async Task Add(int number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"i{number:0000}");
        var axes = Axes();
        var levels = random.Next(1, 4);
        var scale = axes.Select(_ => Pick<double>([1, 0.5, 2, 100])).ToArray();
        var type = Pick(Types);
        var arrays = Enumerable.Range(0, levels).Select(level => Array($"{id}-{level}", axes, scale, 1 << level, type)).ToArray();
        var image = new ImageRecord
        {
            Id = id,
            Name = Sentence(random.Next(1, 4)),
            Description = random.Next(3) == 0 ? null : Sentence(random.Next(0, 6)),
            Dataset = Pick<string>(["default", "one", "two"]),
            Tags = Some(["EM", "LM", "brain", "liver"]).ToEquatableArray(),
            Attributes = random.Next(4) == 0 ? null : RawJson.Parse(Attributes()),
            Omero = random.Next(3) > 0 ? null : RawJson.Parse(
                $$"""{"channels":[{"label":"{{Pick(Words)}}","color":"FF0000"}]}"""),
            LabelOf = number > 0 && random.Next(6) == 0 ? "i0000" : null,
            Levels = arrays.Select((array, level) => new ImageLevel
            {
                Path = level.ToString(CultureInfo.InvariantCulture),
                Array = array.Id,
            }).ToEquatableArray(),
        };
        await catalog.Put([.. arrays, image]);
        var alignments = axes.Count == 2 && random.Next(2) == 0 ? [await Align(id)] : Array<(AlignmentRecord, AlignmentVersionRecord)>();
        var wells = random.Next(4) == 0 ? [await Well(id)] : Array<(string, string, string)>();
        Records.Add(new SearchedRecord(image, arrays, alignments, wells));
    }

    private static T[] Array<T>() => [];

    private EquatableArray<Axis> Axes() => Pick(AxisNames).Select(name => name switch
    {
        "c" => new Axis("c", "channel"),
        "t" => new Axis("t", "time", Pick<string?>(["second", "millisecond", null])),
        _ => new Axis(name, "space", Pick(Units)),
    }).ToEquatableArray();

    private static Axis Space(string name) => new(name, "space", "micrometer");

    private ArrayRecord Array(string id, EquatableArray<Axis> axes, double[] scale, int factor, string type)
    {
        var shape = string.Join(',', axes.Select(_ => Pick<int>([16, 32, 64])));
        var chunks = string.Join(',', axes.Select(_ => Pick<int>([8, 16])));
        return new ArrayRecord
        {
            Id = id,
            Zarr = RawJson.Parse(
                $$"""
                {"zarr_format":2,"shape":[{{shape}}],"chunks":[{{chunks}}],"dtype":"{{type}}","compressor":null,"fill_value":0,
                 "order":"C","filters":null}
                """),
            Axes = axes,
            CoordinateTransformations = [new ScaleTransformation(scale.Select(one => one * factor).ToEquatableArray())],
        };
    }

    private string Attributes()
    {
        var members = new List<string>();
        Maybe("stain", Pick<string>(["\"DAPI\"", "\"GFP\"", "\"50% off\"", "null", "7"]));
        Maybe("dose", Pick<string>(["1", "2.5", "10", "\"10\""]));
        Maybe("fixed", Pick<string>(["true", "false"]));
        Maybe("taken", Pick<string>(["\"2024-03-04\"", "\"2024-03-05T06:07:08Z\"", "\"2025-01-01T00:00:00+01:00\"", "\"some day\""]));
        Maybe("list", Pick<string>(["[1,2]", "[\"a\",\"b\"]", "[]", "[\"a\",2,true]", "[[1]]"]));
        Maybe("who", Pick<string>(["{\"name\":\"Ann\",\"age\":30}", "{\"name\":\"Bob\"}", "{}", "\"Ann\""]));
        return $"{{{string.Join(',', members)}}}";

        void Maybe(string name, string json)
        {
            if (random.Next(2) == 0)
            {
                members.Add($"\"{name}\":{json}");
            }
        }
    }

    private string[] Some(string[] values) => [.. values.Where(_ => random.Next(3) == 0)];

    private async Task<(AlignmentRecord, AlignmentVersionRecord)> Align(string image)
    {
        var alignment = new AlignmentRecord
        {
            Id = $"to-atlas-{image}",
            Name = Pick(Words),
            Source = $"image:{image}",
            Target = "space:atlas",
            LastVersion = 1,
            DefaultVersion = 1,
        };
        var version = new AlignmentVersionRecord
        {
            Id = $"{alignment.Id}@1",
            Alignment = alignment.Id,
            Number = 1,
            Source = alignment.Source,
            Target = alignment.Target,
            Status = AlignmentStatus.Published,
            CoordinateTransformation = new TranslationTransformation([random.Next(1000), random.Next(1000)]),
            Quality = random.Next(3) == 0 ? null : RawJson.Parse($$"""{"rmse":{{Pick<string>(["0.5", "1", "3"])}}}"""),
        };
        await catalog.Put(alignment, version);
        return (alignment, version);
    }

    private async Task<(string, string, string)> Well(string image)
    {
        var (row, column) = (Pick<string>(["A", "B"]), Pick<string>(["1", "2"]));
        var (well, plate) = ($"well-{image}", $"plate-{image[^1]}-{image}");
        await catalog.Put(
            new CollectionRecord
            {
                Id = well,
                CollectionKind = CollectionKind.Well,
                Members = [new CollectionMember { Image = image, Path = "0" }],
            },
            new CollectionRecord
            {
                Id = plate,
                CollectionKind = CollectionKind.Plate,
                Rows = ["A", "B"],
                Columns = ["1", "2"],
                Members = [new CollectionMember { Collection = well, Row = row, Column = column }],
            });
        return (well, plate, $"{row}/{column}");
    }
}
