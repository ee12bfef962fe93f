using System.Globalization;

namespace OmeNgff.Bench.Open;

/// <summary>The results as a table and as bars, for a terminal.</summary>
internal static class OpenReport
{
    private const int BarLength = 60;

    public static void Print(IReadOnlyList<OpenResult> results, int levels)
    {
        var delays = results.Select(result => result.Delay).Distinct().ToList();
        Console.WriteLine($"An image of {levels} levels, new connections, medians in milliseconds by the delay of the way there and back.");
        Console.WriteLine(
            $"{"metadata",-29}{"requests",9}{string.Concat(delays.Select(delay => $"{$"{delay} ms",10}"))}   more than one request");
        foreach (var way in WayToOpen.All)
        {
            var times = delays.Select(delay => results.Single(result => result.Way == way && result.Delay == delay).Milliseconds);
            var first = delays.Select(delay => results.First(result => result.Delay == delay).Milliseconds);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{way.Name,-29}{way.Requests(levels),9}{string.Concat(times.Select(time =>
                    string.Create(CultureInfo.InvariantCulture, $"{time,10:N1}")))}   {string.Join(", ",
                    times.Zip(first, (time, one) => string.Create(CultureInfo.InvariantCulture, $"+{time - one:N1}")))}"));
        }

        var longest = results.Max(result => result.Milliseconds);
        foreach (var delay in delays)
        {
            Console.WriteLine();
            Console.WriteLine($"{delay} ms");
            foreach (var result in results.Where(result => result.Delay == delay))
            {
                var bar = new string('█', Math.Max(1, (int)Math.Round(BarLength * result.Milliseconds / longest)));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  {result.Way.Name,-29}{bar} {result.Milliseconds:N1}"));
            }
        }
    }
}
