using System.Globalization;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Bench.Transforms;

/// <summary>Spaces with random alignments between them, each with one published default version.</summary>
internal static class SampleSpaces
{
    private const int ChangesOfCommit = 1_000;

    private static readonly EquatableArray<Axis> Axes =
        [new("z", "space", "micrometer"), new("y", "space", "micrometer"), new("x", "space", "micrometer")];

    /// <summary>The id of a space.</summary>
    public static string Space(int number) => string.Create(CultureInfo.InvariantCulture, $"s{number:00000}");

    /// <summary>Registers them.</summary>
    /// <returns>The ends of the alignments.</returns>
    public static async Task<List<(int From, int To)>> Register(Registration registration, int spaces, int alignments)
    {
        var random = new Random(1);
        var pairs = Enumerable.Range(0, alignments).Select(index =>
        {
            // A tree first, so that each space is reached.
            var from = index < spaces - 1 ? index + 1 : random.Next(spaces);
            var to = index < spaces - 1 ? random.Next(index + 1) : (from + 1 + random.Next(spaces - 1)) % spaces;
            return (from, to);
        }).ToList();
        await Commit(registration, Enumerable.Range(0, spaces)
            .Select(CatalogRecord (number) => new SpaceRecord { Id = Space(number), Axes = Axes }));
        await Commit(registration, pairs.SelectMany((pair, index) => Alignment(
            string.Create(CultureInfo.InvariantCulture, $"a{index:000000}"), Space(pair.from), Space(pair.to), random)));
        return pairs;
    }

    /// <summary>Registers a space that many others lead to, as thousands of images do to an atlas.</summary>
    /// <returns>The ids of the others.</returns>
    public static async Task<List<string>> RegisterHub(Registration registration, int count)
    {
        var random = new Random(3);
        await Commit(registration, [new SpaceRecord { Id = "hub", Axes = Axes }]);
        var others = Enumerable.Range(0, count).Select(number =>
            string.Create(CultureInfo.InvariantCulture, $"h{number:000000}")).ToList();
        await Commit(registration, others.Select(CatalogRecord (id) => new SpaceRecord { Id = id, Axes = Axes }));
        await Commit(registration, others.SelectMany(id => Alignment($"to-{id}", id, "hub", random)));
        return others;
    }

    private static IEnumerable<CatalogRecord> Alignment(string id, string from, string to, Random random)
    {
        var (source, target) = ($"space:{from}", $"space:{to}");
        yield return new AlignmentRecord
        {
            Id = id,
            Source = source,
            Target = target,
            LastVersion = 1,
            DefaultVersion = 1,
            Rank = random.Next(4),
        };
        yield return new AlignmentVersionRecord
        {
            Id = AlignmentVersionRecord.IdOf(id, 1),
            Alignment = id,
            Number = 1,
            Source = source,
            Target = target,
            Status = AlignmentStatus.Published,
            CoordinateTransformation = new AffineTransformation(Matrix.Create(3, 4, (row, column) =>
                row == column ? 1 : (random.NextDouble() - 0.5) / 8)),
        };
    }

    private static async Task Commit(Registration registration, IEnumerable<CatalogRecord> records)
    {
        foreach (var chunk in records.Chunk(ChangesOfCommit))
        {
            await registration.Commit(
                new CommitRequest([.. chunk.Select(record => RecordChange.Put(record, 0, "bench"))], "bench"), default);
        }
    }
}
