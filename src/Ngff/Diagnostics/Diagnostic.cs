namespace OmeNgff.Ngff.Diagnostics;

/// <summary>How grave a <see cref="Diagnostic"/> is.</summary>
public enum Severity
{
    /// <summary>Breaks a MUST of the specification.</summary>
    Error,

    /// <summary>Breaks a SHOULD of the specification, or is known to trouble readers.</summary>
    Warning,

    /// <summary>Worth knowing.</summary>
    Info,
}

/// <summary>One finding about a document.</summary>
/// <param name="Rule">The rule's id, kebab-case, saying the fault: <c>scale-missing</c>.</param>
/// <param name="Severity">How grave it is.</param>
/// <param name="Pointer">JSON Pointer (RFC 6901) into the document.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record Diagnostic(string Rule, Severity Severity, string Pointer, string Message)
{
    /// <summary>The Zarr key of the document, relative to the group, or null when there is only one document.</summary>
    public string? Path { get; init; }

    /// <summary>What would mend it, or null.</summary>
    public string? Proposal { get; init; }

    /// <summary>
    /// True when the fault leaves the shape, the axes or a transformation undefined or contradictory, so that the
    /// document cannot be taken over at all.
    /// </summary>
    public bool Refuses { get; init; }
}
