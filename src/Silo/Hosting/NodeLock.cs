using Npgsql;
using OmeNgff.Catalog;
using OmeNgff.Catalog.Observability;

namespace OmeNgff.Silo.Hosting;

/// <summary>
/// The database's lock on who may run grains over it. A node that is one by construction holds it alone: two such nodes
/// would each believe that their copies of the records are current. The lock lives as long as its connection, which is
/// why that is its own and not pooled.
/// </summary>
public sealed class NodeLock : IAsyncDisposable
{
    private const long LockKey = 0x4F6D654E67666602;

    /// <summary>How long a second node waits for the first to end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly NpgsqlConnection _connection;
    private readonly SemaphoreSlim _looking = new(1);

    private NodeLock(NpgsqlConnection connection) => _connection = connection;

    /// <summary>True while the connection that holds the lock stands. One look at a time, and none is cut off: either
    /// could break the connection, and lose the lock.</summary>
    public async Task<bool> IsHeld()
    {
        await _looking.WaitAsync();
        try
        {
            await using var command = new NpgsqlCommand("select 1", _connection) { CommandTimeout = 0 };
            await command.ExecuteScalarAsync(CancellationToken.None);
            return true;
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException)
        {
            return false;
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <summary>Takes the lock.</summary>
    /// <exception cref="CatalogException">Another node holds it.</exception>
    public static async Task<NodeLock> Take(
        string connectionString, TimeProvider time, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            KeepAlive = 10,
        };
        var connection = await DatabaseSources.OpenAlone(
            settings.ConnectionString, "omengff node lock", cancellationToken);
        try
        {
            var begun = time.GetTimestamp();
            while (!await Try(connection, cancellationToken))
            {
                if (time.GetElapsedTime(begun) > Patience)
                {
                    throw new CatalogException(
                        "Another OmeNgff node runs on this database, and nodes of this release run alone; "
                        + "stop the other one, or give this one a database of its own.");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(250), time, cancellationToken);
            }

            return new NodeLock(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _looking.Dispose();
        await _connection.DisposeAsync();
    }

    private static async Task<bool> Try(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({LockKey})", connection);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
