using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using OmeNgff.Bench.Search.Samples;
using OmeNgff.Catalog;
using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Verification;
using OmeNgff.Client.Records;
using OmeNgff.Silo.Hosting;

namespace OmeNgff.Bench.Search;

/// <summary>Whether a sample catalog is one that the product could have written.</summary>
internal static class SampleCheck
{
    private const int RecordsOfKind = 2_000;
    private const int MostShown = 20;

    private static readonly double[] BoxShares = [0.0001, 0.01, 0.3];

    /// <summary>Compares records of each kind with all that is kept beside them, counts what has a known frequency, and
    /// starts a node.</summary>
    /// <returns>True when nothing differs.</returns>
    public static async Task<bool> Run(SampleCatalog catalog, CancellationToken cancellationToken)
    {
        await using var source = CatalogServices.CreateDataSource(catalog.ConnectionString);
        var differences = await Differences(source, cancellationToken);
        await Count(source, cancellationToken);
        var isServed = await Serve(catalog, cancellationToken);
        return differences == 0 && isServed;
    }

    private static async Task<int> Differences(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var (verification, found, looked) = (new CatalogVerification(source), 0, 0);
        foreach (var kind in Enum.GetValues<RecordKind>())
        {
            // From the middle, so that it is no beginning.
            await using var command = source.CreateCommand(
                """
                select id from records where kind = $1 order by id
                offset (select greatest(0, count(*) / 2 - $2) from records where kind = $1) limit 1
                """);
            command.CommandTimeout = 0;
            command.Parameters.Add(new() { Value = kind.Text() });
            command.Parameters.Add(new() { Value = RecordsOfKind });
            if (await command.ExecuteScalarAsync(cancellationToken) is not string first)
            {
                continue;
            }

            var left = RecordsOfKind;
            await foreach (var (record, differences) in verification.Run(new RecordReference(kind, first), cancellationToken))
            {
                if (record.Kind != kind || left-- == 0)
                {
                    break;
                }

                looked++;
                foreach (var difference in differences.Where(_ => found++ < MostShown))
                {
                    Console.WriteLine($"{record} {difference.What}: {difference.Expected} ≠ {difference.Actual}");
                }
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"verified {looked:N0} records of all kinds: {found} differences"));
        return found;
    }

    private static async Task Count(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        foreach (var (name, condition) in new (string, string)[]
        {
            ("images", "true"),
            ($"stain {Frequencies.FrequentStain}", $"terms @> '{{attributes.stain={Frequencies.FrequentStain}}}'"),
            ($"stain {Frequencies.SeldomStain}", $"terms @> '{{attributes.stain={Frequencies.SeldomStain}}}'"),
            ($"stain {Frequencies.RareStain}", $"terms @> '{{attributes.stain={Frequencies.RareStain}}}'"),
            ($"word {Frequencies.FrequentWord}", $"words @@ '{Frequencies.FrequentWord}'"),
            ($"word {Frequencies.SeldomWord}", $"words @@ '{Frequencies.SeldomWord}'"),
            ($"word {Frequencies.RareWord}", $"words @@ '{Frequencies.RareWord}'"),
            ($"tag {Frequencies.FrequentTag}", $"terms @> '{{tags[]={Frequencies.FrequentTag}}}'"),
            ($"tag {Frequencies.SeldomTag}", $"terms @> '{{tags[]={Frequencies.SeldomTag}}}'"),
            ($"tag {Frequencies.RareTag}", $"terms @> '{{tags[]={Frequencies.RareTag}}}'"),
            ("with diagnostics", "cardinality(diagnostics) > 0"),
            ("continuous", "pyramid_kind = 'continuous'"),
            ("label images", "label_of is not null"),
            ("aligned", "cardinality(alignments) > 0"),
            ("five axes", "cardinality(axes) = 5"),
            ("two axes", "cardinality(axes) = 2"),
            ("nanometers", "terms @> '{axes.x.unit=nanometer}'"),
        })
        {
            await using var command = source.CreateCommand($"select count(*) from search_index_images where {condition}");
            command.CommandTimeout = 0;
            var count = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44}{count,14:N0}"));
        }

        await using var placed = source.CreateCommand("select count(*) from placed_extents");
        var places = (long)(await placed.ExecuteScalarAsync(cancellationToken))!;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"placed extents",-44}{places,14:N0}"));
    }

    /// <summary>Starts a node on it and asks it for a search.</summary>
    private static async Task<bool> Serve(SampleCatalog catalog, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("omengff-bench-silo-").FullName;
        try
        {
            await using var silo = await SiloApplication.Start(
                new SiloOptions { Port = 0, Database = catalog.ConnectionString, DataDirectory = folder }, cancellationToken);
            using var http = new HttpClient { BaseAddress = silo.Address, Timeout = TimeSpan.FromMinutes(5) };
            using var ready = await http.GetAsync(new Uri("/readyz", UriKind.Relative), cancellationToken);
            var isServed = ready.IsSuccessStatusCode;
            Console.WriteLine($"a node is ready: {(int)ready.StatusCode}");
            foreach (var query in Searches())
            {
                var begin = Stopwatch.GetTimestamp();
                using var answer = await http.GetAsync(
                    new Uri($"/v1/search?limit=1&{query}", UriKind.Relative), cancellationToken);
                var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{query}: {Matched(text)}, {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:F0} ms for the first time"));
                isServed &= answer.IsSuccessStatusCode;
            }

            return isServed;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Searches() =>
    [
        $"q={Frequencies.RareWord}",
        .. BoxShares.Select(share => string.Create(
            CultureInfo.InvariantCulture,
            $"kind=image&space={SampleSpaces.Common}&bbox={string.Join(',', SampleSpaces.Box(share).Select(edge =>
                edge.ToString("F1", CultureInfo.InvariantCulture)))}")),
    ];

    private static string Matched(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.TryGetProperty("matched", out var matched) ? matched.GetRawText() : answer;
    }
}
