using System.Collections.Immutable;
using System.Globalization;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Bench.Search.Samples;

/// <summary>A space and the box in it that its images lie in.</summary>
/// <param name="Record">The space.</param>
/// <param name="Size">The edges of the box, which begins at 0, along the axes of the space and in their units.</param>
internal sealed record SampleSpace(SpaceRecord Record, double[] Size)
{
    /// <summary>How it is referred to.</summary>
    public string Reference => $"space:{Record.Id}";

    /// <summary>The place of an axis, or −1.</summary>
    public int AxisOf(string name)
    {
        for (var place = 0; place < Record.Axes.Count; place++)
        {
            if (Record.Axes[place].Name == name)
            {
                return place;
            }
        }

        return -1;
    }
}

/// <summary>
/// Spaces: atlases (z, y, x in micrometers, or nanometers), atlases in time (t, z, y, x) and sections (y, x). One atlas is
/// the common one; others lead to it directly or through one of eight, so that atlases are at most four alignments apart.
/// </summary>
internal static class SampleSpaces
{
    /// <summary>How many spaces there are.</summary>
    public const int Count = 200;

    /// <summary>How many alignments lead from space to space.</summary>
    public const int AlignmentCount = 250;

    /// <summary>The atlas that all others lead to.</summary>
    public const string Common = "atlas-000";

    private const int Atlases = 170;
    private const int InTime = 10;
    private const int Regional = 8;

    // The box of the common atlas, as large as a mouse's brain: z, y, x in micrometers.
    private static readonly double[] CommonSize = [13_200, 8_000, 11_400];

    /// <summary>
    /// A box in the middle of <see cref="Common"/> that about a share of all <em>placed</em> images meets, which are two of a
    /// hundred images: they lie anywhere in the boxes of all spaces, and these fall on each other. Small shares come out
    /// greater, for images have a size.
    /// </summary>
    /// <returns>Minima, then maxima, along z, y and x in micrometers.</returns>
    public static double[] Box(double share)
    {
        var half = Math.Pow(share, 1.0 / CommonSize.Length) / 2;
        return [.. CommonSize.Select(size => size * (0.5 - half)), .. CommonSize.Select(size => size * (0.5 + half))];
    }

    /// <summary>Makes them. The first is <see cref="Common"/>.</summary>
    public static ImmutableArray<SampleSpace> All()
    {
        var random = new Random(13);
        return
        [
            .. Enumerable.Range(0, Count).Select(number => number < Atlases
                ? Space("atlas", number, "zyx", number > 0 && number % 9 == 0 ? "nanometer" : "micrometer", random)
                : number < Atlases + InTime
                    ? Space("development", number, "tzyx", "micrometer", random)
                    : Space("section", number, "yx", "micrometer", random)),
        ];
    }

    /// <summary>The alignments between them, with their versions.</summary>
    public static IEnumerable<CatalogRecord> Alignments(ImmutableArray<SampleSpace> spaces)
    {
        var random = new Random(17);
        var ends = Enumerable.Range(1, Count - 1).Select(from => (From: from, To: Parent(from, random))).ToList();
        while (ends.Count < AlignmentCount)
        {
            var (from, to) = (random.Next(Atlases), random.Next(Atlases));
            if (from != to)
            {
                ends.Add((from, to));
            }
        }

        return ends.SelectMany((pair, number) => SampleAlignments.Of(
            string.Create(CultureInfo.InvariantCulture, $"spaces-{number:000}"),
            DatasetRecord.DefaultId,
            (spaces[pair.From].Reference, spaces[pair.From].Record.Axes, null),
            (spaces[pair.To].Reference, spaces[pair.To].Record.Axes),
            1 + (number % SampleAlignments.MaxVersions),
            random,
            () => Between(spaces[pair.From], spaces[pair.To], random)));
    }

    private static int Parent(int space, Random random) =>
        space <= Regional ? 0 : space < Atlases ? 1 + random.Next(Regional) : random.Next(Atlases);

    private static SampleSpace Space(string kind, int number, string axes, string unit, Random random)
    {
        var size = axes.Select(axis => axis == 't' ? 86_400 : Math.Round(
            CommonSize["zyx".IndexOf(axis, StringComparison.Ordinal)] * (unit == "nanometer" ? 1_000 : 1)
            * (number == 0 ? 1 : 0.8 + (0.4 * random.NextDouble())))).ToArray();
        return new SampleSpace(
            new SpaceRecord
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"{kind}-{number:000}"),
                Name = number == 0 ? "common atlas" : string.Create(CultureInfo.InvariantCulture, $"{kind} {number}"),
                Description = $"{Vocabulary.Region(random)} {kind}",
                Tags = [kind],
                References = [string.Create(CultureInfo.InvariantCulture, $"doi:10.0000/sample.{number}")],
                Axes = axes.Select(axis => axis == 't'
                    ? new Axis("t", "time", "second") : new Axis(axis.ToString(), "space", unit)).ToEquatableArray(),
            },
            size);
    }

    /// <summary>From box to box: middles fall on each other, edges too but for a rotation in the plane of two axes.</summary>
    private static AffineTransformation Between(SampleSpace from, SampleSpace to, Random random)
    {
        var (rows, columns) = (to.Size.Length, from.Size.Length);
        var (rotation, angle) = (random.Next(3) == 0, (random.NextDouble() - 0.5) / 2);
        var linear = new double[rows, columns];
        for (var row = 0; row < rows; row++)
        {
            var axis = from.AxisOf(to.Record.Axes[row].Name);
            if (axis >= 0)
            {
                linear[row, axis] = to.Size[row] / from.Size[axis] * (0.98 + (0.04 * random.NextDouble()));
            }
        }

        if (rotation && from.AxisOf("x") >= 0 && from.AxisOf("y") >= 0)
        {
            Rotate(linear, from, to, angle);
        }

        return new AffineTransformation(Matrix.Create(rows, columns + 1, (row, column) => column < columns
            ? linear[row, column]
            : (to.Size[row] / 2) - Enumerable.Range(0, columns).Sum(axis => linear[row, axis] * from.Size[axis] / 2)));
    }

    private static void Rotate(double[,] linear, SampleSpace from, SampleSpace to, double angle)
    {
        var (y, x, ownY, ownX) = (to.AxisOf("y"), to.AxisOf("x"), from.AxisOf("y"), from.AxisOf("x"));
        var (scaleY, scaleX) = (linear[y, ownY], linear[x, ownX]);
        linear[y, ownY] = Math.Cos(angle) * scaleY;
        linear[y, ownX] = -Math.Sin(angle) * scaleX;
        linear[x, ownY] = Math.Sin(angle) * scaleY;
        linear[x, ownX] = Math.Cos(angle) * scaleX;
    }
}
