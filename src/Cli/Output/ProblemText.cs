using OmeNgff.Client.Problems;

namespace OmeNgff.Cli.Output;

/// <summary>Problems in words.</summary>
internal static class ProblemText
{
    /// <summary>The problem in one sentence; short where its faults, which follow, say the same.</summary>
    public static string Sentence(Problem problem)
    {
        var detail = problem.Detail;
        var isRepeated = detail is not null && !problem.Errors.IsEmpty
            && problem.Errors.All(fault => detail.Contains(fault.Message, StringComparison.Ordinal));
        return detail is null || isRepeated ? $"{problem.Title}." : detail;
    }

    /// <summary>Where a fault is, the rule, and what it is.</summary>
    public static string Of(ProblemError fault) => Of(fault.Path, fault.Pointer, fault.Rule, fault.Message);

    /// <summary>Where a fault is, the rule, and what it is.</summary>
    public static string Of(string? path, string? pointer, string? rule, string message) => string.Join(
        ": ",
        new[] { Place(path, pointer), rule, message }.Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>A file and the place in it.</summary>
    public static string Place(string? path, string? pointer) =>
        string.Join(" ", new[] { path, pointer }.Where(part => !string.IsNullOrEmpty(part)));
}
