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
    /// <summary>Adds the statements that ask for it.</summary>
    /// <param name="batch">Statements that run after the locks are taken.</param>
    /// <param name="created">The records that the commit creates, perhaps under ids that were used before.</param>
    internal static void Ask(NpgsqlBatch batch, IReadOnlyCollection<RecordReference> created)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "select clock_timestamp(), pg_current_xact_id()::text::bigint, incarnation from catalog"));
        if (created.Count == 0)
        {
            return;
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            select used.kind, used.id, last.version, last.at
            from unnest($1, $2) as used (kind, id) cross join lateral (
                select version, at from history
                where history.kind = used.kind collate "C" and history.id = used.id collate "C"
                order by version desc limit 1) last
            """)
        {
            Parameters =
            {
                new() { Value = created.Select(reference => reference.Kind.Text()).ToArray() },
                new() { Value = created.Select(reference => reference.Id).ToArray() },
            },
        });
    }

    /// <summary>Reads the answers to <see cref="Ask"/>, which are the last ones; the reader stands before the first of
    /// them.</summary>
    internal static async Task<CommitMoment> Read(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        var (now, transaction, incarnation) = (
            reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt64(1), reader.GetInt32(2));
        var deleted = ImmutableDictionary.CreateBuilder<RecordReference, (long, DateTimeOffset)>();
        if (await reader.NextResultAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var reference = new RecordReference(RecordKinds.Parse(reader.GetString(0)), reader.GetString(1));
                deleted[reference] = (reader.GetInt64(2), reader.GetFieldValue<DateTimeOffset>(3));
            }
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
