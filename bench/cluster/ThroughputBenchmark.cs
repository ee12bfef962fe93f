using System.Diagnostics;
using System.Globalization;
using OmeNgff.Bench.Resolve;

namespace OmeNgff.Bench.Cluster;

/// <summary>Reads and writes with one, two and three silos on this machine, beside a silo alone and the node without Orleans: what
/// distribution costs and, where there are processors for it, gives.</summary>
internal static class ThroughputBenchmark
{
    private const int Clients = 16, Images = 300;

    /// <summary>Measures every kind of node.</summary>
    /// <param name="time">How long each.</param>
    /// <param name="inProcess">The node built with GrainRuntime=InProcess, or null to leave it out.</param>
    public static async Task Run(TimeSpan time, string? inProcess)
    {
        Console.WriteLine($"{"",-28}{"reads/s",10}{"p50 ms",9}{"p99 ms",9}{"ratio",8}{"writes/s",11}{"p50 ms",9}{"p99 ms",9}{"ratio",8}");
        (string Name, int Size, bool IsCluster, string? Program)[] kinds =
        [
            .. inProcess is null ? Array.Empty<(string, int, bool, string?)>() : [("in-process", 1, false, inProcess)],
            ("one silo alone", 1, false, null),
            ("cluster of 1", 1, true, null),
            ("cluster of 2", 2, true, null),
            ("cluster of 3", 3, true, null),
        ];
        (double Reads, double Writes)? first = null;
        foreach (var (name, size, isCluster, program) in kinds)
        {
            await using var nodes = await Nodes.Start(size, isCluster, program);
            await nodes.Register(Images);
            Reads(nodes, TimeSpan.FromSeconds(2));
            var reads = Reads(nodes, time);
            await Writes(nodes, TimeSpan.FromSeconds(1));
            var writes = await Writes(nodes, time);
            first ??= (reads.Rate, writes.Rate);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-28}{reads.Rate,10:N0}{reads.Quantile(0.5),9:N2}{reads.Quantile(0.99),9:N2}{reads.Rate / first.Value.Reads,8:N2}"
                + $"{writes.Rate,11:N0}{writes.Quantile(0.5),9:N2}{writes.Quantile(0.99),9:N2}{writes.Rate / first.Value.Writes,8:N2}"));
        }
    }

    /// <summary>Documents of any image, each client by way of one node.</summary>
    private static LoadResult Reads(Nodes nodes, TimeSpan time)
    {
        var requests = Enumerable.Range(0, Images).Select(image => Load.Get($"/zarr/0.5/bench-{image}.zarr/zarr.json")).ToArray();
        var endpoints = nodes.Endpoints;
        var results = new LoadResult[endpoints.Length];
        var threads = endpoints.Select((endpoint, number) => new Thread(() =>
        {
            var random = Enumerable.Range(0, Clients).Select(seed => new Random((number * Clients) + seed)).ToArray();
            results[number] = Load.Run(
                endpoint, Math.Max(1, Clients / endpoints.Length), time, client => requests[random[client].Next(Images)]);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return new LoadResult([.. results.SelectMany(result => result.Times).Order()], results.Max(result => result.Took));
    }

    /// <summary>Changes of arrays, each client its own, one after the other by way of any node.</summary>
    private static async Task<LoadResult> Writes(Nodes nodes, TimeSpan time)
    {
        var begun = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            var own = new List<double>();
            using var get = await nodes.Clients[0].GetAsync($"/v1/arrays/bench-{client}-0");
            var version = Nodes.VersionOf(get);
            for (var turn = 0; Stopwatch.GetElapsedTime(begun) < time; turn++)
            {
                var asked = Stopwatch.GetTimestamp();
                var status = await Nodes.Write(nodes.Clients[turn % nodes.Clients.Length], client, version++);
                own.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                if (status != 200)
                {
                    throw new InvalidDataException($"A write answered {status}.");
                }
            }

            return own;
        })));
        return new LoadResult([.. times.SelectMany(own => own).Order()], Stopwatch.GetElapsedTime(begun));
    }
}
