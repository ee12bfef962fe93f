using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Validation;

/// <summary>What validating one document or a hierarchy found.</summary>
/// <param name="Diagnostics">
/// The findings, by document. <see cref="Diagnostic.Path"/> is the Zarr key of the document, relative to the root.
/// </param>
public sealed record ValidationReport(EquatableArray<Diagnostic> Diagnostics)
{
    /// <summary>True when no MUST is broken: nothing found is an error.</summary>
    public bool IsValid => !Diagnostics.Any(found => found.Severity == Severity.Error);

    /// <summary>The OME versions that groups are written in, oldest first.</summary>
    public EquatableArray<OmeVersion> Versions { get; init; }

    /// <summary>The number of groups with OME metadata.</summary>
    public int Groups { get; init; }

    /// <summary>The number of images among them.</summary>
    public int Images { get; init; }

    /// <summary>The number of arrays.</summary>
    public int Arrays { get; init; }
}
