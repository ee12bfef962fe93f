using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Silo.Imports;

/// <summary>Says on a collection that its source and the catalog have both changed.</summary>
public sealed class CollectionDrift(Registration registration)
{
    private const string Rule = "source-drifted";

    /// <summary>Says so, once.</summary>
    /// <param name="drifted">The collection.</param>
    /// <param name="message">What is said.</param>
    /// <param name="by">Who imports.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public async Task Mark(CollectionRecord drifted, string message, string by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(drifted);
        if (drifted.Diagnostics is { } found && found.Any(diagnostic => diagnostic.Rule == Rule))
        {
            return;
        }

        var diagnostics = (drifted.Diagnostics ?? []).Append(new Diagnostic(Rule, Severity.Warning, "", message));
        await registration.Commit(
            new CommitRequest(
                [
                    RecordChange.Put(
                        drifted with { Diagnostics = diagnostics.ToEquatableArray() }, drifted.Version, "the source drifted"),
                ],
                by),
            cancellationToken);
    }
}
