using System.Collections.Immutable;
using Npgsql;
using OmeNgff.Catalog.Search.Index;
using OmeNgff.Client.Json;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records;

/// <summary>Writes a draft in one round trip: records with their history, references, sources, index.</summary>
internal sealed class CommitWriter(
    NpgsqlConnection connection,
    CommitMembers members,
    IReadOnlyDictionary<RecordReference, StandingRecord> standing,
    CommitMoment moment,
    CommitDraft draft)
{
    /// <summary>Writes.</summary>
    /// <returns>The new revisions of the views, by image.</returns>
    internal async Task<ImmutableSortedDictionary<string, long>> Write(CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var member in members.Standing.Where(member => members.Requests[member].Operation is not null))
        {
            batch.BatchCommands.Add(Operation(member));
        }

        AddRecords(batch);
        AddReferences(batch);
        if (RowsOf(change => change.Record is null) is { Count: > 0 } deleted)
        {
            batch.BatchCommands.Add(deleted.Delete(moment));
        }

        foreach (var source in members.Standing.SelectMany(member => members.Requests[member].Sources))
        {
            batch.BatchCommands.Add(CommitStatements.Source(
                source,
                CatalogJson.Serialize(VersionsOf(source)),
                isNew: !standing.ContainsKey(new RecordReference(RecordKind.Image, source.Image))));
        }

        AddIndex(batch);
        string[] viewed = [.. draft.Derivations.Keys, .. draft.EndedImages];
        if (viewed.Length > 0)
        {
            batch.BatchCommands.Add(CommitStatements.RaiseViews(viewed));
        }

        var views = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                views[reader.GetString(0)] = reader.GetInt64(1);
            }
        }
        while (await reader.NextResultAsync(cancellationToken));
        return views.ToImmutable();
    }

    private void AddRecords(NpgsqlBatch batch)
    {
        if (RowsOf(change => change.Record is not null && !standing.ContainsKey(change.Reference))
            is { Count: > 0 } created)
        {
            batch.BatchCommands.Add(created.Insert(moment));
        }

        if (RowsOf(change => change.Record is not null && standing.ContainsKey(change.Reference))
            is { Count: > 0 } updated)
        {
            batch.BatchCommands.Add(updated.Update(moment));
        }
    }

    private void AddReferences(NpgsqlBatch batch)
    {
        var outdated = new List<RecordReference>();
        var added = new List<(RecordReference From, int Ordinal, HeldReference To)>();
        var former = new List<(RecordReference From, HeldReference To, DateTimeOffset Until)>();
        foreach (var change in draft.Changes)
        {
            var before = HeldReference.Of(standing.GetValueOrDefault(change.Reference)?.Record);
            var after = HeldReference.Of(change.Record);
            if (before.SequenceEqual(after))
            {
                continue;
            }

            if (before.Length > 0)
            {
                outdated.Add(change.Reference);
            }

            added.AddRange(after.Select((reference, ordinal) => (change.Reference, ordinal, reference)));
            former.AddRange(before.Where(reference => reference.Role == ReferenceRole.Level)
                .ExceptBy(after.Select(reference => reference.Target), reference => reference.Target)
                .Select(reference => (change.Reference, reference, change.At)));
        }

        if (outdated.Count > 0)
        {
            batch.BatchCommands.Add(CommitStatements.DeleteReferences(outdated));
        }

        if (former.Count > 0)
        {
            batch.BatchCommands.Add(CommitStatements.KeepFormer(former));
        }

        if (added.Count > 0)
        {
            batch.BatchCommands.Add(CommitStatements.InsertReferences(added));
        }
    }

    private void AddIndex(NpgsqlBatch batch)
    {
        RecordReference[] deleted = [.. draft.Changes.Where(change => change.Record is null).Select(change => change.Reference)];
        foreach (var command in SearchStatements.Write(draft.Entries(), deleted))
        {
            batch.BatchCommands.Add(command);
        }
    }

    private RecordRows RowsOf(Func<DraftedChange, bool> isIn)
    {
        var rows = new RecordRows();
        foreach (var change in draft.Changes.Where(isIn))
        {
            rows.Add(change, standing.GetValueOrDefault(change.Reference)?.Json);
        }

        return rows;
    }

    private NpgsqlBatchCommand Operation(int member)
    {
        var own = draft.Changes.Where(change => change.Member == member).ToList();
        return CommitStatements.Operation(
            members.Requests[member].Operation!,
            moment.Now,
            new ChangeName(moment.Incarnation, moment.Transaction, own[^1].Number),
            own.ToImmutableSortedDictionary(change => change.Reference, change => change.Version));
    }

    /// <summary>The versions of a source's image and of its arrays, as this commit leaves them.</summary>
    private ImmutableSortedDictionary<string, long> VersionsOf(TakenSource source)
    {
        var image = new RecordReference(RecordKind.Image, source.Image);
        return ((ImageRecord)draft.Now(image)!).Levels
            .Select(level => new RecordReference(RecordKind.Array, level.Array)).Append(image).Distinct()
            .ToImmutableSortedDictionary(
                reference => reference.ToString(), reference => draft.Now(reference)!.Version, StringComparer.Ordinal);
    }
}
