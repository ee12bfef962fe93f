using System.Globalization;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;
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
    public static async Task<List<(int From, int To)>> Register(IRecordStore store, int spaces, int alignments)
    {
        var random = new Random(1);
        var pairs = Enumerable.Range(0, alignments).Select(index =>
        {
            // A tree first, so that each space is reached.
            var from = index < spaces - 1 ? index + 1 : random.Next(spaces);
            var to = index < spaces - 1 ? random.Next(index + 1) : (from + 1 + random.Next(spaces - 1)) % spaces;
            return (from, to);
        }).ToList();
        await Commit(store, Enumerable.Range(0, spaces)
            .Select(CatalogRecord (number) => new SpaceRecord { Id = Space(number), Axes = Axes }));
        await Commit(store, pairs.SelectMany((pair, index) => Alignment(pair, index, random)));
        return pairs;
    }

    private static IEnumerable<CatalogRecord> Alignment((int From, int To) pair, int index, Random random)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"a{index:000000}");
        var (source, target) = ($"space:{Space(pair.From)}", $"space:{Space(pair.To)}");
        yield return new AlignmentRecord
        {
            Id = id, Source = source, Target = target, LastVersion = 1, DefaultVersion = 1, Rank = random.Next(4),
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

    private static async Task Commit(IRecordStore store, IEnumerable<CatalogRecord> records)
    {
        foreach (var chunk in records.Chunk(ChangesOfCommit))
        {
            await store.Commit(
                new CommitRequest([.. chunk.Select(record => RecordChange.Put(record, 0, "bench"))], "bench"), default);
        }
    }
}
