using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OmeNgff.Catalog.Feed;
using OmeNgff.Catalog.Records;

namespace OmeNgff.Catalog.Search;

/// <summary>
/// How far a streaming replica is behind, for searches that read from it. What it has replayed is compared with what this node
/// saw of the database itself, and when: no clocks are compared, and a database that rests is not taken for a replica that
/// lags.
/// </summary>
public sealed partial class SearchReplica(
    string? connectionString, SearchOptions options, TimeProvider time, ILogger<SearchReplica> logger) : BackgroundService
{
    /// <summary>How often the replica is asked.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>For how long looks at the database are remembered: as many as a minute has.</summary>
    private const int MaxLooks = 240;

    private readonly Lock _gate = new();
    private readonly Queue<(TransactionSnapshot Snapshot, long Begun)> _looks = new();
    private volatile Replayed? _replayed;
    private bool _isFailing;

    /// <summary>Tells what the database itself had committed at a time of the clock's.</summary>
    public void Note(TransactionSnapshot snapshot, long begun)
    {
        if (connectionString is null)
        {
            return;
        }

        lock (_gate)
        {
            _looks.Enqueue((snapshot, begun));
            if (_looks.Count > MaxLooks)
            {
                _looks.Dequeue();
            }
        }
    }

    /// <summary>How old a search in the replica may be, or null where it has to be made in the database itself: there is no
    /// replica, it does not answer, is behind by more than <see cref="SearchOptions.MaxReplicaLag"/>, or has not replayed a
    /// change that is wanted.</summary>
    public TimeSpan? Lag(ChangeName? wanted) =>
        _replayed is { } replayed
        && time.GetElapsedTime(replayed.Current) is var lag && lag <= options.MaxReplicaLag
        && (wanted is not { } change || replayed.Snapshot.Includes(change.Transaction))
            ? lag
            : null;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Before anybody searches.
        SearchMeasures.Begin();
        if (connectionString is null)
        {
            return;
        }

        await using var source = Source(connectionString);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await using var command = source.CreateCommand("select pg_current_snapshot()::text");
                Keep(TransactionSnapshot.Parse((string)(await command.ExecuteScalarAsync(stoppingToken))!));
                _isFailing = false;
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
            {
                _replayed = null;
                if (!_isFailing)
                {
                    LogFailing(logger, failure.Message);
                }

                _isFailing = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static NpgsqlDataSource Source(string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = "omengff replica watch" };
        builder.ConnectionStringBuilder.ApplicationName = "omengff replica";
        builder.ConnectionStringBuilder.MaxPoolSize = 1;
        builder.ConnectionStringBuilder.Timeout = 2;
        builder.ConnectionStringBuilder.CommandTimeout = 2;
        return builder.Build();
    }

    /// <summary>Finds the newest look at the database of which the replica has all.</summary>
    private void Keep(TransactionSnapshot snapshot)
    {
        lock (_gate)
        {
            while (_looks.Count > 1 && _looks.ElementAt(1) is var next && Has(snapshot, next.Snapshot))
            {
                _looks.Dequeue();
            }

            _replayed = _looks.TryPeek(out var look) && Has(snapshot, look.Snapshot)
                ? new Replayed(snapshot, look.Begun)
                : null;
        }
    }

    /// <summary>True when all that ended before one snapshot had ended before another.</summary>
    private static bool Has(TransactionSnapshot replica, TransactionSnapshot database) =>
        replica.Next >= database.Next
        && replica.Running.All(transaction => transaction >= database.Next || !database.Includes(transaction));

    /// <summary>The replica did not answer; searches are made in the database itself.</summary>
    /// <remarks>Look at the replica; it is used again as soon as it answers.</remarks>
    [LoggerMessage(EventId = 3300, EventName = "replica-unreachable", Level = LogLevel.Warning,
        Message = "The replica does not answer; searches are made in the database itself: {Reason}")]
    private static partial void LogFailing(ILogger logger, string reason);

    /// <param name="Snapshot">What the replica had replayed.</param>
    /// <param name="Current">When the database itself was in a state of which that is all.</param>
    private sealed record Replayed(TransactionSnapshot Snapshot, long Current);
}
