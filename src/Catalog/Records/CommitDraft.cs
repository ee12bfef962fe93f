using System.Collections.Immutable;
using OmeNgff.Catalog.Search.Index;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Records;

/// <summary>
/// What a commit brings about, computed from locked rows alone: the records with their versions, the arrays that follow
/// from them, and what image groups derive from all these.
/// </summary>
internal sealed class CommitDraft(
    CommitMembers members,
    IReadOnlyDictionary<RecordReference, StandingRecord> standing,
    CommitMoment moment,
    Dependants dependants,
    DefaultChanges realigned,
    IReadOnlyCollection<RecordReference> defaults)
{
    private readonly Dictionary<RecordReference, CatalogRecord> _records = [];
    private readonly List<DraftedChange> _changes = [];
    private readonly SortedDictionary<string, ImageDerivation> _derivations = new(StringComparer.Ordinal);
    private readonly Dictionary<RecordReference, SortedSet<string>> _imagesOf = [];

    /// <summary>All changes in the order of the feed: by member, those that follow after those that were asked for, and
    /// alignment versions last, which keep what their ends are.</summary>
    internal IReadOnlyList<DraftedChange> Changes => _changes;

    /// <summary>What the images derive whose views change.</summary>
    internal IReadOnlyDictionary<string, ImageDerivation> Derivations => _derivations;

    /// <summary>What the search index has to keep of records that change, and of images that derive something else.
    /// </summary>
    internal IndexedEntries Entries()
    {
        var changed = _changes.Select(change => change.Record).OfType<CatalogRecord>().ToList();
        return new IndexedEntries(
            [
                .. changed.Where(record => record is not ImageRecord)
                    .Select(record => SearchEntry.Of(record, record is AlignmentRecord alignment ? DefaultOf(alignment) : null)),
                .. _derivations.Values.Select(SearchEntry.Of),
            ],
            [.. changed.OfType<CollectionRecord>()])
        {
            Placed = [.. _derivations.Values.SelectMany(PlacedRow.Of)],
        };
    }

    /// <summary>The images that are deleted.</summary>
    internal IEnumerable<string> EndedImages => _changes
        .Where(change => change is { Record: null, Reference.Kind: RecordKind.Image }).Select(change => change.Reference.Id);

    /// <summary>Computes everything.</summary>
    /// <exception cref="ProblemException">A derivation is no valid one, or contradicts an image; or what follows would lose what
    /// a later release wrote.</exception>
    internal void Build()
    {
        var arrays = new DerivedArrays(members, standing, dependants);
        arrays.Derive();
        foreach (var member in members.Standing)
        {
            var own = members.Changes.Where(pair => pair.Value.Member == member)
                .ToLookup(pair => pair.Key.Kind == RecordKind.AlignmentVersion, pair => pair.Value.Change);
            foreach (var change in own[false])
            {
                var reference = new RecordReference(change.Kind, change.Id);
                var record = change.Record is ArrayRecord { DerivedFrom: not null } ? arrays.Of(reference) : change.Record;
                Add(member, reference, record, change.Reason);
            }

            foreach (var (reference, record, reason) in arrays.Following(member))
            {
                if (standing[reference].Record.IsOfNewerRelease)
                {
                    throw ProblemException.NewerRelease(reference.Kind.Text(), reference.Id);
                }

                Add(member, reference, record, reason);
            }

            foreach (var version in own[true])
            {
                Add(member, new RecordReference(version.Kind, version.Id), version.Record, version.Reason);
            }
        }

        DeriveImages();
    }

    /// <summary>The record as the commit leaves it, or null.</summary>
    internal CatalogRecord? Now(RecordReference reference) =>
        _records.TryGetValue(reference, out var record) ? record
        : members.ChangeOf(reference) is { } change ? change.Record
        : standing.GetValueOrDefault(reference)?.Record;

    /// <summary>What the commit is to each member.</summary>
    /// <param name="revisions">The new revisions of the views.</param>
    internal IReadOnlyDictionary<int, CommitResult> Results(IReadOnlyDictionary<string, long> revisions) =>
        _changes.GroupBy(change => change.Member).ToDictionary(own => own.Key, own => new CommitResult(
            new ChangeName(moment.Incarnation, moment.Transaction, own.Max(change => change.Number)),
            [.. own.Select(change => change.Record).OfType<CatalogRecord>()],
            own.ToImmutableSortedDictionary(change => change.Reference, change => change.Version),
            own.SelectMany(change => change.Reference.Kind == RecordKind.Image
                    ? [change.Reference.Id]
                    : _imagesOf.GetValueOrDefault(change.Reference) ?? Enumerable.Empty<string>())
                .Distinct(StringComparer.Ordinal).Where(revisions.ContainsKey)
                .ToImmutableSortedDictionary(image => image, image => revisions[image], StringComparer.Ordinal)));

    private void Add(int member, RecordReference reference, CatalogRecord? record, string reason)
    {
        var before = standing.GetValueOrDefault(reference)?.Record;
        var by = members.Requests[member].By;
        var (version, at) = moment.Next(reference, before);
        var result = record is null ? null : record.WithoutDerived() with
        {
            Version = version,
            CreatedAt = before?.CreatedAt ?? at,
            CreatedBy = before?.CreatedBy ?? by,
            UpdatedAt = at,
            UpdatedBy = by,
        };
        if (result is AlignmentVersionRecord alignment)
        {
            result = before is AlignmentVersionRecord made
                ? alignment with
                {
                    SourceAxes = made.SourceAxes,
                    TargetAxes = made.TargetAxes,
                    SourcePlacement = made.SourcePlacement,
                    TargetPlacement = made.TargetPlacement,
                    FieldBounds = made.FieldBounds,
                }
                : WithEnds(alignment);
        }

        if (result is not null)
        {
            _records[reference] = result;
        }

        _changes.Add(new DraftedChange(member, _changes.Count, reference, version, at, by, reason, result));
    }

    /// <summary>Derives the index of every image that changes, or references an array that does, or is the end of an
    /// alignment with another default version, or labels such an end.</summary>
    private void DeriveImages()
    {
        var changed = _changes.Where(change => change.Reference.Kind == RecordKind.Array)
            .Select(change => change.Reference).ToHashSet();
        var versions = DefaultVersions.ByImage(Defaults());
        var images = dependants.Images.Select(id => new RecordReference(RecordKind.Image, id))
            .Where(reference => members.ChangeOf(reference) is null)
            .Select(reference => standing.GetValueOrDefault(reference)?.Record).OfType<ImageRecord>()
            .Concat(_records.Values.OfType<ImageRecord>());
        foreach (var image in images)
        {
            var isChanged = _records.ContainsKey(new RecordReference(RecordKind.Image, image.Id));
            var causes = image.Levels.Select(level => new RecordReference(RecordKind.Array, level.Array))
                .Where(changed.Contains).Concat(realigned.ByImage[image.Id])
                .Concat(image.LabelOf is { } labelled ? realigned.ByImage[labelled] : []).Distinct().ToList();
            if (!isChanged && causes.Count == 0)
            {
                continue;
            }

            foreach (var cause in causes)
            {
                (_imagesOf.TryGetValue(cause, out var known) ? known : _imagesOf[cause] =
                    new SortedSet<string>(StringComparer.Ordinal)).Add(image.Id);
            }

            _derivations[image.Id] = Derive(image, versions[image.Id], isChanged) with
            {
                LabelledDefaults = image.LabelOf is { } parent ? [.. versions[parent]] : [],
            };
        }
    }

    /// <summary>The default versions that images see, as the commit leaves them.</summary>
    private IEnumerable<AlignmentVersionRecord> Defaults() => defaults
        .Select(reference => (AlignmentVersionRecord)standing[reference].Record)
        .Where(version => members.ChangeOf(new(RecordKind.Alignment, version.Alignment)) is null)
        .Concat(_records.Values.OfType<AlignmentRecord>().Select(DefaultOf).OfType<AlignmentVersionRecord>());

    private AlignmentVersionRecord? DefaultOf(AlignmentRecord alignment) => alignment.DefaultVersion is { } number
        ? (AlignmentVersionRecord?)Now(new(
            RecordKind.AlignmentVersion, AlignmentVersionRecord.IdOf(alignment.Id, number)))
        : null;

    /// <summary>What an image derives. Where the image itself does not change, a change of its arrays contradicts it,
    /// which is a conflict and no fault in the request alone.</summary>
    private ImageDerivation Derive(ImageRecord image, IEnumerable<AlignmentVersionRecord> versions, bool isChanged)
    {
        try
        {
            return ImageDerivation.Of(
                image,
                [.. image.Levels.Select(level => (ArrayRecord)Now(new(RecordKind.Array, level.Array))!)],
                versions);
        }
        catch (ProblemException refusal) when (isChanged)
        {
            throw refusal.About(new RecordReference(RecordKind.Image, image.Id).ToString());
        }
        catch (ProblemException refusal)
        {
            throw new ProblemException(refusal.Problem with
            {
                Type = "/problems/contradicts-image",
                Title = "Contradicts an image",
                Status = 409,
                Detail = $"The image '{image.Id}' references what changes, and would have no consistent metadata: "
                    + refusal.Problem.Detail,
            });
        }
    }

    /// <summary>A new alignment version with what its ends are now, checked against them. One that was made from axes says
    /// them, and is refused where they are others now.</summary>
    private AlignmentVersionRecord WithEnds(AlignmentVersionRecord version)
    {
        var (source, target) = (EndOf(version.Source), EndOf(version.Target));
        if ((!version.SourceAxes.IsEmpty && version.SourceAxes != source.Axes)
            || (!version.TargetAxes.IsEmpty && version.TargetAxes != target.Axes))
        {
            throw new ProblemException(new Problem("/problems/axes-changed", "Axes changed", 409,
                $"The axes of an end of the alignment '{version.Alignment}' have changed since the version was made from "
                + "them; try again."));
        }

        var faults = version.CoordinateTransformation
            .Validate(source.Axes.Count, target.Axes.Count, "/coordinateTransformation").Where(fault => fault.Refuses)
            .ToEquatableArray();
        return faults.IsEmpty
            ? version with
            {
                SourceAxes = source.Axes,
                TargetAxes = target.Axes,
                SourcePlacement = source.Placement,
                TargetPlacement = target.Placement,
            }
            : throw ProblemException.Invalid(new NgffException(faults));
    }

    private (EquatableArray<Axis> Axes, CoordinateTransformation? Placement) EndOf(string end)
    {
        switch (SpaceReference.TryParse(end, out var reference) ? Now(new(reference.Kind, reference.Id)) : null)
        {
            case SpaceRecord space:
                return (space.Axes, null);
            case ArrayRecord array:
                return (array.Axes, null);
            case ImageRecord image:
                var first = (ArrayRecord)Now(new(RecordKind.Array, image.Levels[0].Array))!;
                return (first.Axes, ImagePlacement.Kept(image, first));
            default:
                throw new InvalidOperationException($"'{end}' is not locked.");
        }
    }
}

/// <summary>One change of a commit.</summary>
/// <param name="Member">The member that it belongs to.</param>
/// <param name="Number">Its number in the transaction, from 0.</param>
/// <param name="Reference">The record.</param>
/// <param name="Version">Its new version.</param>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="Record">The record as it becomes, or null when it is deleted.</param>
internal sealed record DraftedChange(
    int Member,
    int Number,
    RecordReference Reference,
    long Version,
    DateTimeOffset At,
    string By,
    string Reason,
    CatalogRecord? Record);
