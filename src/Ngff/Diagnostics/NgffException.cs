namespace OmeNgff.Ngff.Diagnostics;

/// <summary>A document, or something that is to be said in one, is refused; the diagnostics say why.</summary>
public sealed class NgffException(EquatableArray<Diagnostic> diagnostics)
    : Exception(string.Join(" ", diagnostics.Select(diagnostic => diagnostic.Message)))
{
    /// <summary>A refusal with one reason.</summary>
    public NgffException(string rule, string pointer, string message)
        : this([new Diagnostic(rule, Severity.Error, pointer, message) { Refuses = true }])
    {
    }

    /// <summary>The reasons, at least one.</summary>
    public EquatableArray<Diagnostic> Diagnostics { get; } = diagnostics;
}
