using System.Globalization;
using OmeNgff.Bench.Cluster;

var seconds = 8.0;
string? inProcess = null;
var wanted = new List<string>();
for (var at = 0; at < args.Length; at++)
{
    switch (args[at])
    {
        case "--seconds" when at + 1 < args.Length:
            seconds = double.Parse(args[++at], CultureInfo.InvariantCulture);
            break;
        case "--in-process" when at + 1 < args.Length:
            inProcess = args[++at];
            break;
        case "throughput" or "outage":
            wanted.Add(args[at]);
            break;
        default:
            Console.Error.WriteLine("bench/run cluster [throughput] [outage] [--seconds N] [--in-process OmeNgff.Silo.dll]");
            return 2;
    }
}

if (wanted.Count == 0 || wanted.Contains("throughput"))
{
    await ThroughputBenchmark.Run(TimeSpan.FromSeconds(seconds), inProcess);
}

if (wanted.Count == 0 || wanted.Contains("outage"))
{
    await OutageBenchmark.Run();
}

return 0;
