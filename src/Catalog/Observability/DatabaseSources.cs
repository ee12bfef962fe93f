using Npgsql;

namespace OmeNgff.Catalog.Observability;

/// <summary>The connections to the database, as those who run the catalog see them: by name in metrics and in the log of slow
/// statements.</summary>
public static class DatabaseSources
{
    /// <summary>Opens a connection of its own, outside of the pools. Who has one may wait in it for long: no statement of it
    /// counts as slow.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="name">The connection's name, also in the database.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    public static async Task<NpgsqlConnection> OpenAlone(
        string connectionString, string name, CancellationToken cancellationToken)
    {
        var alone = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = name };

        // A connection that is open needs its source no more.
        await using var source = new NpgsqlDataSourceBuilder(alone.ConnectionString) { Name = name }.Build();
        return await source.OpenConnectionAsync(cancellationToken);
    }

    /// <summary>A pool that is to be configured further.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="name">The pool's name.</param>
    internal static NpgsqlDataSourceBuilder Builder(string connectionString, string name)
    {
        // Without a name metrics would name the connection string.
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = name };
        builder.ConnectionStringBuilder.ApplicationName ??= name;
        return builder.ConfigureTracing(tracing => tracing
            .ConfigureCommandEnrichmentCallback((activity, command) =>
                activity.SetCustomProperty(SlowStatement.Property, command))
            .ConfigureBatchEnrichmentCallback((activity, batch) =>
                activity.SetCustomProperty(SlowStatement.Property, batch)));
    }
}
