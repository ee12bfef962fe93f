using System.Globalization;

namespace OmeNgff.Bench.Writes;

/// <summary>Prints what was measured, a line each.</summary>
internal static class Table
{
    public static void Head() => Line("", "p50 ms", "p95 ms", "floor p50", "floor p95", "ratio", "bound", "");

    /// <summary>A line with the ratio of the medians.</summary>
    /// <param name="name">What was measured.</param>
    /// <param name="own">Times of the catalog, in milliseconds.</param>
    /// <param name="floor">Times of the bare transaction beside it.</param>
    /// <param name="bound">The greatest ratio that it is to have.</param>
    public static void Row(string name, List<double> own, List<double> floor, double bound)
    {
        var ratio = At(own, 0.5) / At(floor, 0.5);
        Line(
            name, Text(At(own, 0.5)), Text(At(own, 0.95)), Text(At(floor, 0.5)), Text(At(floor, 0.95)), Text(ratio),
            Text(bound), ratio <= bound ? "ok" : "over");
    }

    private static double At(List<double> values, double share) =>
        values.Order().ElementAt((int)(share * (values.Count - 1)));

    private static string Text(double value) => value.ToString("N2", CultureInfo.InvariantCulture);

    private static void Line(params string[] cells) => Console.WriteLine(
        $"{cells[0],-44}{cells[1],11}{cells[2],11}{cells[3],11}{cells[4],11}{cells[5],8}{cells[6],8}  {cells[7]}".TrimEnd());
}
