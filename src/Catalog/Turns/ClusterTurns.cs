using Npgsql;
using OmeNgff.Catalog.Observability;

namespace OmeNgff.Catalog.Turns;

/// <summary>What only one node of a cluster does at a time.</summary>
public enum ClusterTurn
{
    /// <summary>Carrying out imports.</summary>
    Imports = 1,

    /// <summary>Writing documents into stores, or taking them over from there.</summary>
    Stores = 2,

    /// <summary>Completing the search index after an upgrade.</summary>
    Index = 3,
}

/// <summary>
/// Gives turns to the nodes on one database, by its advisory locks: a turn ends when it is disposed of, or with the connection
/// that it was taken over, so that of a node that dies goes to the next at once.
/// </summary>
public sealed class ClusterTurns(string connectionString)
{
    /// <summary>Tells these locks from others.</summary>
    private const int Class = 0x4F4D4E47;

    private readonly string _connectionString = new NpgsqlConnectionStringBuilder(connectionString)
    {
        KeepAlive = 10,
    }.ConnectionString;

    /// <summary>Waits for a turn.</summary>
    public async Task<HeldTurn> Take(ClusterTurn turn, CancellationToken cancellationToken)
    {
        var connection = await DatabaseSources.OpenAlone(_connectionString, "omengff turn", cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand($"select pg_advisory_lock({Class}, {(int)turn})", connection)
            {
                CommandTimeout = 0,
            };
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new HeldTurn(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}

/// <summary>A turn that this node has.</summary>
public sealed class HeldTurn : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    internal HeldTurn(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Asks whether it still is this node's.</summary>
    /// <exception cref="NpgsqlException">Its connection broke, and the turn may be another node's by now.</exception>
    public async Task Check(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select 1", _connection);
        await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Passes it on.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
