using Npgsql;
using OmeNgff.Catalog.Observability;

namespace OmeNgff.Catalog.Records;

/// <summary>
/// The connections of commits: a pool of their own, so that no load of reads keeps a write waiting. Their few statements
/// are planned once, perhaps while the tables are empty; so they are told that the right way is always by the index.
/// </summary>
public sealed class CommitConnections : IDisposable, IAsyncDisposable
{
    /// <summary>How many statements a connection keeps planned.</summary>
    private const int MaxPrepared = 100;

    private const string Planning = "-c plan_cache_mode=force_generic_plan -c jit=off "
        + "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";

    // Longer than one writer alone needs between two writes, and too short for a reader to notice.
    private static readonly TimeSpan Recently = TimeSpan.FromMilliseconds(100);

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _time;
    private int _underWay;
    private long _ended;

    /// <summary>Connections to the database of a connection string.</summary>
    public CommitConnections(string connectionString, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _ended = time.GetTimestamp() - time.TimestampFrequency;
        var builder = DatabaseSources.Builder(connectionString, "omengff commits");
        builder.ConnectionStringBuilder.ApplicationName = "omengff commits";
        builder.ConnectionStringBuilder.MaxAutoPrepare = MaxPrepared;
        builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        builder.ConnectionStringBuilder.Options =
            $"{builder.ConnectionStringBuilder.Options} {Planning}".TrimStart();
        _source = builder.Build();
        CommitMeasures.Begin();
    }

    /// <summary>True while this node writes, or did a moment ago.</summary>
    internal bool AreBusy =>
        Volatile.Read(ref _underWay) > 0 || _time.GetElapsedTime(Volatile.Read(ref _ended)) < Recently;

    /// <summary>Tells that a write begins, and by disposal of what is returned, that it has ended.</summary>
    internal Writing Begin()
    {
        Interlocked.Increment(ref _underWay);
        return new Writing(this);
    }

    /// <summary>Opens one.</summary>
    internal ValueTask<NpgsqlConnection> Open(CancellationToken cancellationToken) =>
        _source.OpenConnectionAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>A write under way.</summary>
    internal sealed class Writing(CommitConnections connections) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            Volatile.Write(ref connections._ended, connections._time.GetTimestamp());
            Interlocked.Decrement(ref connections._underWay);
        }
    }
}
