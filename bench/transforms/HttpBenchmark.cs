using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OmeNgff.Bench.Transforms;

/// <summary>
/// <c>POST /v1/transforms/points</c> through a path of three affine alignments; beside it a bare endpoint of the same web
/// server that reads the same JSON and writes the points as they came.
/// </summary>
internal sealed class HttpBenchmark(BenchCatalog catalog)
{
    /// <summary>Asks both in turns, with few points and with many.</summary>
    public async Task Run(int rounds)
    {
        var path = await PointsBenchmark.Chain(catalog, "http");
        await using var echo = await StartEcho();
        var address = new Uri(echo.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.First());
        foreach (var count in (int[])[1, 1_000, 100_000])
        {
            var body = Body(path.From, path.To, count);
            var repeats = Math.Clamp(100_000 / count, 1, 200);
            var (own, other) = (new List<double>(), new List<double>());
            for (var round = -rounds / 4; round < rounds; round++)
            {
                var took = await BenchCatalog.Time(() => Ask(
                    new Uri(catalog.Http.BaseAddress!, "/v1/transforms/points"), body, count, repeats));
                var beside = await BenchCatalog.Time(() => Ask(new Uri(address, "/echo"), body, count, repeats));
                if (round >= 0)
                {
                    own.Add(took / repeats);
                    other.Add(beside / repeats);
                }
            }

            var (mine, bare) = (own.Order().ElementAt(own.Count / 2), other.Order().ElementAt(other.Count / 2));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"points over HTTP, {count:N0} a call: {1000 / mine:F0} calls/s ({count / mine / 1000:F2} million points/s), "
                + $"echo {1000 / bare:F0} calls/s; ratio {bare / mine:F2} of its rate"));
        }
    }

    private static byte[] Body(string from, string to, int count)
    {
        var text = new StringBuilder($$"""{"from":"{{from}}","to":"{{to}}","points":[""");
        for (var index = 0; index < count; index++)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{(index > 0 ? "," : "")}[{index * 0.125},{index * 0.37},{1000 - (index * 0.01)}]");
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }

    private static async Task<WebApplication> StartEcho()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 64 << 20);
        var echo = builder.Build();
        echo.MapPost("/echo", (Asked asked) => Results.Json(new Answered(asked.Points)));
        await echo.StartAsync();
        return echo;
    }

    private async Task Ask(Uri address, byte[] body, int count, int repeats)
    {
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await catalog.Http.PostAsync(address, content);
            var answer = await response.Content.ReadAsByteArrayAsync();
            if (!response.IsSuccessStatusCode || answer.Length < 6 * count)
            {
                throw new InvalidDataException($"{address} answered {(int)response.StatusCode}.");
            }
        }
    }

    private sealed record Asked(string From, string To, double[][] Points);

    private sealed record Answered(double[][] Points);
}
