using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OmeNgff.Client.Json;

namespace OmeNgff.Bench.Writes;

/// <summary>
/// Bulk registration of images with 6 levels over HTTP (<c>POST /v1/images:batch</c>); beside it bare inserts of the same
/// rows, 50 images a transaction, a statement a row, over four connections.
/// </summary>
internal sealed class RegistrationBenchmark(BenchCatalog catalog)
{
    private const int Levels = 6, ImagesPerFloorBatch = 50, FloorConnections = 4;

    /// <summary>Registers in turns with the floor.</summary>
    public async Task Run(int rounds, int images)
    {
        await (await FloorRows.Read(catalog.Own, "default")).InsertNew(catalog.Floor);
        var (own, bare) = (new List<double>(), new List<double>());
        for (var round = -1; round < rounds; round++)
        {
            var batches = Enumerable.Range(0, images / ImagesPerFloorBatch)
                .Select(batch => string.Create(CultureInfo.InvariantCulture, $"r{round + 1:000}b{batch:000}")).ToArray();
            var ids = batches.SelectMany(batch => Enumerable.Range(0, ImagesPerFloorBatch)
                .Select(index => string.Create(CultureInfo.InvariantCulture, $"{batch}i{index:00}"))).ToArray();
            var lines = ids.Select(Line).ToArray();
            var took = await BenchCatalog.Time(() => Post(lines, _ => { }));
            var rows = new List<FloorRows>();
            foreach (var batch in batches)
            {
                rows.Add(await FloorRows.Read(catalog.Own, batch));
            }

            var beside = await BenchCatalog.Time(() => Parallel.ForEachAsync(
                rows,
                new ParallelOptions { MaxDegreeOfParallelism = FloorConnections },
                async (batch, _) => await batch.Insert(catalog.Floor)));
            if (round >= 0)
            {
                own.Add(took);
                bare.Add(beside);
            }
        }

        Table.Row($"register {images} images of {Levels} levels", own, bare, 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {images / own.Order().ElementAt(own.Count / 2) * 1000:F0} images/s, bare "
            + $"{images / bare.Order().ElementAt(bare.Count / 2) * 1000:F0} images/s"));
    }

    /// <summary>Registers many images in one request, and says what memory the process has every tenth of them.</summary>
    public async Task RunMemory(int images)
    {
        Console.WriteLine($"{"images",12}{"images/s",12}{"working set MiB",18}{"managed MiB",14}");
        var begin = Stopwatch.GetTimestamp();
        // Lines are taken as they are registered; the answers are read at the end, as this client does.
        var answered = 0;
        await Post(
            Enumerable.Range(1, images).Select(index =>
            {
                if (index % (images / 20) == 0)
                {
                    using var process = Process.GetCurrentProcess();
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{index,12}{index / Stopwatch.GetElapsedTime(begin).TotalSeconds,12:F0}"
                        + $"{process.WorkingSet64 >> 20,18}{GC.GetTotalMemory(forceFullCollection: true) >> 20,14}"));
                }

                return Line(string.Create(CultureInfo.InvariantCulture, $"m{index:0000000}"));
            }),
            done => answered = done);
        if (answered != images)
        {
            throw new InvalidDataException($"{answered} of {images} images were answered.");
        }
    }

    private static string Line(string id)
    {
        var (image, arrays) = SampleImages.Create(id, Levels);
        var json = JsonNode.Parse(CatalogJson.Serialize(image))!;
        for (var level = 0; level < arrays.Count; level++)
        {
            json["levels"]![level]!["array"] = JsonNode.Parse(CatalogJson.Serialize(arrays[level]));
        }

        return json.ToJsonString();
    }

    private async Task Post(IEnumerable<string> lines, Action<int> report)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images:batch")
        {
            Content = new Lines(lines),
        };
        using var response = await catalog.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var answers = new StreamReader(await response.Content.ReadAsStreamAsync());
        var done = 0;
        while (await answers.ReadLineAsync() is { } answer)
        {
            if (!answer.Contains("\"status\":201", StringComparison.Ordinal))
            {
                throw new InvalidDataException(answer);
            }

            report(++done);
        }
    }

    /// <summary>A body that is made while it is sent.</summary>
    private sealed class Lines(IEnumerable<string> lines) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            foreach (var line in lines)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
