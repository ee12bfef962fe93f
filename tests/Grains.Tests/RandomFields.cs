using System.Globalization;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Tests.Support;
using OmeNgff.Zarr.Fields;

namespace OmeNgff.Grains.Tests;

/// <summary>Random transformations through fields that lie in a store.</summary>
internal sealed class RandomFields(GrainFixture silo, Random random)
{
    private static int _count;

    /// <summary>A transformation, and bounds of its fields, which now and then are not known.</summary>
    internal async Task<(CoordinateTransformation Transformation, EquatableArray<FieldBounds>? Bounds)> Make(int from, int to)
    {
        CoordinateTransformation field = from == to && random.Next(4) > 0 ? Displacements(from) : Coordinates(from, to);
        var transformation = random.Next(3) switch
        {
            0 => new SequenceTransformation([Turned(from), field]),
            1 => new SequenceTransformation([field, Turned(to)]),
            _ => field,
        };
        return random.Next(5) == 0
            ? (transformation, null)
            : (transformation, await silo.Service<FieldSurvey>().Read(transformation, CancellationToken.None));
    }

    private DisplacementsTransformation Displacements(int rank)
    {
        var (size, waves) = (random.Next(2) == 0 ? 5 : 15, Waves(rank * rank));
        return new DisplacementsTransformation(
            Write("displacement", rank, place => Vector(rank, row => size * Math.Sin(
                row + place.Select((at, axis) => at * waves[(row * rank) + axis]).Sum()))),
            random.Next(3) == 0 ? "cubic" : null);
    }

    private CoordinatesTransformation Coordinates(int from, int to)
    {
        var waves = Waves(from * to);
        return new CoordinatesTransformation(Write("coordinate", from, place => Vector(to, row =>
            (row < from ? place[row] : 7) + (5 * Math.Cos(
                row + place.Select((at, axis) => at * waves[(row * from) + axis]).Sum())))));
    }

    /// <summary>Now and then a sample is no number.</summary>
    private double[] Vector(int count, Func<int, double> component) =>
        random.Next(100) == 0 ? [.. Enumerable.Repeat(double.NaN, count)] : [.. Enumerable.Range(0, count).Select(component)];

    private double[] Waves(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble() - 0.5) / 60)];

    private AffineTransformation Turned(int rank)
    {
        var angle = random.NextDouble() - 0.5;
        return new AffineTransformation(Matrix.Create(rank, rank + 1, (row, column) => (row, column) switch
        {
            _ when column == rank => random.Next(-20, 20),
            (0, 0) or (1, 1) => Math.Cos(angle),
            (0, 1) => Math.Sin(angle),
            (1, 0) => -Math.Sin(angle),
            _ => row == column ? 1.25 : 0,
        }));
    }

    private string Write(string type, int rank, Func<double[], double[]> vector)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"field-{Interlocked.Increment(ref _count)}");
        return FieldFile.Write(
            Path.Join(silo.Root, name), type, [.. Enumerable.Repeat(rank > 3 ? 6 : 10, rank)], rank > 3 ? 80 : 45, -180, vector);
    }
}
