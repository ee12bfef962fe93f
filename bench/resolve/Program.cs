using System.Globalization;
using OmeNgff.Bench.Resolve;

const string Usage =
    """
    bench/run resolve [document] [--rounds 15] [--seconds 1]
    bench/run resolve catalog    [--images 1000,100000,1000000] [--data DIR] [--seconds 10]
    """;
int[] images = [1_000, 100_000, 1_000_000];
string? folder = null;
var (rounds, seconds) = (15, (double?)null);
var (document, tag) = ("", "");
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
            seconds = double.Parse(args[++at], CultureInfo.InvariantCulture);
            break;
        case "--document" when at + 1 < args.Length:
            document = args[++at];
            break;
        case "--tag" when at + 1 < args.Length:
            tag = args[++at];
            break;
        case "--quick":
            (images, rounds, seconds) = ([1_000], 5, 0.3);
            break;
        default:
            words.Add(args[at]);
            break;
    }
}

var task = words.Count == 0 ? "document" : words[0];
if (words.Count > 1 || task is not ("document" or "catalog" or "node" or "bare"))
{
    Console.Error.WriteLine(Usage);
    return 1;
}

// Times never fail the program: only what does not run, or is not right, does.
try
{
    if (task == "document")
    {
        await DocumentBenchmark.Run(rounds, TimeSpan.FromSeconds(seconds ?? 1));
    }
    else if (task == "node")
    {
        await DocumentBenchmark.RunNode();
    }
    else if (task == "bare")
    {
        await BareServer.Run(document, tag);
    }
    else
    {
        foreach (var count in images)
        {
            await CatalogBenchmark.Run(count, folder, TimeSpan.FromSeconds(seconds ?? 10));
        }
    }

    return 0;
}
catch (InvalidDataException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 1;
}
