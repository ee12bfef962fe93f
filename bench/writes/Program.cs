using OmeNgff.Bench;
using OmeNgff.Bench.Writes;

// Times never fail the program: only what does not run, or is not right afterwards, does.
var isQuick = args.Contains("--quick");
var chosen = args.Where(argument => argument != "--quick").ToList();
string[] names = ["update", "commit", "register", "memory"];
if (chosen.Find(name => !names.Contains(name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no benchmark \"{unknown}\"; there are: {string.Join(", ", names)}.");
    return 1;
}

if (chosen.Count == 0)
{
    chosen = ["update", "commit", "register"];
}

try
{
    await using var catalog = await BenchCatalog.Start();
    Table.Head();
    foreach (var name in chosen)
    {
        await (name switch
        {
            "update" => new UpdateBenchmark(catalog).Run(isQuick ? 50 : 400),
            "commit" => new LargeCommitBenchmark(catalog).Run(isQuick ? 3 : 15),
            "register" => new RegistrationBenchmark(catalog).Run(rounds: isQuick ? 2 : 8, images: isQuick ? 200 : 1000),
            _ => new RegistrationBenchmark(catalog).RunMemory(isQuick ? 5_000 : 200_000),
        });
    }

    return 0;
}
catch (InvalidDataException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 1;
}
