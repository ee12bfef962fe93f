using Npgsql;

namespace OmeNgff.Silo.Tests.Observability;

/// <summary>Holds up every search until it is disposed of.</summary>
internal sealed class LockedIndex : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private LockedIndex(NpgsqlConnection connection) => _connection = connection;

    public static async Task<LockedIndex> Take(string database)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var hold = new NpgsqlCommand("begin; lock table search_index in access exclusive mode", connection);
        await hold.ExecuteNonQueryAsync();
        return new LockedIndex(connection);
    }

    /// <summary>Waits until a search has been held up for so long.</summary>
    public Task UntilHeldUp(int milliseconds) => Patience.Until($"a search is held up for {milliseconds} ms", async () =>
    {
        await using var look = new NpgsqlCommand(
            """
            select 'held up' from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'
                and clock_timestamp() - query_start > $1 limit 1
            """, _connection);
        look.Parameters.Add(new() { Value = TimeSpan.FromMilliseconds(milliseconds) });

        // In a transaction what it shows stays as it was.
        await using var forget = new NpgsqlCommand("select pg_stat_clear_snapshot()", _connection);
        await forget.ExecuteNonQueryAsync();
        return await look.ExecuteScalarAsync() as string;
    });

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
