using System.Collections.Immutable;
using System.Globalization;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Tests.Search.Dense;

/// <summary>
/// A catalog where many records match: 2600 images over a few arrays, and 150 collections among them. Few values of each
/// property, so that there are many ties.
/// </summary>
/// <remarks>
/// Words: <c>lamina</c> is in 1200 names and in the tags of 1200 others; <c>rare</c> in 40 names and the tags of many;
/// <c>mostly</c> in 1300 names and the tags of 26 others; <c>section</c> in names alone;
/// <c>thick</c> in few names and the tags of most.
/// </remarks>
public sealed class DenseCatalog : IAsyncLifetime
{
    private const int Images = 2600;
    private const int Commit = 200;
    private const int Collections = 150;

    // Of one name in several spellings, of several that begin in the same way for longer than names are ordered by, and of
    // signs whose order differs between bytes and UTF-16.
    private static readonly ImmutableArray<string> Names =
    [
        "Alpha", "ALPHA", "alpha", "beta 7", "Beta 7", "\uFB01bre", "\U0001D6FC ray", "zeta", $"{new string('L', 210)} 1",
        $"{new string('L', 210)} 2", "_under",
    ];

    private readonly List<DenseRecord> _records = [];

    public CatalogFixture Catalog { get; } = new();

    internal IReadOnlyList<DenseRecord> Records => _records;

    public async Task InitializeAsync()
    {
        await Catalog.InitializeAsync();
        var arrays = await PutArrays();
        var ids = new List<ImageRecord>();
        foreach (var chunk in Enumerable.Range(0, Images).Chunk(Commit))
        {
            var images = chunk.Select(number => Image(number, arrays[number * 7 % arrays.Length])).ToList();
            await Register([.. images.Select(image => image.Record)], [.. images.Select(image => image.Entry)]);
            ids.AddRange(images.Select(image => image.Record));
            if (ids.Count == Images / 2 / Commit * Commit)
            {
                var collections = Enumerable.Range(0, Collections).Select(Collection).ToList();
                await Register(
                    [.. collections.Select(collection => collection.Record)],
                    [.. collections.Select(collection => collection.Entry)]);
            }
        }

        // Changed later, the last first: where they stand in the order of registration does not change.
        foreach (var chunk in ids.Where((_, index) => index % 9 == 4).Reverse().Chunk(100))
        {
            var changed = await Catalog.Put(
                [.. chunk.Select(image => image with { Version = 1, Description = "Changed" })]);
            Note(changed);
        }
    }

    public Task DisposeAsync() => Catalog.DisposeAsync();

    private async Task<DenseArray[]> PutArrays()
    {
        (string Id, string Axes, string? Unit, double[] Scale, DenseArray Known)[] arrays =
        [
            Known("flat", "yx", "micrometer", [1, 1], 1e-6, null),
            Known("fine", "yx", "micrometer", [0.5, 0.5], 0.5e-6, null),
            Known("deep", "zyx", "micrometer", [2, 1, 1], 1e-6, 2e-6),
            Known("electron", "zyx", "nanometer", [40, 4, 4], 4e-9, 40e-9),
            Known("nowhere", "yx", null, [3, 3], null, null),
            Known("fine-deep", "zyx", "micrometer", [2, 0.5, 0.5], 0.5e-6, 2e-6),
            Known("profile", "zy", "micrometer", [3, 1], null, 3e-6),
            Known("coarse", "zyx", "millimeter", [1, 0.25, 0.25], 0.25e-3, 1e-3),
        ];
        await Catalog.Put(
        [
            .. arrays.Select(array => new ArrayRecord
            {
                Id = array.Id,
                Zarr = RawJson.Parse(
                    $$"""
                    {"zarr_format":2,"shape":[{{Sizes(array.Axes)}}],"chunks":[{{Sizes(array.Axes)}}],"dtype":"<u2",
                     "compressor":null,"fill_value":0,"order":"C","filters":null}
                    """),
                Axes = array.Axes.Select(name =>
                    new Axis(name.ToString(CultureInfo.InvariantCulture), "space", array.Unit)).ToEquatableArray(),
                CoordinateTransformations = [new ScaleTransformation([.. array.Scale])],
            }),
        ]);
        return [.. arrays.Select(array => array.Known)];

        static (string, string, string?, double[], DenseArray) Known(
            string id, string axes, string? unit, double[] scale, double? x, double? z) =>
            (id, axes, unit, scale, new DenseArray(id, x, z, axes.Contains('x', StringComparison.Ordinal)));

        static string Sizes(string axes) => string.Join(',', axes.Select(_ => DenseArray.Size));
    }

