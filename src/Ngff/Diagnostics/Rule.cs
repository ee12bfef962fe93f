namespace OmeNgff.Ngff.Diagnostics;

/// <summary>A rule that documents are checked against. All of them are in <see cref="Rules"/>.</summary>
/// <param name="Id">The id, kebab-case, saying the fault.</param>
/// <param name="Severity">How grave a breach is where a version's table does not say otherwise.</param>
/// <param name="Refuses">True when a breach leaves shape, axes or a transformation undefined or contradictory.</param>
/// <param name="Section">The section of the specification it comes from, or where this catalog defines it.</param>
public sealed record Rule(string Id, Severity Severity, bool Refuses, string Section)
{
    /// <summary>A finding of this rule.</summary>
    /// <param name="pointer">JSON Pointer into the document.</param>
    /// <param name="message">A sentence for people.</param>
    /// <param name="proposal">What would mend it, or null.</param>
    /// <param name="path">The Zarr key of the document, or null when there is only one.</param>
    public Diagnostic At(string pointer, string message, string? proposal = null, string? path = null) =>
        new(Id, Severity, pointer, message) { Path = path, Proposal = proposal, Refuses = Refuses };

    /// <summary>A refusal for this one reason.</summary>
    /// <param name="pointer">JSON Pointer into the document.</param>
    /// <param name="message">A sentence for people.</param>
    public NgffException Refusal(string pointer, string message) => new([At(pointer, message) with { Refuses = true }]);
}
