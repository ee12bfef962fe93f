using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace OmeNgff.Catalog.Schema;

/// <summary>Brings a database to the schema of this release, once, however many nodes start together.</summary>
public static class SchemaMigration
{
    /// <summary>The advisory lock of migrations; any number that nothing else uses.</summary>
    private const long LockKey = 0x4F6D654E67666601;

    /// <summary>
    /// The newest migration that nodes cannot do without. A release that knows it runs on later schemas too, beside nodes of
    /// later releases, and may follow them: a migration that only adds leaves this as it is. One that takes away or changes
    /// what earlier releases use sets <see cref="CatalogRow.CompatibleWith"/> to itself.
    /// </summary>
    internal const string CompatibleWith = "20261129000000_Membership";

    /// <summary>Applies what is missing. The schema of a later release stays as it is, where this one can do with it.</summary>
    /// <exception cref="CatalogException">The database is of a newer release that this one cannot run beside, or too old a
    /// PostgreSQL.</exception>
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
            if (unknown.Count > 0 && !known.Contains(await CompatibleWithIn(guard, cancellationToken)))
            {
                throw new CatalogException(
                    $"The database has a newer schema ({unknown[^1]}) than this release of OmeNgff can use; "
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

    private static async Task<string> CompatibleWithIn(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select compatible_with from catalog", connection);
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
