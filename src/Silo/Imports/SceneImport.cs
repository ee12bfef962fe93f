using System.Collections.Immutable;
using OmeNgff.Catalog.Imports;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Records;
using OmeNgff.Silo.Alignments;
using OmeNgff.Zarr.Fields;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Silo.Imports;

/// <summary>
/// Takes over one scene, whose images were taken over before: spaces, alignments and a collection, in one commit. A scene
/// that did not change is left alone; one that changed gives its alignments new versions, where the collection and its
/// spaces were not edited since.
/// </summary>
public sealed class SceneImport(
    IRecordStore store,
    ImportStore imports,
    Registration registration,
    StoreFactory stores,
    FieldSurvey fields,
    CollectionDrift drift,
    TimeProvider time)
{
    /// <summary>How often a scene is looked at again when its records change meanwhile (limit).</summary>
    private const int MaxAttempts = 5;

    private readonly SceneRecords _records = new(store, time);

    /// <summary>Imports a scene.</summary>
    /// <param name="found">The scene's group.</param>
    /// <param name="dataset">The dataset of new records.</param>
    /// <param name="by">Who imports.</param>
    /// <param name="report">Called for what cannot be used.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public async Task<GroupOutcome> Run(
        FoundGroup found, string dataset, string by, Action<ImportError> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (found.Reading.Group?.Scene is null)
        {
            foreach (var fault in SourceScene.Faults(found.Reading))
            {
                report(ImportErrors.Of(found.Store.Address, fault with { Path = SourceScene.Document }));
            }

            return GroupOutcome.Unusable;
        }

        for (var attempt = 1; ; attempt++)
        {
            var faults = new List<ImportError>();
            CollectionRecord? standing = null;
            try
            {
                var source = await SourceScene.Read(found, stores, imports, store, faults.Add, cancellationToken);
                standing = await imports.ReadCollection(
                    source.Location.Address, isScene: true, cancellationToken);
                var outcome = await TakeOver(source, standing, found, dataset, by, faults.Add, cancellationToken);
                faults.ForEach(report);
                return outcome;
            }
            catch (ProblemException conflict) when (conflict.Problem.Status is 409 or 412 && attempt < MaxAttempts)
            {
                // Another import or an edit came between; look again at what stands.
            }
            catch (ProblemException refusal)
            {
                faults.AddRange(ImportErrors.Of(found.Store.Address, refusal));
                faults.ForEach(report);
                return new GroupOutcome(SourceState.Unusable, standing?.Id ?? "");
            }
        }
    }

    private async Task<GroupOutcome> TakeOver(
        SourceScene source,
        CollectionRecord? standing,
        FoundGroup found,
        string dataset,
        string by,
        Action<ImportError> report,
        CancellationToken cancellationToken)
    {
        var plan = ScenePlanning.Plan(source, report);
        if (plan.Members.IsEmpty && SourceScene.MemberPaths(source.Scene).Any())
        {
            return new GroupOutcome(SourceState.Unusable, standing?.Id ?? "");
        }

        var digest = plan.Digest();
        if (standing?.Origin?.Digest == digest)
        {
            return new GroupOutcome(SourceState.Unchanged, standing.Id);
        }

        if (standing is not null && await IsEdited(standing, cancellationToken))
        {
            await drift.Mark(
                standing,
                "The source changed after the record or one of its spaces was edited; neither was overwritten.",
                by,
                cancellationToken);
            return new GroupOutcome(SourceState.Drifted, standing.Id);
        }

        var (id, changes) = await _records.Changes(
            plan, digest, standing, found.Reading.Diagnostics, dataset, cancellationToken);
        await registration.Commit(
            new CommitRequest(await Surveyed(changes, cancellationToken), by)
            {
                Expected =
                [
                    .. source.Members.Values.Select(member => member.Image).DistinctBy(image => image.Id)
                        .Select(image => new ExpectedVersion(new(RecordKind.Image, image.Id), image.Version)),
                ],
            },
            cancellationToken);
        return new GroupOutcome(standing is null ? SourceState.New : SourceState.Changed, id);
    }

    private async Task<ImmutableArray<RecordChange>> Surveyed(
        ImmutableArray<RecordChange> changes, CancellationToken cancellationToken)
    {
        var surveyed = ImmutableArray.CreateBuilder<RecordChange>(changes.Length);
        foreach (var change in changes)
        {
            surveyed.Add(change.Record is AlignmentVersionRecord version
                ? change with { Record = await fields.Surveyed(version, cancellationToken) }
                : change);
        }

        return surveyed.ToImmutable();
    }

    /// <summary>True when the collection or one of its spaces is another than the import left it. Alignments are not looked
    /// at: their versions stand beside each other.</summary>
    private async Task<bool> IsEdited(CollectionRecord standing, CancellationToken cancellationToken)
    {
        var versions = standing.Origin!.Versions;
        var spaces = standing.Systems.Select(system => new RecordReference(RecordKind.Space, system.Space)).ToList();
        var now = await store.Read(spaces, cancellationToken);
        return now.Values.Append(standing).Any(record =>
            versions.GetValueOrDefault(new RecordReference(record.Kind, record.Id).ToString()) != record.Version);
    }
}
