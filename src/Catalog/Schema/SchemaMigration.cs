using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace OmeNgff.Catalog.Schema;

/// <summary>Brings a database to the schema of this release, once, however many nodes start together.</summary>
public static class SchemaMigration
{
    /// <summary>The advisory lock of migrations; any number that nothing else uses.</summary>
    private const long LockKey = 0x4F6D654E67666601;

    /// <summary>Applies what is missing.</summary>
    /// <exception cref="CatalogException">The database is of a newer release, or too old a PostgreSQL.</exception>
    public static async Task Apply(
        NpgsqlDataSource source, IDbContextFactory<CatalogContext> contexts, CancellationToken cancellationToken)
    {
        await using var guard = await source.OpenConnectionAsync(cancellationToken);
        if (guard.PostgreSqlVersion.Major < 15)
        {
            throw new CatalogException(
                $"PostgreSQL 15 or newer is needed; this server is {guard.PostgreSqlVersion}.");
        }

        await Execute(guard, $"select pg_advisory_lock({LockKey})", cancellationToken);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
            var unknown = (await context.Database.GetAppliedMigrationsAsync(cancellationToken))
                .Where(migration => !known.Contains(migration)).ToList();
            if (unknown.Count > 0)
            {
                throw new CatalogException(
                    $"The database has a newer schema ({unknown[^1]}) than this release of OmeNgff knows; "
                    + "start the newer release, or use another database.");
            }

            await context.Database.MigrateAsync(cancellationToken);
            await Incarnation.Settle(guard, cancellationToken);
        }
        finally
        {
            await Execute(guard, $"select pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
