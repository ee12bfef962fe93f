using Npgsql;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Feed;

/// <summary>A connection that hears of changes and reads what they put out of date.</summary>
public sealed class FeedConnection : IAsyncDisposable
{
    /// <summary>
    /// One statement, so one snapshot: the position, and what was committed since the one before, in the numbers that
    /// grains count by. The first version of an array is left out, as nobody holds anything of it. The change of an array is
    /// one of every image that references it, and the change of an alignment one of every image that is its end, then or
    /// before; the subqueries ask the index for each, whatever the planner expects. The incarnation is a value, not a join, and
    /// no alternative stands beside it: so the index is entered at the transaction, however long the history is.
    /// </summary>
    internal const string Statement =
        """
        with changed as materialized (
            select kind, id, version from history
            where incarnation = (select incarnation from catalog where id = 1)
                and transaction >= $1 and (version > 1 or kind <> 'array')
            union all
            select kind, id, version from history
            where incarnation = (select incarnation from catalog where id = 1)
                and transaction = any($2) and (version > 1 or kind <> 'array')
        ),
        image as (
            select id from changed where kind = 'image' and version > 1
            union
            select reference.id from changed cross join lateral (
                select id from record_references
                where target_kind = 'array' and target_id = changed.id and kind = 'image' offset 0) reference
            where changed.kind = 'array'
            union
            select aligned.id from changed cross join lateral (
                select substr(space.name, 7) collate "C" as id from history cross join lateral (
                    values (history.body ->> 'source'), (history.body ->> 'target')) as space (name)
                where history.kind = 'alignment' and history.id = changed.id
                    and history.version in (changed.version, changed.version - 1)
                    and space.name like 'image:%' offset 0) aligned
            where changed.kind = 'alignment'
        )
        select null::text as kind, pg_current_snapshot()::text as id, catalog.incarnation::bigint as number,
            settled.transaction, settled.number as ordinal
        from catalog left join lateral (
            select transaction, number from history
            where history.incarnation = catalog.incarnation
                and transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
            order by transaction desc, number desc limit 1
        ) settled on true
        where catalog.id = 1
        union all
        select kind, id, version, null, null from changed
        where kind <> 'image' or version = 1
        union all
        select 'image', id, (select view_revision from image_views where image_id = image.id), null, null from image
        """;

    private readonly NpgsqlConnection _connection;

    internal FeedConnection(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Reads what was committed after a position, settled or not, and where that leads to. The rows are handled
    /// as they arrive: a commit of any size takes no memory here.</summary>
    /// <param name="after">The position before; null takes the position alone.</param>
    /// <param name="outdated">Is told every record that changed with its version, and every image whose view changed
    /// with the view's revision. What is lower is out of date.</param>
    /// <param name="cancellationToken">Cancels the read, which then has to be repeated from the same position.</param>
    public async Task<FeedPosition> Read(
        FeedPosition? after, Action<RecordReference, long> outdated, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Statement, _connection);
        command.Parameters.Add(new() { Value = after?.Snapshot.Next ?? long.MaxValue });
        command.Parameters.Add(new() { Value = after?.Snapshot.Running.ToArray() ?? [] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        FeedPosition? position = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (await reader.IsDBNullAsync(0, cancellationToken))
            {
                position = ReadPosition(reader);
            }
            else if (RecordKinds.TryParse(reader.GetString(0), out var kind)
                && !await reader.IsDBNullAsync(2, cancellationToken))
            {
                outdated(new RecordReference(kind, reader.GetString(1)), reader.GetInt64(2));
            }
        }

        return position ?? throw new CatalogException("The catalog has no row about itself.");
    }

    /// <summary>True when the history has a change.</summary>
    public async Task<bool> Has(ChangeName change, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select exists (select from history where incarnation = $1 and transaction = $2 and number = $3)", _connection)
        {
            Parameters =
            {
                new() { Value = change.Incarnation },
                new() { Value = change.Transaction },
                new() { Value = change.Number },
            },
        };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Waits until a node says that it has committed.</summary>
    public Task Wait(CancellationToken cancellationToken) => _connection.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static FeedPosition ReadPosition(NpgsqlDataReader reader)
    {
        var incarnation = (int)reader.GetInt64(2);
        return new FeedPosition(
            incarnation,
            TransactionSnapshot.Parse(reader.GetString(1)),
            reader.IsDBNull(3) ? null : new ChangeName(incarnation, reader.GetInt64(3), reader.GetInt32(4)));
    }
}
