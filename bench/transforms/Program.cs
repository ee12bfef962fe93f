using OmeNgff.Bench;
using OmeNgff.Bench.Transforms;

// Times never fail the program: only what does not run, or is not right, does.
var isQuick = args.Contains("--quick");
var chosen = args.Where(argument => argument != "--quick").ToList();
string[] names = ["resolve", "points", "http"];
if (chosen.Find(name => !names.Contains(name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no benchmark \"{unknown}\"; there are: {string.Join(", ", names)}.");
    return 1;
}

chosen = chosen.Count == 0 ? [.. names] : chosen;
try
{
    await using var catalog = await BenchCatalog.Start();
    foreach (var name in chosen)
    {
        await (name switch
        {
            "resolve" => new ResolveBenchmark(catalog).Run(isQuick ? 1_000 : 10_000, isQuick ? 2_000 : 20_000),
            "points" => new PointsBenchmark(catalog).Run(isQuick ? 1_000_000 : 10_000_000),
            _ => new HttpBenchmark(catalog).Run(isQuick ? 20 : 100),
        });
    }

    return 0;
}
catch (InvalidDataException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 1;
}
