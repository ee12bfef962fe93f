using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Npgsql;

namespace OmeNgff.Bench.Search.Searches;

/// <summary>Many searches at a time, and writes meanwhile.</summary>
internal sealed class LoadBenchmark(SearchNode node)
{
    private static readonly string[] Queries =
        [.. SearchCase.All().Where(one => !one.Name.Contains("30 %", StringComparison.Ordinal)).Select(one => one.Query)];

    /// <summary>How many searches 16 clients get answered, and what becomes of the rate of single writes.</summary>
    public async Task Run(TimeSpan time)
    {
        await Print("16 clients, no writes", 16, 0, time);
        var alone = await Print("1 writer alone", 0, 1, time);
        foreach (var clients in (int[])[1, 2, 16])
        {
            var together = await Print($"{clients} clients and 1 writer", clients, 1, time);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{"",11}  writes keep {together / alone:P0} of their rate with {clients} searching"));
        }
    }

    /// <summary>Searches and writes for long; fails where anything does, or where the database met a deadlock.</summary>
    public async Task Mixed(TimeSpan time)
    {
        var before = await Deadlocks();
        await Print("8 clients and 4 writers", 8, 4, time);
        var deadlocks = await Deadlocks() - before;
        Console.WriteLine($"             deadlocks: {deadlocks}");
        if (deadlocks > 0)
        {
            throw new InvalidDataException("The database met a deadlock.");
        }
    }

    private async Task<double> Print(string name, int searching, int writing, TimeSpan time)
    {
        var images = await Images(Math.Max(1, writing));
        using var end = new CancellationTokenSource();
        var searches = Enumerable.Range(0, searching).Select(client => Repeat(
            client, async turn =>
            {
                using var page = await node.Search($"{Queries[(client + turn) % Queries.Length]}&limit={SearchCase.Limit}");
            },
            end.Token)).ToList();
        var writes = Enumerable.Range(0, writing).Select(writer => Repeat(
            writer, turn => Write(images[writer % images.Count], turn), end.Token)).ToList();
        var begin = Stopwatch.GetTimestamp();
        await Task.Delay(time);
        await end.CancelAsync();
        var (found, written) = ((await Task.WhenAll(searches)).SelectMany(times => times).ToList(),
            (await Task.WhenAll(writes)).SelectMany(times => times).ToList());
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{"",11}  {name,-30} {found.Count / seconds,8:N0} searches/s{Percentiles(found)}, {written.Count / seconds,6:N0} writes/s{Percentiles(written)}"));
        return written.Count / seconds;
    }

    private static string Percentiles(List<double> times) => times.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
        $" (p50 {LatencyBenchmark.At(times, 0.5):N1}, p95 {LatencyBenchmark.At(times, 0.95):N1} ms)");

    private static async Task<List<double>> Repeat(int first, Func<int, Task> action, CancellationToken end)
    {
        var times = new List<double>();
        for (var turn = first; !end.IsCancellationRequested; turn++)
        {
            var begin = Stopwatch.GetTimestamp();
            await action(turn);
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        return times;
    }

    private async Task<List<string>> Images(int count)
    {
        await using var command = node.Database.CreateCommand(
            "select id from search_index_images where label_of is null order by key limit $1");
        command.Parameters.Add(new NpgsqlParameter { Value = count });
        var ids = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }

    private async Task Write(string image, int turn)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, new Uri($"/v1/images/{image}", UriKind.Relative))
        {
            Content = new StringContent(
                string.Create(CultureInfo.InvariantCulture, $$"""{"description":"Changed {{turn}} times"}"""),
                Encoding.UTF8, "application/merge-patch+json"),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var response = await node.Http.SendAsync(request);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PreconditionFailed))
        {
            throw new InvalidDataException($"{image}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }
    }

    private async Task<long> Deadlocks()
    {
        await using var command = node.Database.CreateCommand("select deadlocks from pg_stat_database where datname = current_database()");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
