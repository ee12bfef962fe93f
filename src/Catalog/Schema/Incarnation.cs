using Npgsql;

namespace OmeNgff.Catalog.Schema;

/// <summary>
/// The incarnation of a database. Names of changes are made of transaction numbers, which a restored database hands out a
/// second time; so it gets a new incarnation, and no name ever means two changes.
/// </summary>
internal static class Incarnation
{
    /// <summary>Begins a new incarnation where the database is not the one that it was: another server, another timeline
    /// (a restore to a point in time, a promoted standby), another database (a restored dump).</summary>
    internal static async Task Settle(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await Identity(connection, cancellationToken) is not { } identity)
        {
            return;
        }

        await using var command = new NpgsqlCommand(
            """
            update catalog set
                incarnation = case when identity is null then incarnation else incarnation + 1 end, identity = $1
            where identity is distinct from $1
            """, connection)
        {
            Parameters = { new() { Value = identity } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<string?> Identity(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select concat_ws('-', system_identifier, timeline_id, (select oid from pg_database where datname = current_database()))
            from pg_control_system(), pg_control_checkpoint()
            """, connection);
        try
        {
            return (string?)await command.ExecuteScalarAsync(cancellationToken);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // A hosted server may keep this to itself; then its restores have to be told by its operator.
            return null;
        }
    }
}
