using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Cli.Validation;

/// <summary>A validation for programs (<c>--json</c>).</summary>
/// <param name="Valid">True when nothing found is an error.</param>
/// <param name="Source">The address of what was validated.</param>
/// <param name="Versions">The OME versions that groups are written in: <c>0.4</c>.</param>
/// <param name="Groups">The number of groups with OME metadata.</param>
/// <param name="Images">The number of images.</param>
/// <param name="Arrays">The number of arrays.</param>
/// <param name="Diagnostics">All findings, by document.</param>
internal sealed record ValidationAnswer(
    bool Valid,
    string Source,
    EquatableArray<string> Versions,
    int Groups,
    int Images,
    int Arrays,
    EquatableArray<FindingAnswer> Diagnostics)
{
    /// <summary>The form for programs.</summary>
    public static ValidationAnswer Of(Validation validation)
    {
        var report = validation.Report;
        return new ValidationAnswer(
            report.IsValid,
            validation.Source,
            report.Versions.Select(version => version.Text()).ToEquatableArray(),
            report.Groups,
            report.Images,
            report.Arrays,
            report.Diagnostics.Select(FindingAnswer.Of).ToEquatableArray());
    }
}

/// <summary>A finding for programs.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Severity">How grave it is.</param>
/// <param name="Path">The key of the document, relative to the source; empty for the hierarchy as a whole.</param>
/// <param name="Pointer">JSON Pointer into the document.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Proposal">What would mend it, or null.</param>
internal sealed record FindingAnswer(
    string Rule, Severity Severity, string Path, string Pointer, string Message, string? Proposal)
{
    /// <summary>The form for programs.</summary>
    public static FindingAnswer Of(Diagnostic found) =>
        new(found.Rule, found.Severity, found.Path ?? "", found.Pointer, found.Message, found.Proposal);
}
