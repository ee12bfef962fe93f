using Npgsql;

namespace OmeNgff.Catalog.Observability;

/// <summary>The pools of connections, as those who run the catalog see them: by name in metrics and in the log of slow
/// statements.</summary>
internal static class DatabaseSources
{
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
