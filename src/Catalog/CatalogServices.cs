using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;
using OmeNgff.Catalog.Feed;
using OmeNgff.Catalog.Imports;
using OmeNgff.Catalog.Observability;
using OmeNgff.Catalog.Operations;
using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Schema;
using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Spaces;
using OmeNgff.Catalog.Turns;
using OmeNgff.Catalog.Verification;

namespace OmeNgff.Catalog;

/// <summary>Registers the catalog.</summary>
public static class CatalogServices
{
    /// <summary>Adds the catalog in a PostgreSQL database.</summary>
    /// <param name="services">The services.</param>
    /// <param name="connectionString">The database.</param>
    /// <param name="replica">A replica of it that searches read from, or null.</param>
    public static IServiceCollection AddCatalog(
        this IServiceCollection services, string connectionString, string? replica = null)
    {
        services.AddSingleton(_ => CreateDataSource(connectionString));
        services.AddPooledDbContextFactory<CatalogContext>((provider, options) =>
            options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new CommitOptions());
        services.AddSingleton(new FeedSource(connectionString));
        services.AddSingleton(provider =>
            new FeedSignal(connectionString, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider =>
            new CommitConnections(connectionString, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new ClusterTurns(connectionString));
        services.AddSingleton<IRecordStore, RecordStore>();
        services.AddSingleton<AlignmentVersions>();
        services.AddSingleton<CollectionSnapshots>();
        services.AddSingleton<ImportStore>();
        services.AddSingleton<OperationStore>();
        services.TryAddSingleton(new SearchOptions());
        services.AddSingleton(provider => new SearchConnections(
            connectionString, replica, provider.GetRequiredService<SearchOptions>(),
            provider.GetRequiredService<CommitConnections>()));
        services.AddSingleton(provider => new SearchReplica(
            replica, provider.GetRequiredService<SearchOptions>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SearchReplica>>()));
        services.AddSingleton<RecordSearch>();
        services.AddSingleton<FacetSearch>();
        services.AddSingleton<Search.Saved.SavedSearchStore>();
        services.AddSingleton<ReferenceSearch>();
        services.AddSingleton<CatalogVerification>();
        services.AddSingleton<Reindexing>();
        services.AddSingleton<SpaceCatalogReader>();
        services.AddSingleton<SpaceHistoryReader>();
        services.AddSingleton<ViewpointReader>();
        services.AddSingleton<LabelReader>();
        services.AddSingleton<CandidateReader>();
        services.TryAddSingleton(new SlowStatementOptions());
        services.AddSingleton(new StatementPlans(connectionString));
        services.AddHostedService<SlowStatements>();
        return services;
    }

    /// <summary>A pooled data source with the catalog's settings.</summary>
    public static NpgsqlDataSource CreateDataSource(string connectionString)
    {
        var builder = DatabaseSources.Builder(connectionString, "omengff");
        builder.ConnectionStringBuilder.MaxAutoPrepare = 50;
        return builder.Build();
    }
}
