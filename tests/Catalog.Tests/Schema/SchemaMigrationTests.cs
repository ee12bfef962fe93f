using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
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

        // A later release that only added to the schema leaves it open to this one.
        await Migrate(database);

        command.CommandText = "update catalog set compatible_with = '99990101000000_FromTheFuture'";
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

    [Fact]
    public async Task What_images_gave_up_before_former_references_were_kept_is_taken_from_their_histories()
    {
        var database = await TestServer.CreateDatabase();
        await using (var services = Services(database))
        {
            await using var context = await services.GetRequiredService<IDbContextFactory<CatalogContext>>()
                .CreateDbContextAsync();
            await context.GetService<IMigrator>().MigrateAsync("AllKinds");
        }

        await using var source = NpgsqlDataSource.Create(database);
        await using (var histories = source.CreateCommand(
            """
            insert into history (kind, id, version, at, by, reason, changed, body, transaction, number)
            select 'image', id, version, '2026-01-01Z'::timestamptz + version * interval '1 day', 'x', 'x', '{}',
                body::json, 1, row_number() over ()
            from (values
                ('i', 1, '{"levels":[{"path":"0","array":"a"},{"path":"1","array":"b"}]}'),
                ('i', 2, '{"levels":[{"path":"0","array":"b"},{"path":"1","array":"c"},{"path":"2","array":"c"}]}'),
                ('i', 3, null),
                ('i', 4, '{"levels":[{"path":"0","array":"b"}]}'),
                ('j', 1, '{}'), ('j', 2, '{}')) as made (id, version, body)
            """))
        {
            await histories.ExecuteNonQueryAsync();
        }

        await Migrate(database);

        await using var command = source.CreateCommand(
            """
            select string_agg(concat_ws(' ', kind, id, role, target_kind, target_id, extract(day from until at time zone 'UTC')),
                ', ' order by until, target_id) from former_references
            """);
        Assert.Equal("image i 1 array a 3, image i 1 array b 4, image i 1 array c 4", await command.ExecuteScalarAsync());
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
