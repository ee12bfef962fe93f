using System.Globalization;
using OmeNgff.Bench;
using OmeNgff.Bench.Open;
using OmeNgff.Bench.Writes;
using OmeNgff.Catalog.Records;
using OmeNgff.Grains.Records;

const string Usage = "bench/run open [--delays 0,20,100] [--levels 6] [--rounds 15] [--plot FILE.svg]";
int[] delays = [0, 20, 100];
var (levels, rounds, plot) = (6, 15, (string?)null);
for (var at = 0; at < args.Length; at++)
{
    switch (args[at])
    {
        case "--delays" when at + 1 < args.Length:
            delays = [.. args[++at].Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
            break;
        case "--levels" when at + 1 < args.Length:
            levels = int.Parse(args[++at], CultureInfo.InvariantCulture);
            break;
        case "--rounds" when at + 1 < args.Length:
            rounds = int.Parse(args[++at], CultureInfo.InvariantCulture);
            break;
        case "--plot" when at + 1 < args.Length:
            plot = args[++at];
            break;
        case "--quick":
            (delays, rounds) = ([0, 20], 5);
            break;
        default:
            Console.Error.WriteLine(Usage);
            return 1;
    }
}

// Times never fail the program: only what does not run, or is not right, does.
try
{
    await using var catalog = await BenchCatalog.Start();
    await catalog.Service<Registration>().Commit(
        new CommitRequest([.. SampleImages.Changes("opened", levels)], "bench"), default);
    var results = await OpenBenchmark.Run(catalog.Silo.Address, "opened", delays, rounds);
    OpenReport.Print(results, levels);
    if (plot is not null)
    {
        await File.WriteAllTextAsync(plot, OpenPlot.Draw(results, levels));
        Console.WriteLine($"The plot is in {plot}.");
    }

    return 0;
}
catch (InvalidDataException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 1;
}
