using Npgsql;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;

namespace OmeNgff.Catalog.Records;

/// <summary>
/// The axes of spaces, arrays and images keep their number, names, types and order: those of a space while anything refers
/// to it, those of an array or an image while an alignment version does. An image has the axes of its first level.
/// </summary>
internal sealed class FixedAxes(
    NpgsqlConnection connection,
    CommitMembers members,
    IReadOnlyDictionary<RecordReference, StandingRecord> standing,
    CommitDraft draft)
{
    /// <summary>Checks what a commit brings about.</summary>
    /// <exception cref="ProblemException">409: other axes, while they are referred to.</exception>
    internal async Task Check(CancellationToken cancellationToken)
    {
        var reshaped = await Reshaped(cancellationToken);
        if (reshaped.Count == 0)
        {
            return;
        }

        var held = (await StandingHolders(reshaped, cancellationToken)).Concat(DraftedHolders(reshaped))
            .GroupBy(pair => pair.Target, pair => pair.Holder).MinBy(holders => holders.Key);
        if (held is { Key: var target })
        {
            throw new ProblemException(new Problem("/problems/axes-fixed", "Axes in use", 409,
                $"The axes of the {target.Kind.Words()} '{target.Id}' keep their number, names, types and order while it is "
                + $"referenced by {string.Join(", ", ReferenceRules.Named([.. held.Order()]))}; units may change."));
        }
    }

    /// <summary>True when two lists of axes are the same but for units that convert.</summary>
    internal static bool Agree(EquatableArray<Axis> before, EquatableArray<Axis> after) =>
        before == after || (before.Count == after.Count && before.Zip(after).All(pair =>
            pair.First.Name == pair.Second.Name && pair.First.Type == pair.Second.Type
            && Equals(pair.First.Other, pair.Second.Other)
            && (pair.First.Unit == pair.Second.Unit
                || Units.TryConvert(1, pair.First.Unit, pair.Second.Unit, out _))));

    /// <summary>What has other axes after the commit than before, with these.</summary>
    private async Task<SortedDictionary<RecordReference, EquatableArray<Axis>>> Reshaped(
        CancellationToken cancellationToken)
    {
        var reshaped = new SortedDictionary<RecordReference, EquatableArray<Axis>>();
        foreach (var change in draft.Changes)
        {
            Compare(change.Reference, AxesOf(standing.GetValueOrDefault(change.Reference)?.Record), AxesOf(change.Record));
        }

        foreach (var (id, derivation) in draft.Derivations)
        {
            var reference = new RecordReference(RecordKind.Image, id);
            if (standing.GetValueOrDefault(reference)?.Record is ImageRecord before)
            {
                Compare(
                    reference, AxesOf(await FirstArray(before, cancellationToken)), derivation.Consolidated.Axes);
            }
        }

        return reshaped;

        void Compare(RecordReference reference, EquatableArray<Axis>? before, EquatableArray<Axis>? after)
        {
            if (before is { } old && after is { } now && !Agree(old, now))
            {
                reshaped[reference] = now;
            }
        }
    }

    private static EquatableArray<Axis>? AxesOf(CatalogRecord? record) => record switch
    {
        SpaceRecord space => space.Axes,
        ArrayRecord array => array.Axes,
        _ => null,
    };

    /// <summary>The array that was the first level of an image. One that is none any more and does not change was not read
    /// with the locks; with the image locked it has the axes it had.</summary>
    private async Task<ArrayRecord?> FirstArray(ImageRecord before, CancellationToken cancellationToken)
    {
        var reference = new RecordReference(RecordKind.Array, before.Levels[0].Array);
        if (standing.GetValueOrDefault(reference)?.Record is ArrayRecord read)
        {
            return read;
        }

        await using var command = new NpgsqlCommand(
            "select body from records where kind = 'array' and id = $1", connection)
        {
            Parameters = { new() { Value = reference.Id } },
        };
        return await command.ExecuteScalarAsync(cancellationToken) is string json
            ? (ArrayRecord)RecordJson.Read(RecordKind.Array, json)
            : null;
    }

    /// <summary>Who refers to what is reshaped and does not change itself.</summary>
    private async Task<List<(RecordReference Target, RecordReference Holder)>> StandingHolders(
        SortedDictionary<RecordReference, EquatableArray<Axis>> reshaped, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select target.kind, target.id, held.kind, held.id from unnest($1, $2) as target (kind, id) cross join lateral (
                select kind, id from record_references
                where target_kind = target.kind collate "C" and target_id = target.id collate "C"
                    and (target_kind = 'space' or kind = 'alignmentVersion') offset 0) held
            """, connection)
        {
            Parameters =
            {
                new() { Value = reshaped.Keys.Select(target => target.Kind.Text()).ToArray() },
                new() { Value = reshaped.Keys.Select(target => target.Id).ToArray() },
            },
        };
        var pairs = new List<(RecordReference, RecordReference)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var target = new RecordReference(RecordKinds.Parse(reader.GetString(0)), reader.GetString(1));
            var holder = new RecordReference(RecordKinds.Parse(reader.GetString(2)), reader.GetString(3));
            if (members.ChangeOf(holder) is null)
            {
                pairs.Add((target, holder));
            }
        }

        return pairs.Distinct().ToList();
    }

    /// <summary>Versions that the same commit writes, also for others, and that keep the axes from before.</summary>
    private IEnumerable<(RecordReference Target, RecordReference Holder)> DraftedHolders(
        SortedDictionary<RecordReference, EquatableArray<Axis>> reshaped) =>
        from change in draft.Changes
        let version = change.Record as AlignmentVersionRecord
        where version is not null
        from end in ((string Space, EquatableArray<Axis> Axes)[])
            [(version.Source, version.SourceAxes), (version.Target, version.TargetAxes)]
        let reference = SpaceReference.TryParse(end.Space, out var space) ? space : null
        where reference is not null
        let target = new RecordReference(reference.Kind, reference.Id)
        where reshaped.TryGetValue(target, out var axes) && !Agree(end.Axes, axes)
        select (target, change.Reference);
}
