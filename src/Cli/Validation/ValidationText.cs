using OmeNgff.Cli.Output;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Validation;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Cli.Validation;

/// <summary>A validation for people: findings by document, and the verdict last, where a terminal shows it.</summary>
internal static class ValidationText
{
    private const int SeverityWidth = 9;

    /// <summary>Writes it: documents with errors first, and in each the errors first.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="validation">What was found.</param>
    /// <param name="limit">How many findings are shown per document.</param>
    public static void Write(Terminal terminal, Validation validation, int limit)
    {
        var documents = validation.Report.Diagnostics.GroupBy(found => found.Path ?? "", StringComparer.Ordinal)
            .OrderBy(document => document.Min(found => found.Severity))
            .ThenBy(document => document.Key, StringComparer.Ordinal);
        foreach (var document in documents)
        {
            terminal.WriteLine(document.Key.Length == 0 ? validation.Source : document.Key);
            foreach (var found in document.OrderBy(found => found.Severity).Take(limit))
            {
                Write(terminal, found);
            }

            if (document.Count() > limit)
            {
                var left = document.OrderBy(found => found.Severity).Skip(limit).ToList();
                terminal.WriteLine($"  and {left.Count} more ({Counts(left)}); --json lists all");
            }

            terminal.WriteLine();
        }

        if (validation.Scope is { } scope)
        {
            terminal.WriteLine(scope);
        }

        terminal.WriteLine(Summary(validation.Report));
    }

    private static void Write(Terminal terminal, Diagnostic found)
    {
        var severity = found.Severity.ToString().ToLowerInvariant().PadRight(SeverityWidth);
        var indent = new string(' ', SeverityWidth + 2);
        terminal.WriteLine($"  {severity}{found.Rule}  {found.Pointer}".TrimEnd());
        terminal.WriteLine(indent + found.Message);
        if (found.Proposal is { } proposal)
        {
            terminal.WriteLine($"{indent}Proposal: {proposal}");
        }
    }

    /// <summary>For example <c>OME 0.5: 3 groups, 1 image, 4 arrays: 0 errors, 2 warnings. Valid.</c></summary>
    private static string Summary(ValidationReport report)
    {
        var versions = report.Versions.IsEmpty
            ? "No OME metadata"
            : $"OME {string.Join(", ", report.Versions.Select(version => version.Text()))}";
        var found = $"{Count.Of(report.Groups, "group")}, {Count.Of(report.Images, "image")}, "
            + $"{Count.Of(report.Arrays, "array")}";
        return $"{versions}: {found}: {Counts(report.Diagnostics)}. {(report.IsValid ? "Valid." : "Invalid.")}";
    }

    private static string Counts(IReadOnlyCollection<Diagnostic> findings)
    {
        var notes = Number(Severity.Info);
        return $"{Count.Of(Number(Severity.Error), "error")}, {Count.Of(Number(Severity.Warning), "warning")}"
            + (notes > 0 ? $", {Count.Of(notes, "note")}" : "");

        int Number(Severity severity) => findings.Count(found => found.Severity == severity);
    }
}
