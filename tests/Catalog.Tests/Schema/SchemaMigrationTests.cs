using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OmeNgff.Catalog.Schema;
using OmeNgff.Tests.Support;

namespace OmeNgff.Catalog.Tests.Schema;

public sealed class SchemaMigrationTests
{
    [Fact]
    public async Task Nodes_that_start_together_migrate_once()
    {
        var database = await TestServer.CreateDatabase();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Migrate(database)));
        await Migrate(database);

        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("select incarnation from catalog");
        Assert.Equal(1, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_database_of_a_newer_release_is_refused_and_left_alone()
    {
        var database = await TestServer.CreateDatabase();
        await Migrate(database);
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(
            """insert into "__EFMigrationsHistory" values ('99990101000000_FromTheFuture', '99.0.0')""");
        await command.ExecuteNonQueryAsync();

        var refusal = await Assert.ThrowsAsync<CatalogException>(() => Migrate(database));
        Assert.Contains("FromTheFuture", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_model_has_no_change_that_lacks_a_migration()
    {
        await using var services = Services(await TestServer.CreateDatabase());
        await using var context = await services.GetRequiredService<IDbContextFactory<CatalogContext>>()
            .CreateDbContextAsync();
        Assert.False(context.Database.HasPendingModelChanges());
    }

    private static async Task Migrate(string database)
    {
        await using var services = Services(database);
        await SchemaMigration.Apply(
            services.GetRequiredService<NpgsqlDataSource>(),
            services.GetRequiredService<IDbContextFactory<CatalogContext>>(),
            CancellationToken.None);
    }

    private static ServiceProvider Services(string database)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCatalog(database);
        return services.BuildServiceProvider();
    }
}
