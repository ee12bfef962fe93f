using System.Collections.Immutable;
using Npgsql;
using OmeNgff.Catalog.Feed;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;

namespace OmeNgff.Catalog.Records;

/// <summary>The records in PostgreSQL.</summary>
public sealed class RecordStore(
    NpgsqlDataSource source,
    CommitConnections connections,
    FeedSignal signal,
    CommitOptions options,
    TimeProvider time) : IRecordStore
{
    /// <summary>After every level of an image.</summary>
    private const int DefaultOrdinal = int.MaxValue;

    private readonly GroupCommit _commits = new(connections, source, options, time);

    /// <inheritdoc/>
    public async Task<CommitResult> Commit(CommitRequest request, CancellationToken cancellationToken)
    {
        request = request with { Changes = [.. request.Changes.Select(RecordRules.Complete)] };
        RecordRules.RefuseRepeated(request.Changes);
        var result = await _commits.Commit(request, cancellationToken);
        if (!request.DryRun)
        {
            signal.Raise();
        }

        return result;
    }

    /// <inheritdoc/>
    public async Task<TRecord?> Read<TRecord>(string id, CancellationToken cancellationToken)
        where TRecord : CatalogRecord
    {
        var kind = RecordKinds.Of<TRecord>();
        var bodies = await ReadBodies(kind, "select body from records where kind = $1 and id = $2",
            [kind.Text(), id], cancellationToken);
        return (TRecord?)bodies.FirstOrDefault();
    }

    /// <inheritdoc/>
    public async Task<ImmutableDictionary<RecordReference, CatalogRecord>> Read(
        IReadOnlyCollection<RecordReference> references, CancellationToken cancellationToken)
    {
        await using var command = CommandOver(references,
            """
            select kind, id, body from records
            where (kind, id) in (select kind collate "C", id collate "C" from unnest($1, $2) as wanted (kind, id))
            """);
        var records = ImmutableDictionary.CreateBuilder<RecordReference, CatalogRecord>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var reference = ReferenceAt(reader, 0);
            records[reference] = RecordJson.Read(reference.Kind, reader.GetString(2));
        }

        return records.ToImmutable();
    }

    /// <inheritdoc/>
    public async Task<ImageSnapshot?> ReadImage(string id, CancellationToken cancellationToken)
    {
        // One statement sees one snapshot.
        await using var command = source.CreateCommand(
            $"""
            select -1 as ordinal, image.body, index.view_revision
            from records image join image_views index on index.image_id = image.id
            where image.kind = 'image' and image.id = $1
            union all
            select level.ordinal, member.body, 0
            from record_references level join records member
                on member.kind = level.target_kind and member.id = level.target_id
            where level.kind = 'image' and level.id = $1 and level.role = $2
            union all
            select {DefaultOrdinal}, version.body, 0 from (select $1::text) as image (id)
            {DefaultVersions.Joins}
            order by ordinal
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = (short)ReferenceRole.Level });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken) || reader.GetInt32(0) != -1)
        {
            return null;
        }

        var image = (ImageRecord)RecordJson.Read(RecordKind.Image, reader.GetString(1));
        var revision = reader.GetInt64(2);
        var arrays = ImmutableArray.CreateBuilder<ArrayRecord>();
        var defaults = ImmutableArray.CreateBuilder<AlignmentVersionRecord>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetInt32(0) == DefaultOrdinal)
            {
                defaults.Add((AlignmentVersionRecord)RecordJson.Read(RecordKind.AlignmentVersion, reader.GetString(1)));
            }
            else
            {
                arrays.Add((ArrayRecord)RecordJson.Read(RecordKind.Array, reader.GetString(1)));
            }
        }

        return new ImageSnapshot(image, arrays.ToImmutable(), revision) { Defaults = defaults.ToImmutable() };
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<RecordReference>> ReadReferences(
        RecordReference target, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select distinct kind, id from record_references where target_kind = $1 and target_id = $2 order by kind, id
            """);
        command.Parameters.Add(new() { Value = target.Kind.Text() });
        command.Parameters.Add(new() { Value = target.Id });
        var holders = ImmutableArray.CreateBuilder<RecordReference>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            holders.Add(ReferenceAt(reader, 0));
        }

        return holders.ToImmutable();
    }

    /// <inheritdoc/>
    public async Task<ILookup<RecordReference, RecordReference>> ReadHolders(
        IReadOnlyCollection<RecordReference> targets, CancellationToken cancellationToken)
    {
        await using var command = CommandOver(targets,
            """
            select distinct target_kind, target_id, kind, id from record_references
            where (target_kind, target_id)
                in (select kind collate "C", id collate "C" from unnest($1, $2) as wanted (kind, id))
            order by kind, id
            """);
        var holders = new List<(RecordReference Target, RecordReference Holder)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            holders.Add((ReferenceAt(reader, 0), ReferenceAt(reader, 2)));
        }

        return holders.ToLookup(pair => pair.Target, pair => pair.Holder);
    }

    /// <inheritdoc/>
    public async Task<TRecord?> ReadVersion<TRecord>(string id, long version, CancellationToken cancellationToken)
        where TRecord : CatalogRecord
    {
        var kind = RecordKinds.Of<TRecord>();
        var bodies = await ReadBodies(kind, "select body from history where kind = $1 and id = $2 and version = $3",
            [kind.Text(), id, version], cancellationToken);
        return (TRecord?)bodies.FirstOrDefault();
    }

    /// <inheritdoc/>
    public async Task<TRecord?> ReadAsOf<TRecord>(string id, DateTimeOffset time, CancellationToken cancellationToken)
        where TRecord : CatalogRecord
    {
        var kind = RecordKinds.Of<TRecord>();
        var bodies = await ReadBodies(kind,
            "select body from history where kind = $1 and id = $2 and at <= $3 order by version desc limit 1",
            [kind.Text(), id, time.ToUniversalTime()], cancellationToken);
        return (TRecord?)bodies.FirstOrDefault();
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<HistoryEntry>> ReadHistory(
        RecordKind kind, string id, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select version, at, by, reason, changed from history
            where kind = $1 and id = $2 and version < $3 order by version desc limit $4
            """);
        command.Parameters.Add(new() { Value = kind.Text() });
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = before ?? long.MaxValue });
        command.Parameters.Add(new() { Value = limit });
        var entries = ImmutableArray.CreateBuilder<HistoryEntry>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(new HistoryEntry(
                reader.GetInt64(0),
                reader.GetFieldValue<DateTimeOffset>(1),
                reader.GetString(2),
                reader.GetString(3),
                reader.GetFieldValue<string[]>(4).ToEquatableArray()));
        }

        return entries.ToImmutable();
    }

    /// <inheritdoc/>
    public async Task<ChangeEntry?> ReadChange(
        RecordReference reference, long version, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select incarnation, transaction, number, at, by, kind, id, version, reason
            from history where kind = $1 and id = $2 and version = $3
            """);
        command.Parameters.Add(new() { Value = reference.Kind.Text() });
        command.Parameters.Add(new() { Value = reference.Id });
        command.Parameters.Add(new() { Value = version });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? ChangeOf(reader) : null;
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<TRecord>> List<TRecord>(
        string? dataset, string? after, int limit, CancellationToken cancellationToken)
        where TRecord : CatalogRecord
    {
        var kind = RecordKinds.Of<TRecord>();
        var bodies = await ReadBodies(kind,
            """
            select body from records
            where kind = $1 and ($2::text is null or dataset = $2) and id > $3 order by id limit $4
            """,
            [kind.Text(), (object?)dataset ?? DBNull.Value, after ?? "", limit], cancellationToken);
        return [.. bodies.Cast<TRecord>()];
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<ChangeEntry>> ReadChanges(
        ChangeName? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select history.incarnation, transaction, number, at, by, kind, history.id, version, reason
            from history, catalog
            where (history.incarnation, transaction, number) > ($1, $2, $3)
                and (history.incarnation < catalog.incarnation
                    or transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint)
            order by history.incarnation, transaction, number limit $4
            """);
        command.Parameters.Add(new() { Value = after?.Incarnation ?? -1 });
        command.Parameters.Add(new() { Value = after?.Transaction ?? -1L });
        command.Parameters.Add(new() { Value = after?.Number ?? -1 });
        command.Parameters.Add(new() { Value = limit });
        var entries = ImmutableArray.CreateBuilder<ChangeEntry>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(ChangeOf(reader));
        }

        return entries.ToImmutable();
    }

    private NpgsqlCommand CommandOver(IReadOnlyCollection<RecordReference> references, string sql)
    {
        var command = source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = references.Select(reference => reference.Kind.Text()).ToArray() });
        command.Parameters.Add(new() { Value = references.Select(reference => reference.Id).ToArray() });
        return command;
    }

    private static RecordReference ReferenceAt(NpgsqlDataReader reader, int column) =>
        new(RecordKinds.Parse(reader.GetString(column)), reader.GetString(column + 1));

    private async Task<List<CatalogRecord>> ReadBodies(
        RecordKind kind, string sql, object[] values, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        var records = new List<CatalogRecord>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!await reader.IsDBNullAsync(0, cancellationToken))
            {
                records.Add(RecordJson.Read(kind, reader.GetString(0)));
            }
        }

        return records;
    }

    private static ChangeEntry ChangeOf(NpgsqlDataReader reader) => new(
        new ChangeName(reader.GetInt32(0), reader.GetInt64(1), reader.GetInt32(2)),
        reader.GetFieldValue<DateTimeOffset>(3),
        reader.GetString(4),
        RecordKinds.Parse(reader.GetString(5)),
        reader.GetString(6),
        reader.GetInt64(7),
        reader.GetString(8));
}
