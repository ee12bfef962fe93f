using System.Diagnostics;
using System.Globalization;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Records;
using OmeNgff.Grains.Spaces;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Silo.Transforms;

namespace OmeNgff.Bench.Transforms;

/// <summary>3-D points through a path of three affine alignments, inside; beside it a loop over twelve numbers.</summary>
internal sealed class PointsBenchmark(BenchCatalog catalog)
{
    private const double Bound = 20;
    private const int PointsOfCall = 100_000;

    /// <summary>A path of three affine alignments between new spaces.</summary>
    public static async Task<PathRequest> Chain(BenchCatalog catalog, string name)
    {
        var space = new Ngff.EquatableArray<Ngff.Axes.Axis>(
            [new("z", "space", "micrometer"), new("y", "space", "micrometer"), new("x", "space", "micrometer")]);
        var records = new List<CatalogRecord>();
        for (var step = 0; step <= 3; step++)
        {
            records.Add(new SpaceRecord { Id = $"{name}{step}", Axes = space });
            if (step > 0)
            {
                var (source, target) = ($"space:{name}{step - 1}", $"space:{name}{step}");
                records.Add(new AlignmentRecord
                {
                    Id = $"{name}-{step}",
                    Source = source,
                    Target = target,
                    LastVersion = 1,
                    DefaultVersion = 1,
                });
                records.Add(new AlignmentVersionRecord
                {
                    Id = AlignmentVersionRecord.IdOf($"{name}-{step}", 1),
                    Alignment = $"{name}-{step}",
                    Number = 1,
                    Source = source,
                    Target = target,
                    Status = AlignmentStatus.Published,
                    CoordinateTransformation = new AffineTransformation(Matrix.OfRows(
                        [0.5, 0.01, -0.02, 12.5], [-0.01, 0.325, 0.03, -7.25], [0.02, -0.03, 0.325, 1024.0])),
                });
            }
        }

        await catalog.Service<Registration>().Commit(
            new CommitRequest([.. records.Select(record => RecordChange.Put(record, 0, "bench"))], "bench"), default);
        return new PathRequest($"space:{name}0", $"space:{name}3");
    }

    /// <summary>Carries in turns with the peer.</summary>
    public async Task Run(int count)
    {
        var path = await catalog.Service<PathResolution>().Resolve(await Chain(catalog, "points"), default);
        var carrier = catalog.Service<PathCarrier>();
        var points = new double[3 * PointsOfCall];
        for (var index = 0; index < points.Length; index++)
        {
            points[index] = (index % 4099) + 0.25;
        }

        var matrix = path.Map.Matrix!.Values.ToArray();
        var results = new double[points.Length];
        var (own, other) = (new List<double>(), new List<double>());
        var rounds = count / PointsOfCall;
        for (var round = -rounds / 4; round < rounds; round++)
        {
            double[] carried = [];
            var took = await BenchCatalog.Time(async () =>
                carried = (await carrier.Carry(path.Map, points, 3, default)).Coordinates);
            var begin = Stopwatch.GetTimestamp();
            Loop(matrix, points, results);
            var beside = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            if (Math.Abs(carried[^1] - results[^1]) > 1e-9 * Math.Abs(results[^1]))
            {
                throw new InvalidDataException($"The last coordinate is {carried[^1]}, not {results[^1]}.");
            }

            if (round >= 0)
            {
                own.Add(took);
                other.Add(beside);
            }
        }

        var (rate, peer) = (Rate(own), Rate(other));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"points inside, {rounds} calls of {PointsOfCall:N0} × 3-D on one core: {rate:F0} million/s, a loop over twelve numbers {peer:F0}; "
            + $"ratio {rate / peer:F2}; bound {Bound:F0} million/s {(rate >= Bound ? "ok" : "under")}"));

        double Rate(List<double> times) => PointsOfCall / times.Order().ElementAt(times.Count / 2) / 1000;
    }

    private static void Loop(double[] m, double[] points, double[] results)
    {
        var (a, b, c, d) = (m[0], m[1], m[2], m[3]);
        var (e, f, g, h) = (m[4], m[5], m[6], m[7]);
        var (j, k, l, o) = (m[8], m[9], m[10], m[11]);
        for (var i = 0; i < points.Length; i += 3)
        {
            var (z, y, x) = (points[i], points[i + 1], points[i + 2]);
            results[i] = (a * z) + (b * y) + (c * x) + d;
            results[i + 1] = (e * z) + (f * y) + (g * x) + h;
            results[i + 2] = (j * z) + (k * y) + (l * x) + o;
        }
    }
}
