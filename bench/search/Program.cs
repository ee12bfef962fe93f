using System.Globalization;
using OmeNgff.Bench.Search;
using OmeNgff.Bench.Search.Searches;

const string Usage =
    """
    bench/run search [measure] [--images 100000,1000000] [--data DIR] [--rounds 100] [--seconds 10]
    bench/run search generate  [--images 1000000] [--data DIR]
    bench/run search plans     [--images 1000000] [--data DIR] [--to FILE]
    bench/run search mixed     [--images 1000000] [--data DIR] [--seconds 600]
    """;
int[]? images = null;
string? folder = null;
var (rounds, seconds, file) = (100, (int?)null, "plans.txt");
var words = new List<string>();
for (var at = 0; at < args.Length; at++)
{
    switch (args[at])
    {
        case "--images" when at + 1 < args.Length:
            images = [.. args[++at].Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
            break;
        case "--data" when at + 1 < args.Length:
            folder = Path.GetFullPath(args[++at]);
            break;
        case "--rounds" when at + 1 < args.Length:
            rounds = int.Parse(args[++at], CultureInfo.InvariantCulture);
            break;
        case "--seconds" when at + 1 < args.Length:
            seconds = int.Parse(args[++at], CultureInfo.InvariantCulture);
            break;
        case "--to" when at + 1 < args.Length:
            file = args[++at];
            break;
        case "--quick":
            (images, rounds, seconds) = ([20_000], 20, 3);
            break;
        default:
            words.Add(args[at]);
            break;
    }
}

var task = words.Count == 0 ? "measure" : words[0];
if (words.Count > 1 || task is not ("measure" or "generate" or "plans" or "mixed"))
{
    Console.Error.WriteLine(Usage);
    return 1;
}

try
{
    Dictionary<string, double>? smaller = null;
    foreach (var count in images ?? (task == "measure" ? [100_000, 1_000_000] : [1_000_000]))
    {
        var data = folder is null ? SampleCatalog.DefaultFolder(count)
            : images is { Length: > 1 } ? Path.Join(folder, count.ToString(CultureInfo.InvariantCulture))
            : folder;
        await using var catalog = await SampleCatalog.Open(count, data, count < 200_000 ? "1GB" : "4GB", default);
        Console.WriteLine($"{catalog.Folder} has {count} images.");
        if (task == "generate")
        {
            return await SampleCheck.Run(catalog, default) ? 0 : 1;
        }

        await using var node = await SearchNode.Start(catalog);
        switch (task)
        {
            case "plans":
                await PlanReport.Write(node, count, file);
                break;
            case "mixed":
                await new LoadBenchmark(node).Mixed(TimeSpan.FromSeconds(seconds ?? 600));
                break;
            default:
                var slow = await new LatencyBenchmark(node, count).Run(rounds);
                foreach (var (name, time) in slow)
                {
                    if (smaller?.TryGetValue(name, out var before) == true)
                    {
                        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                            $"p95 grows {time / before:N2} times from fewer images: {name}"));
                    }
                }

                smaller = slow;
                await new LoadBenchmark(node).Run(TimeSpan.FromSeconds(seconds ?? 10));
                break;
        }
    }

    return 0;
}
catch (InvalidDataException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 1;
}
