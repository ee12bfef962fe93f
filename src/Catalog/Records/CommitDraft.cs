using System.Collections.Immutable;
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
    Dependants dependants)
{
    private readonly Dictionary<RecordReference, CatalogRecord> _records = [];
    private readonly List<DraftedChange> _changes = [];
    private readonly SortedDictionary<string, ImageDerivation> _derivations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _imagesOfArrays = new(StringComparer.Ordinal);

    /// <summary>All changes in the order of the feed: by member, those that follow after those that were asked for.
    /// </summary>
    internal IReadOnlyList<DraftedChange> Changes => _changes;

    /// <summary>What the images derive whose views change.</summary>
    internal IReadOnlyDictionary<string, ImageDerivation> Derivations => _derivations;

    /// <summary>The images that are deleted.</summary>
    internal IEnumerable<string> EndedImages => _changes
        .Where(change => change is { Record: null, Reference.Kind: RecordKind.Image }).Select(change => change.Reference.Id);

    /// <summary>Computes everything.</summary>
    /// <exception cref="ProblemException">A derivation is no valid one, or contradicts an image.</exception>
    internal void Build()
    {
        var arrays = new DerivedArrays(members, standing, dependants);
        arrays.Derive();
        foreach (var member in members.Standing)
        {
            foreach (var (reference, (change, _)) in members.Changes.Where(pair => pair.Value.Member == member))
            {
                var record = change.Record is ArrayRecord { DerivedFrom: not null } ? arrays.Of(reference) : change.Record;
                Add(member, reference, record, change.Reason);
            }

            foreach (var (reference, record, reason) in arrays.Following(member))
            {
                Add(member, reference, record, reason);
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
                    : _imagesOfArrays.GetValueOrDefault(change.Reference.Id) ?? Enumerable.Empty<string>())
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
                ? alignment with { SourceAxes = made.SourceAxes, TargetAxes = made.TargetAxes }
                : WithAxes(alignment);
        }

        if (result is not null)
        {
            _records[reference] = result;
        }

        _changes.Add(new DraftedChange(member, _changes.Count, reference, version, at, by, reason, result));
    }

    /// <summary>Derives the index of every image that changes or references an array that does.</summary>
    private void DeriveImages()
    {
        var changed = _changes.Where(change => change.Reference.Kind == RecordKind.Array)
            .Select(change => change.Reference.Id).ToHashSet(StringComparer.Ordinal);
        var images = dependants.Images.Select(id => new RecordReference(RecordKind.Image, id))
            .Where(reference => members.ChangeOf(reference) is null)
            .Select(reference => standing.GetValueOrDefault(reference)?.Record).OfType<ImageRecord>()
            .Concat(_records.Values.OfType<ImageRecord>());
        foreach (var image in images)
        {
            var isChanged = _records.ContainsKey(new RecordReference(RecordKind.Image, image.Id));
            var touched = image.Levels.Select(level => level.Array).Where(changed.Contains).ToList();
            if (!isChanged && touched.Count == 0)
            {
                continue;
            }

            foreach (var array in touched)
            {
                (_imagesOfArrays.TryGetValue(array, out var known) ? known : _imagesOfArrays[array] =
                    new SortedSet<string>(StringComparer.Ordinal)).Add(image.Id);
            }

            _derivations[image.Id] = Derive(image, isChanged);
        }
    }

    /// <summary>What an image derives. Where the image itself does not change, a change of its arrays contradicts it,
    /// which is a conflict and no fault in the request alone.</summary>
    private ImageDerivation Derive(ImageRecord image, bool isChanged)
    {
        try
        {
            return ImageDerivation.Of(image,
                [.. image.Levels.Select(level => (ArrayRecord)Now(new(RecordKind.Array, level.Array))!)]);
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

    /// <summary>A new alignment version with the axes that its ends have now, checked against them.</summary>
    private AlignmentVersionRecord WithAxes(AlignmentVersionRecord version)
    {
        var (source, target) = (AxesOf(version.Source), AxesOf(version.Target));
        var faults = version.CoordinateTransformation
            .Validate(source.Count, target.Count, "/coordinateTransformation").Where(fault => fault.Refuses)
            .ToEquatableArray();
        return faults.IsEmpty
            ? version with { SourceAxes = source, TargetAxes = target }
            : throw ProblemException.Invalid(new NgffException(faults));
    }

    private EquatableArray<Axis> AxesOf(string end) => (SpaceReference.TryParse(end, out var reference)
            ? Now(new(reference.Kind, reference.Id))
            : null) switch
    {
        SpaceRecord space => space.Axes,
        ArrayRecord array => array.Axes,
        ImageRecord image => ((ArrayRecord)Now(new(RecordKind.Array, image.Levels[0].Array))!).Axes,
        _ => throw new InvalidOperationException($"'{end}' is not locked."),
    };
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