    private static (ImageRecord Record, DenseRecord Entry) Image(int number, DenseArray array)
    {
        // Later ones have lesser ids, commit by commit.
        var id = string.Create(CultureInfo.InvariantCulture, $"{(char)('z' - (number / Commit))}-{number:0000}");
        var (name, tags) = Words(
            number,
            ("Lamina", number % 13 < 6, number % 13 is >= 6 and < 12),
            ("rare", number % 65 == 0, number % 65 != 0 && number % 2 == 1),
            ("MOSTLY", number % 2 == 0, number % 100 == 1),
            ("section", number % 3 != 0, false),
            ("thick", number % 50 == 0, number % 50 != 0 && number % 3 != 0),
            ("odd", false, number % 2 == 1));
        double? dose = (number % 5) switch
        {
            2 => 2.5,
            3 => number % 7,
            4 => -((number % 9 * 10) + 1) / 100.0,
            _ => null,
        };

        // A text is no number, whatever it looks like.
        var json = dose?.ToString("R", CultureInfo.InvariantCulture) ?? (number % 5 == 1 ? "\"10\"" : null);
        return (
            new ImageRecord
            {
                Id = id,
                Name = name,
                Tags = tags.ToEquatableArray(),
                Attributes = RawJson.Parse(string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"serial":{{number}}{{(json is null ? "" : $",\"dose\":{json}")}}}""")),
                Levels = [new ImageLevel { Path = "0", Array = array.Id }],
            },
            new DenseRecord(RecordKind.Image, id, 0, name, tags) { Array = array, Dose = dose });
    }

    private static (CollectionRecord Record, DenseRecord Entry) Collection(int number)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"c-{number:000}");
        var (name, tags) = Words(number, ("Lamina", number % 2 == 0, number % 2 == 1));
        return (
            new CollectionRecord
            {
                Id = id,
                CollectionKind = CollectionKind.List,
                Name = name,
                Tags = tags.ToEquatableArray(),
            },
            new DenseRecord(RecordKind.Collection, id, 0, name, tags));
    }

    private static (string Name, ImmutableArray<string> Tags) Words(
        int number, params (string Word, bool IsNamed, bool IsTag)[] words)
    {
        var named = words.Where(word => word.IsNamed).Select(word => (number % 4) switch
        {
            0 => word.Word.ToUpperInvariant(),
            1 => word.Word.ToLowerInvariant(),
            _ => word.Word,
        });
        return (
            string.Join(' ', [Names[number % Names.Length], .. named]),
            [.. words.Where(word => word.IsTag).Select(word => word.Word)]);
    }

    private async Task Register(CatalogRecord[] records, DenseRecord[] entries)
    {
        var begin = _records.Count;
        _records.AddRange(entries.Select((entry, index) => entry with { Registered = begin + index }));
        Note(await Catalog.Put(records));
    }

    /// <summary>Takes over the times that the catalog gave.</summary>
    private void Note(CommitResult result)
    {
        var written = result.Records.ToDictionary(record => (record.Kind, record.Id));
        for (var index = 0; index < _records.Count; index++)
        {
            if (written.TryGetValue((_records[index].Kind, _records[index].Id), out var record))
            {
                _records[index] = _records[index] with { CreatedAt = record.CreatedAt, UpdatedAt = record.UpdatedAt };
            }
        }
    }
}
