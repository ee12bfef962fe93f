using System.Diagnostics;
using Npgsql;
using OmeNgff.Catalog.Observability;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Problems;

namespace OmeNgff.Catalog.Search;

/// <summary>
/// The connections of searches: a pool of their own, so that no number of searches takes all processors of the database from
/// writes and from reads by id; while this node writes, only some of them are under way in the database that it writes to.
/// Values decide which index answers a search, so each is planned with its own.
/// </summary>
public sealed class SearchConnections : IDisposable, IAsyncDisposable
{
    private const string Planning = "-c plan_cache_mode=force_custom_plan -c jit=off";

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlDataSource? _replica;
    private readonly SearchGate _gate;
    private readonly SearchGate _replicaGate;
    private readonly TimeSpan _maxWait;

    /// <summary>Connections to the database of a connection string, and to that of a replica where there is one.</summary>
    /// <param name="connectionString">Of the database.</param>
    /// <param name="replica">Of the replica, or null.</param>
    /// <param name="options">How searches share the database.</param>
    /// <param name="commits">Tell when this node writes.</param>
    public SearchConnections(string connectionString, string? replica, SearchOptions options, CommitConnections commits)
    {
        ArgumentNullException.ThrowIfNull(options);
        _maxWait = options.MaxWait;
        _gate = new SearchGate(() => commits.AreBusy ? options.MaxParallelBesideWrites : options.MaxParallel);
        _replicaGate = new SearchGate(() => options.MaxParallel);
        _source = Source(connectionString, "omengff searches", options);
        _replica = replica is null ? null : Source(replica, "omengff replica", options);
    }

    private static NpgsqlDataSource Source(string connectionString, string name, SearchOptions options)
    {
        var builder = DatabaseSources.Builder(connectionString, name);
        builder.ConnectionStringBuilder.MaxAutoPrepare = 50;

        // No search leaves anything behind in its session.
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        builder.ConnectionStringBuilder.MaxPoolSize = options.MaxParallel;
        builder.ConnectionStringBuilder.Options =
            $"{builder.ConnectionStringBuilder.Options} {Planning}".TrimStart();
        return builder.Build();
    }

    /// <summary>Opens one to the database itself, once it is this search's turn.</summary>
    /// <param name="work">What the turn is for.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    /// <exception cref="ProblemException">503: others were before it for too long.</exception>
    internal ValueTask<SearchTurn> Open(SearchWork work, CancellationToken cancellationToken) =>
        Open(work, inReplica: false, cancellationToken);

    /// <summary>Opens one to where a search is to be made.</summary>
    /// <param name="work">What the turn is for.</param>
    /// <param name="inReplica">True for the replica, where there is one.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    /// <exception cref="ProblemException">503: others were before it for too long.</exception>
    internal async ValueTask<SearchTurn> Open(SearchWork work, bool inReplica, CancellationToken cancellationToken)
    {
        var asked = Stopwatch.GetTimestamp();
        var (source, gate) = inReplica && _replica is not null ? (_replica, _replicaGate) : (_source, _gate);
        SearchMeasures.Waiting.Add(1);
        try
        {
            if (!await gate.Enter(_maxWait, cancellationToken))
            {
                throw Busy();
            }
        }
        finally
        {
            SearchMeasures.Waiting.Add(-1);
        }

        try
        {
            return new SearchTurn(work, asked, await source.OpenConnectionAsync(cancellationToken), gate);
        }
        catch
        {
            gate.Leave();
            throw;
        }
    }

    private static ProblemException Busy()
    {
        SearchMeasures.Refusals.Add(1);
        return new ProblemException(new Problem("/problems/busy", "Busy", 503,
            "Too many searches are under way; ask again (limits MaxParallelSearches, MaxParallelSearchesBesideWrites, MaxSearchWait)."));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _source.Dispose();
        _replica?.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        if (_replica is not null)
        {
            await _replica.DisposeAsync();
        }
    }
}

/// <summary>How searches share the database.</summary>
public sealed record SearchOptions
{
    /// <summary>How many searches a node has under way in the database at a time (limit <c>MaxParallelSearches</c>); others
    /// wait for their turn. Default: as many as this machine has processors, and at least 2.</summary>
    public int MaxParallel { get; init; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>How many of those while this node writes: what a write has to do is little, but it takes its turn with all that
    /// keeps the processors busy (limit <c>MaxParallelSearchesBesideWrites</c>). Default: half as many, and at least
    /// one.</summary>
    public int MaxParallelBesideWrites
    {
        get => Math.Min(field > 0 ? field : Math.Max(1, MaxParallel / 2), MaxParallel);
        init;
    }

    /// <summary>How long a search waits for its turn (limit <c>MaxSearchWait</c>). Default 15 s.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How far a replica may be behind for searches to read from it (limit <c>MaxReplicaLag</c>). Default 5 s.</summary>
    public TimeSpan MaxReplicaLag { get; init; } = TimeSpan.FromSeconds(5);
}
