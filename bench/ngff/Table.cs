using System.Globalization;

namespace OmeNgff.Bench.Ngff;

/// <summary>Prints what was measured, a line each.</summary>
internal static class Table
{
    public static void Head() => Line("", "ns", "bytes", "peer ns", "peer bytes", "ratio", "bound", "");

    /// <param name="name">What was measured.</param>
    /// <param name="comparison">The outcome.</param>
    /// <param name="bound">The greatest ratio that it is to have, or null where there is no such.</param>
    public static void Row(string name, Comparison comparison, double? bound = null)
    {
        var (own, peer, ratio) = comparison;
        var mark = bound is null ? "" : ratio <= bound ? "ok" : "over";
        Line(
            name,
            Whole(own.Nanoseconds),
            Whole(own.Bytes),
            peer is { } beside ? Whole(beside.Nanoseconds) : "",
            peer is { } with ? Whole(with.Bytes) : "",
            ratio?.ToString("F2", CultureInfo.InvariantCulture) ?? "",
            bound?.ToString("F1", CultureInfo.InvariantCulture) ?? "",
            mark);
    }

    private static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static void Line(
        string name,
        string time,
        string bytes,
        string peerTime,
        string peerBytes,
        string ratio,
        string bound,
        string mark) =>
        Console.WriteLine(
            $"{name,-44}{time,13}{bytes,12}{peerTime,13}{peerBytes,11}{ratio,8}{bound,7}  {mark}".TrimEnd());
}
