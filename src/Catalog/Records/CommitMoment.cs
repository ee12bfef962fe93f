using System.Collections.Immutable;
using Npgsql;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records;

/// <summary>What the database says of a transaction, read with its locks held: its name and time, and where the
/// versions of deleted ids stopped.</summary>
internal sealed record CommitMoment(
    DateTimeOffset Now,
    long Transaction,
    int Incarnation,
    ImmutableDictionary<RecordReference, (long Version, DateTimeOffset At)> Deleted)
{
    /// <summary>Reads it.</summary>
    /// <param name="connection">The connection with the transaction.</param>
    /// <param name="created">The records that the commit creates, perhaps under ids that were used before.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    internal static async Task<CommitMoment> Read(
        NpgsqlConnection connection, ImmutableArray<RecordReference> created, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "select clock_timestamp(), pg_current_xact_id()::text::bigint, incarnation from catalog"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            select kind, id, max(version), max(at) from history
            where (kind, id) in (select * from unnest($1, $2)) group by kind, id
            """)
        {
            Parameters =
            {
                new() { Value = created.Select(reference => reference.Kind.Text()).ToArray() },
                new() { Value = created.Select(reference => reference.Id).ToArray() },
            },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (now, transaction, incarnation) = (
            reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt64(1), reader.GetInt32(2));
        await reader.NextResultAsync(cancellationToken);
        var deleted = ImmutableDictionary.CreateBuilder<RecordReference, (long, DateTimeOffset)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var reference = new RecordReference(RecordKinds.Parse(reader.GetString(0)), reader.GetString(1));
            deleted[reference] = (reader.GetInt64(2), reader.GetFieldValue<DateTimeOffset>(3));
        }

        return new CommitMoment(now, transaction, incarnation, deleted.ToImmutable());
    }

    /// <summary>The next version and its time: the clock, and always later than the version before.</summary>
    internal (long Version, DateTimeOffset At) Next(RecordReference reference, CatalogRecord? before)
    {
        var (version, at) = before is not null
            ? (before.Version, before.UpdatedAt)
            : Deleted.GetValueOrDefault(reference, (0, DateTimeOffset.MinValue));
        var earliest = at == DateTimeOffset.MinValue ? at : at.AddMicroseconds(1);
        return (version + 1, Now > earliest ? Now : earliest);
    }
}
