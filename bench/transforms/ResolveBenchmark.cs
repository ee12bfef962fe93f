using System.Diagnostics;
using System.Globalization;
using OmeNgff.Grains.Records;
using OmeNgff.Grains.Spaces;

namespace OmeNgff.Bench.Transforms;

/// <summary>
/// Paths between random spaces of a graph with ten times as many alignments, as the node finds them; beside it a textbook
/// search by breadth from one end, which finds how many alignments a path takes and nothing else.
/// </summary>
internal sealed class ResolveBenchmark(BenchCatalog catalog)
{
    private const double Bound = 1;

    /// <summary>Resolves in turns with the peer.</summary>
    public async Task Run(int spaces, int paths)
    {
        var begin = Stopwatch.GetTimestamp();
        var pairs = await SampleSpaces.Register(catalog.Service<Registration>(), spaces, spaces * 10);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{spaces:N0} spaces and {pairs.Count:N0} alignments registered in {Stopwatch.GetElapsedTime(begin).TotalSeconds:F0} s"));
        var resolution = catalog.Service<PathResolution>();
        begin = Stopwatch.GetTimestamp();
        await resolution.Resolve(Request(0, 1), default);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"first path, with the graph read from the database: {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:F0} ms"));

        var neighbours = Neighbours(spaces, pairs);
        var random = new Random(2);
        var (own, other) = (new List<double>(), new List<double>());
        for (var index = -paths / 4; index < paths; index++)
        {
            var (from, to) = (random.Next(spaces), random.Next(spaces));
            ResolvedPath? found = null;
            var took = await BenchCatalog.Time(async () => found = await resolution.Resolve(Request(from, to), default));
            begin = Stopwatch.GetTimestamp();
            var steps = Breadth(neighbours, from, to);
            var beside = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            if (found!.Path.AlignmentCount != steps)
            {
                throw new InvalidDataException(
                    $"The path from {from} to {to} takes {found.Path.AlignmentCount} alignments, not {steps}.");
            }

            if (index >= 0)
            {
                own.Add(took);
                other.Add(beside);
            }
        }

        own.Sort();
        other.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"resolve in the process: p50 {At(own, 0.5):F3} ms, p95 {At(own, 0.95):F3}, p99 {At(own, 0.99):F3}; "
            + $"by breadth from one end p50 {At(other, 0.5):F3}; ratio {At(own, 0.5) / At(other, 0.5):F2}; "
            + $"bound {Bound:F0} ms {(At(own, 0.5) <= Bound ? "ok" : "over")}"));
        await RunHub(resolution, spaces * 3, paths);
    }

    /// <summary>The same between spaces that all lead to one, and to that one.</summary>
    private async Task RunHub(PathResolution resolution, int count, int paths)
    {
        var others = await SampleSpaces.RegisterHub(catalog.Service<Registration>(), count);
        await resolution.Resolve(Request(0, 1), default);
        var random = new Random(4);
        var times = new List<double>();
        for (var index = -paths / 4; index < paths; index++)
        {
            var from = others[random.Next(others.Count)];
            var to = index % 2 == 0 ? "hub" : others[random.Next(others.Count)];
            ResolvedPath? found = null;
            var took = await BenchCatalog.Time(async () =>
                found = await resolution.Resolve(new PathRequest($"space:{from}", $"space:{to}"), default));
            if (found!.Path.AlignmentCount != (from == to ? 0 : to == "hub" ? 1 : 2))
            {
                throw new InvalidDataException($"The path from {from} to {to} takes {found.Path.AlignmentCount} alignments.");
            }

            if (index >= 0)
            {
                times.Add(took);
            }
        }

        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"resolve by a space that {count:N0} lead to: p50 {At(times, 0.5):F3} ms, p95 {At(times, 0.95):F3}, "
            + $"p99 {At(times, 0.99):F3}; bound {Bound:F0} ms {(At(times, 0.5) <= Bound ? "ok" : "over")}"));
    }

    private static PathRequest Request(int from, int to) =>
        new($"space:{SampleSpaces.Space(from)}", $"space:{SampleSpaces.Space(to)}");

    private static double At(List<double> sorted, double share) => sorted[(int)(share * (sorted.Count - 1))];

    private static int[][] Neighbours(int spaces, List<(int From, int To)> pairs)
    {
        var neighbours = Enumerable.Range(0, spaces).Select(_ => new List<int>()).ToArray();
        foreach (var (from, to) in pairs)
        {
            neighbours[from].Add(to);
            neighbours[to].Add(from);
        }

        return [.. neighbours.Select(list => list.ToArray())];
    }

    private static int Breadth(int[][] neighbours, int from, int to)
    {
        var distances = new int[neighbours.Length];
        Array.Fill(distances, -1);
        distances[from] = 0;
        var open = new Queue<int>([from]);
        while (distances[to] < 0 && open.TryDequeue(out var space))
        {
            foreach (var next in neighbours[space])
            {
                if (distances[next] < 0)
                {
                    distances[next] = distances[space] + 1;
                    open.Enqueue(next);
                }
            }
        }

        return distances[to];
    }
}
