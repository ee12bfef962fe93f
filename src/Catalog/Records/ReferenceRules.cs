using Npgsql;
using OmeNgff.Catalog.Records.Rules;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;

namespace OmeNgff.Catalog.Records;

/// <summary>
/// What the records of a commit owe to each other: what is referred to stands, what others refer to stays, and stays
/// what it was to them. All rows in question are locked.
/// </summary>
internal sealed class ReferenceRules(
    NpgsqlConnection connection,
    CommitMembers members,
    IReadOnlyDictionary<RecordReference, StandingRecord> standing)
{
    /// <summary>How many of the records that are in the way are named.</summary>
    private const int MaxNamed = 20;

    /// <summary>Checks all changes.</summary>
    /// <exception cref="ProblemException">400 where a reference leads nowhere, 409 where others stand in the way.
    /// </exception>
    internal async Task Check(CancellationToken cancellationToken)
    {
        foreach (var (reference, (change, _)) in members.Changes)
        {
            try
            {
                CheckTargets(change);
                AlignmentRules.Check(change, Now, standing.GetValueOrDefault(reference)?.Record);
            }
            catch (ProblemException refusal)
            {
                throw refusal.About(reference.ToString());
            }
        }

        var deleted = members.Changes.Where(pair => pair.Value.Change.Record is null).Select(pair => pair.Key).ToList();
        if (deleted.Contains(new RecordReference(RecordKind.Dataset, DatasetRecord.DefaultId)))
        {
            throw ProblemException.Referenced("dataset", DatasetRecord.DefaultId, ["the catalog: it always exists"]);
        }

        await CheckUnreferenced([.. deleted], cancellationToken);
        await CheckRetracted(cancellationToken);
    }

    /// <summary>The record as the commit leaves it, or null.</summary>
    private CatalogRecord? Now(RecordReference reference) => members.ChangeOf(reference) is { } change
        ? change.Record
        : standing.GetValueOrDefault(reference)?.Record;

    private void CheckTargets(RecordChange change)
    {
        var errors = new List<ProblemError>();
        var ends = change.Record is CollectionRecord { Alignments.IsEmpty: false } scene ? SceneRules.Ends(scene) : null;
        foreach (var (_, target, pointer) in HeldReference.Of(change.Record))
        {
            if (Now(target) is { } found)
            {
                if (change.Record is CollectionRecord { CollectionKind: CollectionKind.Plate }
                    && found is CollectionRecord { CollectionKind: not CollectionKind.Well })
                {
                    errors.Add(new ProblemError(pointer, "member-not-a-well",
                        $"The members of a plate are wells, and the collection '{target.Id}' is none."));
                }

                if (ends is not null && found is AlignmentRecord alignment)
                {
                    SceneRules.CheckEnds(ends, alignment, pointer, errors);
                }

                continue;
            }

            if (members.ChangeOf(target) is { ExpectedVersion: > 0 })
            {
                throw ProblemException.Referenced(
                    target.Kind.Words(), target.Id, [$"{change.Kind.Words()} '{change.Id}' of the same commit"]);
            }

            errors.Add(new ProblemError(
                pointer, $"{KebabCase(target.Kind)}-unknown", $"There is no {target.Kind.Words()} '{target.Id}'."));
        }

        if (errors.Count > 0)
        {
            throw ProblemException.Invalid(errors.ToEquatableArray());
        }
    }

    private async Task CheckUnreferenced(
        RecordReference[] targets, CancellationToken cancellationToken)
    {
        if (targets.Length == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            """
            select distinct target_kind, target_id, kind, id from record_references
            where (target_kind, target_id) in (select kind collate "C", id collate "C" from unnest($1, $2) as target (kind, id))
            order by target_kind, target_id, kind, id
            """, connection)
        {
            Parameters =
            {
                new() { Value = targets.Select(target => target.Kind.Text()).ToArray() },
                new() { Value = targets.Select(target => target.Id).ToArray() },
            },
        };
        var holders = new List<(RecordReference Target, RecordReference Holder)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var target = new RecordReference(RecordKinds.Parse(reader.GetString(0)), reader.GetString(1));
            var holder = new RecordReference(RecordKinds.Parse(reader.GetString(2)), reader.GetString(3));

            // What changes in the same commit refers to what its new form says, which was checked above.
            if (members.ChangeOf(holder) is null)
            {
                holders.Add((target, holder));
            }
        }

        foreach (var held in holders.GroupBy(pair => pair.Target, pair => pair.Holder))
        {
            throw ProblemException.Referenced(held.Key.Kind.Words(), held.Key.Id, Named([.. held]));
        }
    }

    /// <summary>The retraction of a version raises every viewpoint that pins it, so that whoever follows one is told. The
    /// version's row is locked, so that no pin is added meanwhile.</summary>
    private async Task CheckRetracted(CancellationToken cancellationToken)
    {
        var retracted = members.Changes.Where(pair =>
                pair.Value.Change.Record is AlignmentVersionRecord { Status: AlignmentStatus.Retracted }
                && standing.GetValueOrDefault(pair.Key)?.Record
                    is AlignmentVersionRecord { Status: not AlignmentStatus.Retracted })
            .Select(pair => pair.Key.Id).ToArray();
        if (retracted.Length == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            $"""
            select held.kind, held.id, version.id from unnest($1) as version (id) cross join lateral (
                select kind, id from record_references
                where target_kind = 'alignmentVersion' and target_id = version.id collate "C"
                    and role = {(short)ReferenceRole.Pin} offset 0) held
            """, connection)
        {
            Parameters = { new() { Value = retracted } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var holder = new RecordReference(RecordKinds.Parse(reader.GetString(0)), reader.GetString(1));
            if (members.ChangeOf(holder) is null)
            {
                throw new ProblemException(new Problem("/problems/version-conflict", "Version conflict", 412,
                    $"The {holder.Kind.Words()} '{holder.Id}' pins the version {reader.GetString(2)} and has to be raised "
                    + "with its retraction."));
            }
        }
    }

    /// <summary>Records that are in the way, the first of them by name.</summary>
    internal static IReadOnlyList<string> Named(IReadOnlyCollection<RecordReference> holders)
    {
        var names = holders.Take(MaxNamed).Select(holder => $"{holder.Kind.Words()} '{holder.Id}'").ToList();
        if (holders.Count > MaxNamed)
        {
            names.Add($"{holders.Count - MaxNamed} more");
        }

        return names;
    }

    private static string KebabCase(RecordKind kind) =>
        kind == RecordKind.AlignmentVersion ? "alignment-version" : kind.Text();
}
