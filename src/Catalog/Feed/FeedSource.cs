using Npgsql;
using OmeNgff.Catalog.Observability;

namespace OmeNgff.Catalog.Feed;

/// <summary>Where a node follows the history: connections of their own, outside of the pool.</summary>
public sealed class FeedSource(string connectionString)
{
    /// <summary>Opens a connection that listens from now on.</summary>
    public async Task<FeedConnection> Listen(CancellationToken cancellationToken)
    {
        var connection = await DatabaseSources.OpenAlone(connectionString, "omengff feed", cancellationToken);
        try
        {
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
}
