using System.Globalization;
using Npgsql;
using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Spaces;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Spaces;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Grains.Tests;

/// <summary>A small random catalog full of spaces, images, label images, shared arrays and alignments between all of them.
/// </summary>
/// <param name="silo">Where it is made.</param>
/// <param name="random">What it is made of.</param>
/// <param name="prefix">The beginning of all ids.</param>
/// <param name="fields">Makes some of the alignments, or null where all are affine.</param>
internal sealed class RandomSpaces(GrainFixture silo, Random random, string prefix, RandomFields? fields = null)
{
    private const int SpaceCount = 4, ImageCount = 7, LabelCount = 4, AlignmentCount = 16;

    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly string?[] LengthUnits = ["micrometer", "nanometer", "millimeter", null];

    private readonly List<string> _first = [];

    internal List<string> Images { get; } = [];

    /// <summary>Makes it.</summary>
    /// <returns>The time when all was made.</returns>
    internal async Task<DateTimeOffset> Make()
    {
        for (var space = 0; space < SpaceCount; space++)
        {
            await Put(new SpaceRecord { Id = $"{prefix}s{space}", Axes = Axes(["t", "z"]) });
        }

        for (var image = 0; image < ImageCount; image++)
        {
            await Image($"i{image}", Axes(["c"]), null, image > 2 && random.Next(3) == 0 ? random.Next(3) : null);
        }

        for (var label = 0; label < LabelCount; label++)
        {
            await Image($"l{label}", Axes([]), $"{prefix}i{random.Next(ImageCount)}", random.Next(4) == 0 ? random.Next(3) : null);
        }

        for (var alignment = 0; alignment < AlignmentCount; alignment++)
        {
            if (await Align($"{prefix}a{alignment}"))
            {
                _first.Add(AlignmentVersionRecord.IdOf($"{prefix}a{alignment}", 1));
            }
        }

        await Put(new SpaceRecord { Id = $"{prefix}last", Axes = Axes([]) });
        return (await Store.Read<SpaceRecord>($"{prefix}last", None))!.UpdatedAt;
    }

    /// <summary>Some changes: other defaults, more alignments, other extents.</summary>
    internal async Task Change()
    {
        for (var change = 0; change < 3; change++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{prefix}a{random.Next(AlignmentCount + 6)}");
            if (await Store.Read<AlignmentRecord>(id, None) is not { } alignment)
            {
                await Align(id);
            }
            else if (random.Next(4) == 0)
            {
                await Commit(RecordChange.Put(
                    alignment with { DefaultVersion = alignment.DefaultVersion is null ? 1 : null }, alignment.Version, "test"));
            }
            else
            {
                await AddVersion(alignment);
            }
        }
    }

    /// <summary>Spaces to search: a catalogued one, an image, a label image, an array.</summary>
    internal IEnumerable<string> Targets() =>
    [
        $"space:{prefix}s{random.Next(SpaceCount)}",
        $"space:{prefix}s{random.Next(SpaceCount)}",
        $"image:{prefix}i{random.Next(ImageCount)}",
        $"image:{prefix}l{random.Next(LabelCount)}",
        $"array:{prefix}i{random.Next(3)}-0",
    ];

    /// <summary>A few pins of versions that there are.</summary>
    internal async Task<EquatableArray<string>> Pins()
    {
        var pins = new List<string>();
        foreach (var number in Enumerable.Range(0, AlignmentCount).OrderBy(_ => random.Next()).Take(random.Next(1, 5)))
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{prefix}a{number}");
            if (await Store.Read<AlignmentRecord>(id, None) is { LastVersion: > 0 } alignment)
            {
                pins.Add(AlignmentVersionRecord.IdOf(id, random.Next(1, alignment.LastVersion + 1)));
            }
        }

