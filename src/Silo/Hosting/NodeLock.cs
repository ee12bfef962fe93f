using Npgsql;
using OmeNgff.Catalog;
using OmeNgff.Catalog.Observability;

namespace OmeNgff.Silo.Hosting;

/// <summary>
/// The database's lock on who may run grains over it. A node alone holds it for itself: two such nodes would each believe
/// that their copies of the records are current. The nodes of a cluster share it. The lock lives as long as its connection,
/// which is why that is its own and not pooled; where the connection is lost, the lock is taken again as soon as it can be.
/// </summary>
public sealed class NodeLock : IAsyncDisposable
{
    private const long LockKey = 0x4F6D654E67666602;

    /// <summary>How long a node waits for one that it cannot run beside to end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _connectionString;
    private readonly bool _isShared;
    private readonly SemaphoreSlim _looking = new(1);
    private NpgsqlConnection? _connection;

    private NodeLock(string connectionString, bool isShared)
    {
        _connectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            KeepAlive = 10,
            Timeout = 5,
        }.ConnectionString;
        _isShared = isShared;
    }

    /// <summary>
    /// True while the lock is held. Where its connection broke, the lock is asked for once more; until it is granted the node
    /// should do nothing. One look at a time, and none is cut off: either could break the connection, and lose the lock.
    /// </summary>
    public async Task<bool> IsHeld()
    {
        await _looking.WaitAsync();
        try
        {
            if (_connection is { } connection)
            {
                await using var command = new NpgsqlCommand("select 1", connection) { CommandTimeout = 0 };
                await command.ExecuteScalarAsync(CancellationToken.None);
                return true;
            }

            return await Connect(CancellationToken.None);
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException)
        {
            await Disconnect();
            return false;
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <summary>Takes the lock.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="isShared">True for a node of a cluster, false for one that runs alone.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="CatalogException">A node that this one cannot run beside holds it.</exception>
    public static async Task<NodeLock> Take(
        string connectionString, bool isShared, TimeProvider time, CancellationToken cancellationToken)
    {
        var taken = new NodeLock(connectionString, isShared);
        try
        {
            var begun = time.GetTimestamp();
            while (!await taken.Connect(cancellationToken))
            {
                if (time.GetElapsedTime(begun) > Patience)
                {
                    throw new CatalogException(isShared
                        ? "An OmeNgff node runs alone on this database, so this one cannot join it; start that one with a "
                            + "silo address (--silo-address), too, or stop it."
                        : "Another OmeNgff node runs on this database; stop it, give this one a database of its own, or make "
                            + "both nodes of a cluster (--silo-address).");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(250), time, cancellationToken);
            }

            return taken;
        }
        catch
        {
            await taken.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Disconnect();
        _looking.Dispose();
    }

    /// <summary>Asks for the lock once, over a new connection.</summary>
    private async Task<bool> Connect(CancellationToken cancellationToken)
    {
        var connection = await DatabaseSources.OpenAlone(_connectionString, "omengff node lock", cancellationToken);
        try
        {
            var function = _isShared ? "pg_try_advisory_lock_shared" : "pg_try_advisory_lock";
            await using var command = new NpgsqlCommand($"select {function}({LockKey})", connection);
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
            {
                _connection = connection;
                return true;
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return false;
    }

    private async Task Disconnect()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
        {
            await connection.DisposeAsync();
        }
    }
}
