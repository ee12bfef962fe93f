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

    private readonly NpgsqlDataSource _source;

    /// <summary>Connections to the database of a connection string.</summary>
    public CommitConnections(string connectionString)
    {
        var builder = DatabaseSources.Builder(connectionString, "omengff commits");
        builder.ConnectionStringBuilder.ApplicationName = "omengff commits";
        builder.ConnectionStringBuilder.MaxAutoPrepare = MaxPrepared;
        builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        builder.ConnectionStringBuilder.Options =
            $"{builder.ConnectionStringBuilder.Options} {Planning}".TrimStart();
        _source = builder.Build();
        CommitMeasures.Begin();
    }

    /// <summary>Opens one.</summary>
    internal ValueTask<NpgsqlConnection> Open(CancellationToken cancellationToken) =>
        _source.OpenConnectionAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
