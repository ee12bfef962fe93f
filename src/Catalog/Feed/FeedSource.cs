using Npgsql;

namespace OmeNgff.Catalog.Feed;

/// <summary>Where a node follows the history: connections of their own, outside of the pool.</summary>
public sealed class FeedSource(string connectionString)
{
    /// <summary>Opens a connection that listens from now on.</summary>
    public async Task<FeedConnection> Listen(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(Unpooled(connectionString, "omengff feed"));
        try
        {
            await connection.OpenAsync(cancellationToken);
            // The planner knows how many rows are new only by statistics that may be old, and one bad guess would read
            // the whole history four times a second.
            await using var listen = new NpgsqlCommand(
                $"listen {FeedSignal.ChannelName}; set enable_seqscan = off; set jit = off", connection);
            await listen.ExecuteNonQueryAsync(cancellationToken);
            return new FeedConnection(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same database by a connection of its own.</summary>
    internal static string Unpooled(string connectionString, string name) =>
        new NpgsqlConnectionStringBuilder(connectionString)
        {
            Pooling = false,
            ApplicationName = name,
        }.ConnectionString;
}
