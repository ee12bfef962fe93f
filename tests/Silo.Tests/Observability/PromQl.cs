using System.Text.RegularExpressions;

namespace OmeNgff.Silo.Tests.Observability;

/// <summary>Finds the metrics that an expression of Prometheus asks for.</summary>
internal static partial class PromQl
{
    private static readonly HashSet<string> Words =
        ["and", "or", "unless", "on", "ignoring", "group_left", "group_right", "by", "without", "bool", "offset"];

    public static IEnumerable<string> MetricsIn(string expression)
    {
        // What is left after texts, labels, ranges and groupings are names, and functions before a bracket.
        var bare = Aside().Replace(expression, " ");
        return Name().Matches(bare).Select(match => match.Value).Where(name => !Words.Contains(name)).Distinct();
    }

    [GeneratedRegex(
        """\{(?:[^"}]|"[^"]*")*\}|\[[^\]]*\]|\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)""",
        RegexOptions.None, 1000)]
    private static partial Regex Aside();

    [GeneratedRegex(@"\b[a-zA-Z_:][a-zA-Z0-9_:]*\b(?!\s*\()", RegexOptions.None, 1000)]
    private static partial Regex Name();
}
