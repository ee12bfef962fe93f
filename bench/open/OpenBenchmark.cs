namespace OmeNgff.Bench.Open;

/// <summary>
/// Opens an image over new connections in every way at every distance, in turns. Six connections at the most, as browsers have
/// to a server of HTTP/1.1.
/// </summary>
internal static class OpenBenchmark
{
    private const int MaxConnections = 6;

    /// <summary>The median times in milliseconds, by way and delay.</summary>
    /// <exception cref="InvalidDataException">Two ways do not see the same image.</exception>
    public static async Task<IReadOnlyList<OpenResult>> Run(Uri server, string image, int[] delays, int rounds)
    {
        var results = new List<OpenResult>();
        string? expected = null;
        foreach (var delay in delays)
        {
            await using var distant = new DistantServer(server.Port, TimeSpan.FromMilliseconds(delay));
            var times = WayToOpen.All.ToDictionary(way => way, _ => new List<double>());
            for (var round = -3; round < rounds; round++)
            {
                foreach (var way in WayToOpen.All)
                {
                    using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = MaxConnections };
                    using var http = new HttpClient(handler) { BaseAddress = distant.Address };
                    var seen = "";
                    var took = await BenchCatalog.Time(async () => seen = await way.Open(http, image));
                    if (seen != (expected ??= seen))
                    {
                        throw new InvalidDataException($"{way.Name} sees {seen}, others see {expected}.");
                    }

                    if (round >= 0)
                    {
                        times[way].Add(took);
                    }
                }
            }

            results.AddRange(times.Select(pair =>
                new OpenResult(pair.Key, delay, pair.Value.Order().ElementAt(pair.Value.Count / 2))));
        }

        return results;
    }
}

/// <summary>How long it took to open an image.</summary>
/// <param name="Way">In which way.</param>
/// <param name="Delay">How far the server was: the time of a question and its answer on the way, in milliseconds.</param>
/// <param name="Milliseconds">The median.</param>
internal sealed record OpenResult(WayToOpen Way, int Delay, double Milliseconds);
