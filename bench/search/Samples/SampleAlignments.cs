using System.Globalization;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Bench.Search.Samples;

/// <summary>Alignments with their versions, of which the last one is the default.</summary>
internal static class SampleAlignments
{
    /// <summary>How many versions an alignment has at most.</summary>
    public const int MaxVersions = 3;

    private static readonly string[] Methods =
        ["landmarks", "mutual information", "normalised cross-correlation", "manual", "feature matching"];

    private static readonly string[] Software = ["elastix 5.1.0", "ANTs 2.5.0", "BigWarp 9.1.2", "ABBA 0.10", "VALIS 1.1.0"];

    /// <summary>From the physical space of an image to a place of chance in a space's box. An image that is larger than the
    /// box is made smaller.</summary>
    /// <param name="id">The alignment's id.</param>
    /// <param name="sample">The image.</param>
    /// <param name="extent">Its extent.</param>
    /// <param name="space">The space.</param>
    /// <param name="versions">How many versions.</param>
    /// <param name="random">What chooses.</param>
    public static IEnumerable<CatalogRecord> OfImage(
        string id, SampleImage sample, Extent extent, SampleSpace space, int versions, Random random)
    {
        var first = sample.Arrays[0];
        var center = space.Size.Select(size => size * random.NextDouble()).ToArray();
        var angle = random.Next(2) == 0 ? 0 : random.NextDouble() * Math.PI;
        return Of(
            id,
            sample.Image.Dataset,
            ($"image:{sample.Image.Id}", first.Axes, ImagePlacement.Kept(sample.Image, first)),
            (space.Reference, space.Record.Axes),
            versions,
            random,
            () => Placed(first.Axes, extent, space, [.. center.Select((middle, row) =>
                middle + (space.Size[row] * 0.001 * random.NextDouble()))], angle + (0.01 * random.NextDouble())));
    }

    /// <summary>An alignment and its versions, complete as the catalog keeps them.</summary>
    /// <param name="id">The alignment's id.</param>
    /// <param name="dataset">The dataset's id.</param>
    /// <param name="source">The source, its axes and where it lies.</param>
    /// <param name="target">The target and its axes.</param>
    /// <param name="versions">How many versions.</param>
    /// <param name="random">What chooses.</param>
    /// <param name="transformation">Makes the transformation of each.</param>
    public static IEnumerable<CatalogRecord> Of(
        string id,
        string dataset,
        (string Space, EquatableArray<Axis> Axes, CoordinateTransformation? Placement) source,
        (string Space, EquatableArray<Axis> Axes) target,
        int versions,
        Random random,
        Func<AffineTransformation> transformation)
    {
        yield return new AlignmentRecord
        {
            Id = id,
            Dataset = dataset,
            Name = $"{source.Space[(source.Space.IndexOf(':', StringComparison.Ordinal) + 1)..]} to {target.Space[6..]}",
            Tags = [Methods[random.Next(Methods.Length)]],
            Source = source.Space,
            Target = target.Space,
            Rank = random.Next(4),
            LastVersion = versions,
            DefaultVersion = versions,
        };
        for (var number = 1; number <= versions; number++)
        {
            var dice = 0.7 + (0.29 * random.NextDouble());
            yield return new AlignmentVersionRecord
            {
                Id = AlignmentVersionRecord.IdOf(id, number),
                Dataset = dataset,
                Alignment = id,
                Number = number,
                Source = source.Space,
                Target = target.Space,
                Status = number == versions ? AlignmentStatus.Published : AlignmentStatus.Deprecated,
                CoordinateTransformation = transformation(),
                Provenance = new Provenance
                {
                    Method = Methods[random.Next(Methods.Length)],
                    Software = Software[random.Next(Software.Length)],
                    Author = string.Create(CultureInfo.InvariantCulture, $"user{random.Next(150):000}"),
                },
                Quality = RawJson.Parse(string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"dice":{{dice:F3}},"meanDistance":{{50 * random.NextDouble():F2}},"landmarks":{{random.Next(40)}}}""")),
                SourceAxes = source.Axes,
                TargetAxes = target.Axes,
                SourcePlacement = source.Placement,
            };
        }
    }

    private static AffineTransformation Placed(
        EquatableArray<Axis> axes, Extent extent, SampleSpace space, double[] center, double angle)
    {
        var (rows, columns) = (space.Size.Length, axes.Count);
        var linear = new double[rows, columns];
        var fit = 1.0;
        for (var row = 0; row < rows; row++)
        {
            var column = IndexOf(axes, space.Record.Axes[row].Name);
            if (column >= 0)
            {
                var unit = Units.TryConvert(1, axes[column].Unit, space.Record.Axes[row].Unit, out var factor) ? factor : 1;
                linear[row, column] = unit;
                fit = Math.Min(fit, space.Size[row] / 2 / ((extent.Max[column] - extent.Min[column]) * unit));
            }
        }

        Turn(linear, IndexOf(axes, "y"), IndexOf(axes, "x"), space, angle);
        return new AffineTransformation(Matrix.Create(rows, columns + 1, (row, column) => column < columns
            ? linear[row, column] * fit
            : center[row] - (fit * Enumerable.Range(0, columns)
                .Sum(axis => linear[row, axis] * (extent.Min[axis] + extent.Max[axis]) / 2))));
    }

    private static void Turn(double[,] linear, int ownY, int ownX, SampleSpace space, double angle)
    {
        var (y, x) = (space.AxisOf("y"), space.AxisOf("x"));
        var (unitY, unitX) = (linear[y, ownY], linear[x, ownX]);
        linear[y, ownY] = Math.Cos(angle) * unitY;
        linear[y, ownX] = -Math.Sin(angle) * unitX;
        linear[x, ownY] = Math.Sin(angle) * unitY;
        linear[x, ownX] = Math.Cos(angle) * unitX;
    }

    private static int IndexOf(EquatableArray<Axis> axes, string name)
    {
        for (var place = 0; place < axes.Count; place++)
        {
            if (axes[place].Name == name)
            {
                return place;
            }
        }

        return -1;
    }
}
