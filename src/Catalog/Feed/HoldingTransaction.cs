using Npgsql;

namespace OmeNgff.Catalog.Feed;

/// <summary>A transaction that holds the public feed back: nothing that was committed after its beginning is settled
/// until it ends.</summary>
/// <param name="Process">The process of the server; 0 for a prepared transaction.</param>
/// <param name="Database">The database: transactions of other databases hold as well.</param>
/// <param name="User">Who runs it.</param>
/// <param name="Application">The application's name, or the name of the prepared transaction.</param>
/// <param name="Seconds">How long it has run.</param>
public sealed record HoldingTransaction(int Process, string Database, string User, string Application, long Seconds)
{
    /// <summary>How long a transaction may run before it is named (limit <c>MaxTransactionAge</c>).</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);

    /// <summary>The oldest transaction that has run for longer than an age, or null. Begin times of other users are shown
    /// only to members of <c>pg_read_all_stats</c>.</summary>
    public static async Task<HoldingTransaction?> Find(
        NpgsqlDataSource source, TimeSpan age, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select process, database, username, application, extract(epoch from clock_timestamp() - begun)::bigint
            from (
                select pid, coalesce(datname, ''), coalesce(usename, ''), coalesce(application_name, ''), xact_start
                from pg_stat_activity where backend_xid is not null
                union all
                select 0, database, owner, gid, prepared from pg_prepared_xacts
            ) running (process, database, username, application, begun)
            where begun < clock_timestamp() - $1
            order by begun limit 1
            """);
        command.Parameters.Add(new() { Value = age });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new HoldingTransaction(
                reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4))
            : null;
    }
}
