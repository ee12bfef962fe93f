using System.Diagnostics;
using System.Globalization;

namespace OmeNgff.Bench.Cluster;

/// <summary>
/// One of three silos is killed, while each of many images is read and written again and again by way of the other two: how
/// long after the kill the last request fails, for reads and for writes, and how long one waited at most. Bounds: 4 s and 8 s.
/// </summary>
internal static class OutageBenchmark
{
    private const int Images = 60, Rounds = 3, ReadBound = 4, WriteBound = 8;

    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(14);

    public static async Task Run()
    {
        await using var nodes = await Nodes.Start(3);
        await nodes.Register(Images);
        Console.WriteLine($"\n{"killed",-10}{"",-8}{"failed for",12}{"median s",10}{"longest s",11}{"bound s",9}{"failures",10}{"wait s",9}");
        for (var round = 0; round < Rounds; round++)
        {
            var killed = 2 - round;
            var survivors = nodes.Clients.Where((_, number) => number != killed).ToArray();
            using var stop = new CancellationTokenSource();
            var (reads, writes) = (new Outage[Images], new Outage[Images]);
            var running = Enumerable.Range(0, Images).SelectMany(image => (Task[])
            [
                Task.Run(async () => reads[image] = await Read(survivors, image, stop.Token)),
                Task.Run(async () => writes[image] = await Write(survivors, image, stop.Token)),
            ]).ToList();
            await Task.Delay(TimeSpan.FromSeconds(3));
            var at = Stopwatch.GetTimestamp();
            nodes.Kill(killed);
            await Task.Delay(Watched);
            await stop.CancelAsync();
            await Task.WhenAll(running);
            Print($"silo {killed}", "reads", reads, at, ReadBound);
            Print("", "writes", writes, at, WriteBound);
            await nodes.Start(killed);
            await Task.Delay(TimeSpan.FromSeconds(3));
        }
    }

    private static void Print(string silo, string what, Outage[] outages, long at, int bound)
    {
        var missed = outages.Where(outage => outage.Last > at)
            .Select(outage => Stopwatch.GetElapsedTime(at, outage.Last).TotalSeconds).Order().ToList();
        var (median, longest) = missed.Count == 0 ? (0, 0) : (missed[missed.Count / 2], missed[^1]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{silo,-10}{what,-8}{$"{missed.Count} of {Images}",12}{median,10:N2}{longest,11:N2}{bound,9}"
            + $"{outages.Sum(outage => outage.Count),10}{outages.Max(outage => outage.Longest),9:N2}  "
            + $"{(longest <= bound ? "ok" : "over")}"));
    }

    private static async Task<Outage> Read(HttpClient[] nodes, int image, CancellationToken stop)
    {
        var outage = default(Outage);
        for (var turn = image; !stop.IsCancellationRequested; turn++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/zarr/0.5/bench-{image}.zarr/zarr.json");
            var begun = Stopwatch.GetTimestamp();
            outage = outage.With(await Nodes.Send(nodes[turn % nodes.Length], request) == 200, begun);
            await Task.Delay(100, CancellationToken.None);
        }

        return outage;
    }

    private static async Task<Outage> Write(HttpClient[] nodes, int image, CancellationToken stop)
    {
        var (outage, version) = (default(Outage), await Version(nodes[0], image) ?? 1);
        for (var turn = image; !stop.IsCancellationRequested; turn++)
        {
            var client = nodes[turn % nodes.Length];
            var begun = Stopwatch.GetTimestamp();
            var status = await Nodes.Write(client, image, version);
            outage = outage.With(status is 200 or 412, begun);
            version += status == 200 ? 1 : 0;
            if (status != 200)
            {
                version = await Version(client, image) ?? version;
            }

            await Task.Delay(200, CancellationToken.None);
        }

        return outage;
    }

    private static async Task<long?> Version(HttpClient client, int image)
    {
        try
        {
            using var get = await client.GetAsync($"/v1/arrays/bench-{image}-0");
            return get.IsSuccessStatusCode ? Nodes.VersionOf(get) : null;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <param name="Last">When the last request failed.</param>
    /// <param name="Count">How many did.</param>
    /// <param name="Longest">How many seconds the slowest took, whatever came of it.</param>
    private readonly record struct Outage(long Last, int Count, double Longest)
    {
        public Outage With(bool succeeded, long begun)
        {
            var longest = Math.Max(Longest, Stopwatch.GetElapsedTime(begun).TotalSeconds);
            return succeeded ? this with { Longest = longest } : new Outage(Stopwatch.GetTimestamp(), Count + 1, longest);
        }
    }
}
