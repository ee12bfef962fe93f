using System.Globalization;
using System.Net;
using OmeNgff.Bench.Writes;
using OmeNgff.Catalog.Records;
using OmeNgff.Grains.Records;

namespace OmeNgff.Bench.Resolve;

/// <summary>
/// <c>GET /zarr/0.5/{id}.zarr/zarr.json</c> of an image of 6 levels, and its 304, beside the same web server that writes the
/// same bytes and beside nginx that serves the same file. All take turns.
/// </summary>
internal static class DocumentBenchmark
{
    /// <summary>Where the bare servers have the document.</summary>
    public const string Path = "/document.json";

    private const int Clients = 16;

    private const string Own = "/zarr/0.5/resolved.zarr/zarr.json";

    /// <summary>Runs the node until the standard input ends.</summary>
    public static async Task RunNode()
    {
        await using var catalog = await BenchCatalog.Start();
        await catalog.Service<Registration>().Commit(
            new CommitRequest([.. SampleImages.Changes("resolved", 6)], "bench"), default);
        await ServerProcess.Tell(catalog.Silo.Address.ToString());
    }

    public static async Task Run(int rounds, TimeSpan time)
    {
        await using var node = await ServerProcess.Start("node");
        using var http = new HttpClient { BaseAddress = node.Address };
        using var answer = await http.GetAsync(new Uri(Own, UriKind.Relative));
        var document = await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        var tag = answer.Headers.ETag!.Tag;
        var file = System.IO.Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, document);
        await using var bare = await ServerProcess.Start("bare", "--document", file, "--tag", tag);
        File.Delete(file);
        await using var nginx = await Nginx.Start(document);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"a document of {document.Length:N0} bytes, {Clients} clients, {rounds} rounds of {time.TotalSeconds} s; "
            + $"{typeof(IGrainFactory).Assembly.GetName().Name} holds the grains"));
        Console.WriteLine($"{"",-22}{"answers/s",10}{"p50 ms",10}{"p99 ms",10}   median of the rounds' ratios");

        Compare("GET", rounds, time, 200,
            [(node.Endpoint, Load.Get(Own)), (bare.Endpoint, Load.Get(Path)), (nginx?.Address, Load.Get(Path))]);

        // The tag of nginx is its own.
        Compare("304", rounds, time, 304,
            [(node.Endpoint, Load.Get(Own, tag)), (bare.Endpoint, Load.Get(Path, tag)), (nginx?.Address, Load.Get(Path, await TagOf(nginx)))]);
    }

    private static async Task<string?> TagOf(Nginx? nginx)
    {
        if (nginx is null)
        {
            return null;
        }

        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri($"http://{nginx.Address}{Path}"));
        return answer.Headers.ETag!.ToString();
    }

    private static void Compare(
        string what, int rounds, TimeSpan time, int status, (IPEndPoint? Server, byte[] Request)[] servers)
    {
        string[] names = ["node", "bare Kestrel", "nginx"];
        var results = servers.Select(_ => new List<LoadResult>()).ToArray();
        for (var round = -2; round < rounds; round++)
        {
            for (var turn = 0; turn < servers.Length; turn++)
            {
                var index = (turn + Math.Abs(round)) % servers.Length;
                if (servers[index] is { Server: { } server, Request: var request })
                {
                    var result = Load.Run(server, Clients, time, _ => request, status);
                    if (round >= 0)
                    {
                        results[index].Add(result);
                    }
                }
            }
        }

        for (var index = 0; index < servers.Length; index++)
        {
            var name = $"{what}, {names[index]}";
            if (results[index].Count == 0)
            {
                Console.WriteLine($"{name,-22}it is not installed");
                continue;
            }

            var ratio = Median(results[0].Zip(results[index], (own, other) => own.Rate / other.Rate));
            var bound = index == 1 ? $" (bound 0.7 on Orleans, 0.8 in-process)" : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-22}{Median(results[index].Select(one => one.Rate)),10:N0}{Median(results[index].Select(one => one.Quantile(0.5))),10:N3}"
                + $"{Median(results[index].Select(one => one.Quantile(0.99))),10:N3}   {(index == 0 ? "" : $"{ratio:N2} of its rate{bound}")}"));
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToList();
        return ordered[ordered.Count / 2];
    }
}
