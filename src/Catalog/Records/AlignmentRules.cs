using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;

namespace OmeNgff.Catalog.Records;

/// <summary>What holds between an alignment, its versions, and the viewpoints that pin these.</summary>
internal static class AlignmentRules
{
    /// <summary>Checks one change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="now">Any record as the commit leaves it, or null.</param>
    /// <param name="before">The record as it stands, or null.</param>
    /// <exception cref="ProblemException">400 or 409.</exception>
    internal static void Check(RecordChange change, Func<RecordReference, CatalogRecord?> now, CatalogRecord? before)
    {
        switch (change.Record)
        {
            case AlignmentRecord alignment:
                CheckAlignment(alignment, now, before as AlignmentRecord);
                break;
            case AlignmentVersionRecord version:
                CheckVersion(version, now, before as AlignmentVersionRecord);
                break;
            case ViewpointRecord viewpoint:
                CheckPins(viewpoint, now, before as ViewpointRecord);
                break;
        }
    }

    private static void CheckAlignment(
        AlignmentRecord alignment, Func<RecordReference, CatalogRecord?> now, AlignmentRecord? before)
    {
        if (before is not null && (before.Source, before.Target) != (alignment.Source, alignment.Target))
        {
            throw ProblemException.Invalid(
                before.Source == alignment.Source ? "/target" : "/source",
                "alignment-end-fixed",
                "The source and the target of an alignment cannot change; make another alignment.");
        }

        if (alignment.DefaultVersion is { } number && VersionOf(alignment.Id, number, now) is { } version
            && version.Status != AlignmentStatus.Published)
        {
            throw NotPublished(alignment.Id, number, version.Status);
        }
    }

    private static void CheckVersion(
        AlignmentVersionRecord version, Func<RecordReference, CatalogRecord?> now, AlignmentVersionRecord? before)
    {
        // That there is such an alignment was checked with the references.
        if (now(new(RecordKind.Alignment, version.Alignment)) is not AlignmentRecord alignment)
        {
            return;
        }

        if ((version.Source, version.Target) != (alignment.Source, alignment.Target)
            || version.Number > alignment.LastVersion)
        {
            throw ProblemException.Invalid("", "alignment-version-mismatch",
                "A version has the source and the target of its alignment, which counts it.");
        }

        if (alignment.DefaultVersion == version.Number && version.Status != AlignmentStatus.Published)
        {
            throw NotPublished(alignment.Id, version.Number, version.Status);
        }

        if (before is not null && version.Status < before.Status)
        {
            throw new ProblemException(new Problem("/problems/status-backwards", "Status goes backwards", 409,
                $"The version '{version.Id}' is {Text(before.Status)}, and a status goes from draft to published to deprecated "
                + $"to retracted, never back to {Text(version.Status)}; register another version."));
        }

        if (before is not null && WithStatusOf(before, version) != WithStatusOf(version, version))
        {
            throw ProblemException.Invalid("", "alignment-version-immutable",
                "A version is immutable but for its status; register another version.");
        }
    }

    /// <summary>A retracted version is pinned no more, except where it was before: it is for people to replace it.</summary>
    private static void CheckPins(
        ViewpointRecord viewpoint, Func<RecordReference, CatalogRecord?> now, ViewpointRecord? before)
    {
        var known = (before?.Layers ?? []).SelectMany(layer => layer.Pins).ToHashSet(StringComparer.Ordinal);
        var errors = HeldReference.Of(viewpoint)
            .Where(held => held.Role == ReferenceRole.Pin && !known.Contains(held.Target.Id)
                && now(held.Target) is AlignmentVersionRecord { Status: AlignmentStatus.Retracted })
            .Select(held => new ProblemError(held.Pointer, "pin-retracted",
                $"The alignment version '{held.Target.Id}' was retracted; pin another one."))
            .ToEquatableArray();
        if (!errors.IsEmpty)
        {
            throw ProblemException.Invalid(errors);
        }
    }

    /// <summary>The version without what may differ between its records.</summary>
    private static AlignmentVersionRecord WithStatusOf(AlignmentVersionRecord version, AlignmentVersionRecord other) =>
        version with
        {
            Status = other.Status,
            Dataset = other.Dataset,
            Version = other.Version,
            CreatedAt = other.CreatedAt,
            CreatedBy = other.CreatedBy,
            UpdatedAt = other.UpdatedAt,
            UpdatedBy = other.UpdatedBy,
            PendingViews = null,
        };

    private static AlignmentVersionRecord? VersionOf(
        string alignment, int number, Func<RecordReference, CatalogRecord?> now) =>
        now(new(RecordKind.AlignmentVersion, AlignmentVersionRecord.IdOf(alignment, number))) as AlignmentVersionRecord;

    private static ProblemException NotPublished(string alignment, int number, AlignmentStatus status) =>
        new(new Problem("/problems/not-published", "Not published", 409,
            $"Version {number} of the alignment '{alignment}' is {Text(status)}; the default version "
            + "is a published one. Move the default first, or publish the version."));

    private static string Text(AlignmentStatus status) => status.ToString().ToLowerInvariant();
}
