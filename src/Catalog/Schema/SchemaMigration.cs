using System.Collections.Immutable;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
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

    /// <summary>The migrations of this release.</summary>
    private static readonly ImmutableHashSet<string> Known =
    [
        .. typeof(CatalogContext).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Migration)))
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()!.Id),
    ];

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
            var applied = await Applied(guard, cancellationToken);
            var unknown = applied.Except(Known).Order(StringComparer.Ordinal).ToList();
            if (unknown.Count > 0 && !Known.Contains(await CompatibleWithIn(guard, cancellationToken)))
            {
                throw new CatalogException(
                    $"The database has a newer schema ({unknown[^1]}) than this release of OmeNgff can use; "
                    + "start the newer release, or use another database.");
            }

            if (!Known.IsSubsetOf(applied))
            {
                await using var context = await contexts.CreateDbContextAsync(cancellationToken);
                await context.Database.MigrateAsync(cancellationToken);
            }

            await Incarnation.Settle(guard, cancellationToken);
        }
        finally
        {
            await Execute(guard, $"select pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    /// <summary>The migrations that the database has. Most starts find all of them, and need no context, whose model takes
    /// longer to make than all else at a start.</summary>
    private static async Task<ImmutableHashSet<string>> Applied(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string history = "\"__EFMigrationsHistory\"";
        await using var exists = new NpgsqlCommand($"select to_regclass('{history}') is not null", connection);
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return [];
        }

        await using var command = new NpgsqlCommand($"select \"MigrationId\" from {history}", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var applied = ImmutableHashSet.CreateBuilder<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetString(0));
        }

        return applied.ToImmutable();
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
