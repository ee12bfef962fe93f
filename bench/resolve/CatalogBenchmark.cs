using System.Diagnostics;
using System.Globalization;
using System.Net;
using Npgsql;
using OmeNgff.Bench.Search;
using OmeNgff.Silo.Hosting;

namespace OmeNgff.Bench.Resolve;

/// <summary>
/// The documents of many registered images: how fast those are that no grain holds yet, what a held one takes of memory, and
/// what clients see that ask for any image alike, or for some far more often than for others.
/// </summary>
internal static class CatalogBenchmark
{
    private const int Clients = 16;

    /// <summary>How many images are activated at the most.</summary>
    private const int MaxCold = 20_000;

    /// <summary>How much rarer the n-th most wanted image is: 1/n to this power.</summary>
    private const double Skew = 1.1;

    public static async Task Run(int images, string? folder, TimeSpan time)
    {
        var data = folder is null ? SampleCatalog.DefaultFolder(images)
            : Path.Join(folder, images.ToString(CultureInfo.InvariantCulture));
        await using var catalog = await SampleCatalog.Open(images, data, images < 200_000 ? "1GB" : "4GB", default);
        var own = Directory.CreateTempSubdirectory("omengff-bench-").FullName;
        await using (var silo = await SiloApplication.Start(
            new SiloOptions { Port = 0, Database = catalog.ConnectionString, DataDirectory = own }, default))
        {
            await Measure(new IPEndPoint(IPAddress.Loopback, silo.Address.Port), catalog, time);
        }

        Directory.Delete(own, recursive: true);
    }

    private static async Task Measure(IPEndPoint server, SampleCatalog catalog, TimeSpan time)
    {
        var requests = await Requests(catalog);
        var shuffled = requests.ToArray();
        new Random(3).Shuffle(shuffled);

        // The first requests compile code and open connections.
        var warm = shuffled[..Math.Min(100, shuffled.Length / 10)];
        Drain(server, warm, 4);
        var cold = shuffled[warm.Length..Math.Min(shuffled.Length, warm.Length + MaxCold)];
        var (heap, working) = Memory();
        var first = Drain(server, cold, Clients);
        var (heapAfter, workingAfter) = Memory();
        Line(catalog.Images, $"first requests, {cold.Length:N0} images", first,
            $"{(heapAfter - heap) / 1024.0 / cold.Length:N1} KiB of heap and "
            + $"{(workingAfter - working) / 1024.0 / cold.Length:N1} KiB of working set per active image");
        Line(catalog.Images, "one image", Load.Run(server, Clients, time, _ => cold[0]), "");

        var random = Enumerable.Range(0, Clients).Select(seed => new Random(seed)).ToArray();
        Line(catalog.Images, "any image alike",
            Load.Run(server, Clients, time, client => shuffled[random[client].Next(shuffled.Length)]), "");
        var ranks = Ranks(shuffled.Length);
        Line(catalog.Images, "some more often",
            Load.Run(server, Clients, time, client => shuffled[Rank(ranks, random[client].NextDouble())]),
            $"the n-th image 1/n^{Skew.ToString(CultureInfo.InvariantCulture)} as often");
    }

    private static LoadResult Drain(IPEndPoint server, byte[][] requests, int clients)
    {
        var next = -1;
        return Load.Run(server, clients, TimeSpan.FromHours(1),
            _ => Interlocked.Increment(ref next) is var at && at < requests.Length ? requests[at] : null);
    }

    private static (long Heap, long WorkingSet) Memory()
    {
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        using var self = Process.GetCurrentProcess();
        return (heap, self.WorkingSet64);
    }

    private static async Task<byte[][]> Requests(SampleCatalog catalog)
    {
        await using var source = NpgsqlDataSource.Create(catalog.ConnectionString);
        await using var command = source.CreateCommand("select id from search_index_images order by key");
        await using var reader = await command.ExecuteReaderAsync();
        var requests = new List<byte[]>(catalog.Images);
        while (await reader.ReadAsync())
        {
            requests.Add(Load.Get($"/zarr/0.5/{reader.GetString(0)}.zarr/zarr.json"));
        }

        return [.. requests];
    }

    /// <summary>The share of all requests that go to the first n + 1 images.</summary>
    private static double[] Ranks(int count)
    {
        var sums = new double[count];
        var sum = 0.0;
        for (var rank = 0; rank < count; rank++)
        {
            sums[rank] = sum += Math.Pow(rank + 1, -Skew);
        }

        return Array.ConvertAll(sums, partial => partial / sum);
    }

    private static int Rank(double[] ranks, double share)
    {
        var at = Array.BinarySearch(ranks, share);
        return Math.Min(at < 0 ? ~at : at, ranks.Length - 1);
    }

    private static void Line(int images, string what, LoadResult result, string note) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{images,9:N0} registered, {what,-30}{result.Rate,10:N0}/s   p50 {result.Quantile(0.5):N3} ms   "
            + $"p99 {result.Quantile(0.99):N3} ms   {note}"));
}