        return pins.ToEquatableArray();
    }

    /// <summary>True for a version that there was from the start.</summary>
    internal bool IsFirst(string pin) => _first.Contains(pin);

    internal async Task<EquatableArray<Axis>> AxesOf(string space) => SpaceReference.TryParse(space, out var reference)
        ? reference.Kind switch
        {
            RecordKind.Space => (await Store.Read<SpaceRecord>(reference.Id, None))!.Axes,
            RecordKind.Array => SpaceAxes.Of(space, (await Store.Read<ArrayRecord>(reference.Id, None))!.Axes),
            _ => PlacedImage.Of((await Store.ReadImage(reference.Id, None))!).Axes,
        }
        : throw new InvalidOperationException(space);

    /// <summary>What the index has, by image.</summary>
    internal async Task<Dictionary<string, List<PlacedExtent>>> Rows()
    {
        var spaces = silo.Service<CurrentSpaces>();
        await spaces.CatchUp(None);
        var versions = new List<AlignmentVersionRecord>();
        foreach (var pin in spaces.Search(graph => graph.Edges.OfType<AlignmentEdge>().Select(edge => edge.Pin).ToList()))
        {
            versions.Add((await Store.Read<AlignmentVersionRecord>(pin, None))!);
        }

        var rows = new Dictionary<string, List<PlacedExtent>>(StringComparer.Ordinal);
        foreach (var id in Images)
        {
            var image = PlacedImage.Of((await Store.ReadImage(id, None))!);
            var hasOwn = versions.Any(version => version.Source == $"image:{id}" || version.Target == $"image:{id}");
            rows[id] = image.LabelOf is { } parent && !hasOwn
                ? [.. PlacedExtent.OfLabel(parent, image.Axes, image.Extent, versions)]
                : [.. PlacedExtent.Of(id, image.Axes, image.Extent, versions)];
        }

        await using var command = silo.Service<NpgsqlDataSource>().CreateCommand(
            "select image_id, alignment, version, space, center from placed_extents where image_id = any($1)");
        command.Parameters.Add(new() { Value = Images.ToArray() });
        var kept = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            kept.Add($"{reader.GetString(0)} {reader.GetString(1)} {reader.GetInt32(2)} {reader.GetString(3)} "
                + string.Join(' ', reader.GetFieldValue<double[]>(4)));
        }

        Assert.Equal(
            rows.SelectMany(pair => pair.Value.Select(row =>
                $"{pair.Key} {row.Alignment} {row.Version} {row.Space} {string.Join(' ', row.Center)}")).Order(StringComparer.Ordinal),
            kept.Order(StringComparer.Ordinal));
        return rows;
    }

    private IRecordStore Store => silo.Service<IRecordStore>();

    private EquatableArray<Axis> Axes(string[] more)
    {
        var unit = LengthUnits[random.Next(LengthUnits.Length)];
        return more.Where(_ => random.Next(3) == 0)
            .Select(name => name switch
            {
                "t" => new Axis("t", "time", random.Next(2) == 0 ? "second" : "millisecond"),
                "c" => new Axis("c", "channel"),
                _ => new Axis(name, "space", unit),
            })
            .Concat([new Axis("y", "space", unit), new Axis("x", "space", LengthUnits[random.Next(LengthUnits.Length)])])
            .ToEquatableArray();
    }

    private async Task Image(string name, EquatableArray<Axis> axes, string? labelOf, int? shares)
    {
        var id = $"{prefix}{name}";
        var changes = new List<RecordChange>();
        var levels = new List<ImageLevel>();
        if (shares is { } other)
        {
            // All levels of an image have the same axes; so it has that array alone.
            levels.Add(new ImageLevel { Path = "0", Array = $"{prefix}i{other}-0" });
        }
        else
        {
            var shape = axes.Select(_ => random.Next(1, 60)).ToList();
            levels.Add(new ImageLevel { Path = "0", Array = $"{id}-0" });
            changes.Add(RecordChange.Put(
                new ArrayRecord
                {
                    Id = $"{id}-0",
                    Location = new Location("file:///nowhere/", $"{id}/0"),
                    Zarr = RawJson.Parse(
                        $$"""
                        {"zarr_format":2,"shape":[{{string.Join(",", shape)}}],"chunks":[{{string.Join(",", shape)}}],"dtype":"<u2",
                         "compressor":null,"fill_value":0,"order":"C","filters":null,"dimension_separator":"."}
                        """),
                    Axes = axes,
                    CoordinateTransformations =
                    [
                        new SequenceTransformation(
                        [
                            new ScaleTransformation(axes.Select(_ => 0.25 + random.NextDouble()).ToEquatableArray()),
                            new TranslationTransformation(axes.Select(_ => (double)random.Next(-40, 40)).ToEquatableArray()),
                        ]),
                    ],
                },
                0,
                "test"));
        }

        changes.Add(RecordChange.Put(
            new ImageRecord { Id = id, Name = id, Levels = levels.ToEquatableArray(), LabelOf = labelOf }, 0, "test"));
        await Commit([.. changes]);
        Images.Add(id);
    }

    private async Task<bool> Align(string id)
    {
        var (from, to) = (End(), End());
        if (from == to)
        {
            return false;
        }

        var alignment = new AlignmentRecord { Id = id, Source = from, Target = to, Rank = random.Next(3) };
        await Put(alignment);
        await AddVersion((await Store.Read<AlignmentRecord>(id, None))!);
        return true;
    }

    private string End() => random.Next(9) switch
    {
        0 => $"array:{prefix}i{random.Next(3)}-0",
        1 or 2 or 3 => $"image:{prefix}i{random.Next(ImageCount)}",
        4 => $"image:{prefix}l{random.Next(LabelCount)}",
        _ => $"space:{prefix}s{random.Next(SpaceCount)}",
    };

    private async Task AddVersion(AlignmentRecord alignment)
    {
        var number = alignment.LastVersion + 1;
        var (source, target) = (await AxesOf(alignment.Source), await AxesOf(alignment.Target));
        var (transformation, bounds) = fields is not null && random.Next(2) == 0
            ? await fields.Make(source.Count, target.Count)
            : (Transformation(source, target), null);
        await Commit(
            RecordChange.Put(
                alignment with
                {
                    LastVersion = number,
                    DefaultVersion = random.Next(4) > 0 || number == 1 ? number : alignment.DefaultVersion,
                },
                alignment.Version,
                "test"),
            RecordChange.Put(
                new AlignmentVersionRecord
                {
                    Id = AlignmentVersionRecord.IdOf(alignment.Id, number),
                    Alignment = alignment.Id,
                    Number = number,
                    Source = alignment.Source,
                    Target = alignment.Target,
                    CoordinateTransformation = transformation,
                    FieldBounds = bounds,
                    Status = AlignmentStatus.Published,
                },
                0,
                "test"));
    }

    /// <summary>Axes of one name stay together, turned in the plane or not; others are dropped, or are at a constant.</summary>
    private AffineTransformation Transformation(EquatableArray<Axis> from, EquatableArray<Axis> to)
    {
        var angle = random.Next(3) switch
        {
            0 => random.NextDouble() * 6,
            1 => Math.PI / 2,
            _ => 0,
        };
        var scale = from.Select(_ => 0.5 + random.NextDouble()).ToList();
        var forgets = random.Next(12) == 0;
        return new AffineTransformation(Matrix.Create(to.Count, from.Count + 1, (row, column) =>
        {
            if (column == from.Count)
            {
                return random.Next(-30, 30);
            }

            var factor = (to[row].Name, from[column].Name) switch
            {
                ("x", "x") when forgets => 0,
                ("y", "y") or ("x", "x") => Math.Cos(angle),
                ("y", "x") => -Math.Sin(angle),
                ("x", "y") => Math.Sin(angle),
                ("y", "t") => random.Next(4) == 0 ? 2 : 0,
                var (one, other) => one == other ? 1 : 0,
            };
            return factor * scale[column];
        }));
    }

    private Task Put(CatalogRecord record) => Commit(RecordChange.Put(record, 0, "test"));

    private Task Commit(params RecordChange[] changes) =>
        silo.Registration.Commit(new CommitRequest([.. changes], "tester"), None);
}
