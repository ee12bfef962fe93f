using System.Collections.Immutable;
using Npgsql;
using OmeNgff.Catalog.Feed;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;

namespace OmeNgff.Catalog.Records;

/// <summary>The records in PostgreSQL.</summary>
public sealed class RecordStore(NpgsqlDataSource source, FeedSignal signal, TimeProvider time) : IRecordStore
{
    /// <summary>How often a commit starts over because the images that depend on it grew (limit).</summary>
    private const int MaxAttempts = 20;

    /// <inheritdoc/>
    public async Task<CommitResult> Commit(CommitRequest request, CancellationToken cancellationToken)
    {
        request = request with { Changes = [.. request.Changes.Select(RecordRules.Complete)] };
        RecordRules.RefuseRepeated(request.Changes);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            try
            {
                if (await new CommitTransaction(connection, request).Run(cancellationToken) is { } result)
                {
                    signal.Raise();
                    return result;
                }
            }
            catch (PostgresException violation) when (Refusal(violation, request) is not null)
            {
                throw Refusal(violation, request)!;
            }
            catch (CommitUnknownException unknown)
            {
                if (await Stands(unknown.Result.Change.Transaction))
                {
                    signal.Raise();
                    return unknown.Result;
                }
            }
        }

        throw new ProblemException(new Problem("/problems/busy", "Busy", 503,
            "The records are being changed by too many others; try again."));
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
    public async Task<ImageSnapshot?> ReadImage(string id, CancellationToken cancellationToken)
    {
        // One statement sees one snapshot.
        await using var command = source.CreateCommand(
            """
            select -1 as ordinal, image.body, index.view_revision
            from records image join image_index index on index.image_id = image.id
            where image.kind = 'image' and image.id = $1
            union all
            select level.ordinal, member.body, 0
            from level_references level join records member on member.kind = 'array' and member.id = level.array_id
            where level.image_id = $1
            order by ordinal
            """);
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken) || reader.GetInt32(0) != -1)
        {
            return null;
        }

        var image = (ImageRecord)RecordJson.Read(RecordKind.Image, reader.GetString(1));
        var revision = reader.GetInt64(2);
        var arrays = ImmutableArray.CreateBuilder<ArrayRecord>();
        while (await reader.ReadAsync(cancellationToken))
        {
            arrays.Add((ArrayRecord)RecordJson.Read(RecordKind.Array, reader.GetString(1)));
        }

        return new ImageSnapshot(image, arrays.ToImmutable(), revision);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<string>> ReadReferences(string arrayId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "select distinct image_id from level_references where array_kind = 'array' and array_id = $1 order by image_id");
        command.Parameters.Add(new() { Value = arrayId });
        var images = ImmutableArray.CreateBuilder<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            images.Add(reader.GetString(0));
        }

        return images.ToImmutable();
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
            select catalog.incarnation, transaction, number, at, by, kind, history.id, version, reason
            from history, catalog
            where (transaction, number) > ($1, $2)
                and transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
            order by transaction, number limit $3
            """);
        command.Parameters.Add(new() { Value = after?.Transaction ?? -1L });
        command.Parameters.Add(new() { Value = after?.Number ?? -1 });
        command.Parameters.Add(new() { Value = limit });
        var entries = ImmutableArray.CreateBuilder<ChangeEntry>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(new ChangeEntry(
                new ChangeName(reader.GetInt32(0), reader.GetInt64(1), reader.GetInt32(2)),
                reader.GetFieldValue<DateTimeOffset>(3),
                reader.GetString(4),
                RecordKinds.Parse(reader.GetString(5)),
                reader.GetString(6),
                reader.GetInt64(7),
                reader.GetString(8)));
        }

        return entries.ToImmutable();
    }

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

    /// <summary>Whether a transaction whose connection was lost stands, once the server knows.</summary>
    private async Task<bool> Stands(long transaction)
    {
        try
        {
            for (var look = 0; look < MaxAttempts; look++)
            {
                await using var command = source.CreateCommand("select pg_xact_status($1::text::xid8)");
                command.Parameters.Add(new()
                {
                    Value = transaction.ToString(System.Globalization.CultureInfo.InvariantCulture),
                });
                var status = await command.ExecuteScalarAsync(CancellationToken.None) as string;
                if (status is "committed" or "aborted")
                {
                    return status == "committed";
                }

                await Task.Delay(TimeSpan.FromMilliseconds(250), time, CancellationToken.None);
            }
        }
        catch (NpgsqlException)
        {
            // Said below.
        }

        throw new ProblemException(new Problem("/problems/outcome-unknown", "Outcome unknown", 503,
            "The database was lost while it committed; read the record to see whether the write stands."));
    }

    /// <summary>What a broken constraint means to the caller, or null when it is a fault of ours.</summary>
    private static ProblemException? Refusal(PostgresException violation, CommitRequest request)
    {
        var created = request.Changes.Where(change => change.ExpectedVersion == 0).ToList();
        var taken = created.Find(change =>
            violation.Detail?.Contains($"({change.Kind.Text()}, {change.Id})", StringComparison.Ordinal) is true)
            ?? created.FirstOrDefault();
        return (violation.SqlState, violation.ConstraintName) switch
        {
            (PostgresErrorCodes.UniqueViolation, "records_key" or "history_key") when taken is not null =>
                ProblemException.Exists(taken.Kind.Text(), taken.Id),
            (PostgresErrorCodes.UniqueViolation, "sources_key") =>
                ProblemException.Exists("source", request.Sources[0].Address),
            (PostgresErrorCodes.ForeignKeyViolation, "records_dataset") =>
                request.Changes.FirstOrDefault(change => change is { Kind: RecordKind.Dataset, Record: null })
                    is { } dataset
                    ? ProblemException.Referenced("dataset", dataset.Id, "its records")
                    : ProblemException.Invalid("/dataset", "dataset-unknown", "There is no such dataset."),
            (PostgresErrorCodes.ForeignKeyViolation, "level_references_array") =>
                ProblemException.Invalid("/levels", "array-unknown", "A level refers to an array that is gone."),
            _ => null,
        };
    }
}
