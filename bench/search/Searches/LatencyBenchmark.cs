using System.Diagnostics;
using System.Globalization;

namespace OmeNgff.Bench.Search.Searches;

/// <summary>How long searches take over HTTP, each beside the bare statements that answer the same, in turns; pages far
/// down; facets.</summary>
internal sealed class LatencyBenchmark(SearchNode node, int images)
{
    // The node's code is compiled for good only after it ran often, and that takes a while beside it.
    private const int WarmUpSearches = 1500;

    /// <summary>Measures all cases.</summary>
    /// <returns>The 95th percentile of each, in milliseconds.</returns>
    public async Task<Dictionary<string, double>> Run(int rounds)
    {
        for (var turn = 0; turn < WarmUpSearches; turn++)
        {
            var one = SearchCase.All().ElementAt(turn % SearchCase.All().Count());
            using var page = await node.Search($"{one.Query}&limit={SearchCase.Limit}");
        }

        Line("", "matches", "p50 ms", "p95 ms", "bare p50", "bare p95", "ratio");
        var slow = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var one in SearchCase.All())
        {
            var query = $"{one.Query}&limit={SearchCase.Limit}";
            var bare = new BareSearch(node.Database, one, await node.Request(one.Query));
            var (own, floor) = (new List<double>(), new List<double>());
            using (var exact = await node.Search($"{one.Query}&limit=1&count=exact"))
            {
                var matches = exact.RootElement.GetProperty("matched").GetProperty("count").GetInt32();
                for (var round = -rounds / 5; round < rounds; round++)
                {
                    var (mine, answer) = await Time(async () =>
                    {
                        using var page = await node.Search(query);
                        return page.RootElement.GetProperty("items").EnumerateArray()
                            .Select(item => item.GetProperty("id").GetString()!).ToList();
                    });
                    var (other, found) = await Time(bare.Run);
                    if (!answer.SequenceEqual(found.Found) || found.Count != Math.Min(matches, 1001))
                    {
                        throw new InvalidDataException($"{one.Name}: {string.Join(' ', answer)} of {matches}, "
                            + $"bare {string.Join(' ', found.Found)} of {found.Count}.");
                    }

                    if (round >= 0)
                    {
                        own.Add(mine);
                        floor.Add(other);
                    }
                }

                slow[one.Name] = At(own, 0.95);
                Line(one.Name, matches.ToString("N0", CultureInfo.InvariantCulture), Text(At(own, 0.5)), Text(At(own, 0.95)),
                    Text(At(floor, 0.5)), Text(At(floor, 0.95)), Text(At(own, 0.5) / At(floor, 0.5)));
            }
        }

        await Pages();
        await Facets(rounds / 5);
        return slow;
    }

    /// <summary>Pages far down beside the first ones.</summary>
    private async Task Pages()
    {
        foreach (var one in SearchCase.All().Where(one => one.Name is "word + filter + box, 30 %" or "filter, 1 %"
            or "box through up to four alignments" or "all, by name"))
        {
            var times = new List<double>();
            string? cursor = null;
            do
            {
                var (took, next) = await Time(async () =>
                {
                    using var page = await node.Search($"{one.Query}&limit={SearchCase.Limit}{(cursor is null ? "" : $"&cursor={cursor}")}");
                    return page.RootElement.GetProperty("next").GetString();
                });
                times.Add(took);
                cursor = next;
            }
            while (cursor is not null && times.Count < 300);
            var share = Math.Max(1, times.Count / 5);
            Line($"pages 1 to {share} and {times.Count - share + 1} to {times.Count}: {one.Name}", "",
                Text(At([.. times.Take(share)], 0.5)), "", Text(At([.. times.TakeLast(share)], 0.5)), "",
                Text(At([.. times.TakeLast(share)], 0.5) / At([.. times.Take(share)], 0.5)));
        }
    }

    private async Task Facets(int rounds)
    {
        foreach (var one in SearchCase.All().Where(one => one.Name.Contains('%', StringComparison.Ordinal)))
        {
            var (times, isExact) = (new List<double>(), false);
            for (var round = 0; round < Math.Max(3, rounds); round++)
            {
                var (took, exact) = await Time(async () =>
                {
                    using var page = await node.Search($"{one.Query}&limit=1&facets=dataset,axes,unit,dataType,diagnostics,space");
                    return page.RootElement.GetProperty("facets").GetProperty("dataType").GetProperty("exact").GetBoolean();
                });
                times.Add(took);
                isExact = exact;
            }

            Line($"six facets ({(isExact ? "exact" : "estimates")}): {one.Name}", "", Text(At(times, 0.5)), Text(At(times, 0.95)), "", "", "");
        }
    }

    private static async Task<(double Milliseconds, T Result)> Time<T>(Func<Task<T>> action)
    {
        var begin = Stopwatch.GetTimestamp();
        var result = await action();
        return (Stopwatch.GetElapsedTime(begin).TotalMilliseconds, result);
    }

    internal static double At(List<double> values, double share) =>
        values.Order().ElementAt((int)(share * (values.Count - 1)));

    private static string Text(double value) => value.ToString("N2", CultureInfo.InvariantCulture);

    private void Line(params string[] cells) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{images,9:N0}  {cells[0],-66}{cells[1],10}{cells[2],9}{cells[3],9}{cells[4],10}{cells[5],10}{cells[6],7}").TrimEnd());
}
