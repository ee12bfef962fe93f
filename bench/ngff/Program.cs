using OmeNgff.Bench.Ngff;

// Times never fail the program: only what does not run, or does not agree with its peer, does.
var isQuick = args.Contains("--quick");
var chosen = args.Where(argument => argument != "--quick").ToList();
string[] names = ["parse", "points", "pyramid", "steps"];
if (chosen.Find(name => !names.Contains(name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no benchmark \"{unknown}\"; there are: {string.Join(", ", names)}.");
    return 1;
}

if (chosen.Count == 0)
{
    chosen = ["parse", "points", "pyramid"];
}

TimeSpan Milliseconds(double count) => TimeSpan.FromMilliseconds(count);
var small = isQuick
    ? new Measurement(warmUp: Milliseconds(20), rounds: 25, leastTime: Milliseconds(0.5))
    : new Measurement(warmUp: Milliseconds(500), rounds: 401, leastTime: Milliseconds(1));
var large = isQuick
    ? new Measurement(warmUp: Milliseconds(20), rounds: 7, leastTime: TimeSpan.Zero)
    : new Measurement(warmUp: Milliseconds(500), rounds: 41, leastTime: TimeSpan.Zero);

try
{
    Table.Head();
    foreach (var name in chosen)
    {
        switch (name)
        {
            case "parse":
                ParseBenchmark.Run(small);
                break;
            case "steps":
                ParseBenchmark.RunSteps(small);
                break;
            case "points":
                PointsBenchmark.Run(large, isQuick ? 1_000_000 : 10_000_000);
                break;
            default:
                PyramidBenchmark.Run(small);
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
