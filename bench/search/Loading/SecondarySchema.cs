using System.Collections.Concurrent;
using System.Collections.Immutable;
using Npgsql;

namespace OmeNgff.Bench.Search.Loading;

/// <summary>
/// The indexes and constraints of tables as they stand, to be dropped before a load and made again afterwards. Nothing of
/// what the migrations say is repeated here.
/// </summary>
internal sealed class SecondarySchema
{
    private readonly NpgsqlDataSource _source;
    private readonly ImmutableArray<Constraint> _constraints;
    private readonly ImmutableArray<Index> _indexes;

    private SecondarySchema(
        NpgsqlDataSource source, ImmutableArray<Constraint> constraints, ImmutableArray<Index> indexes) =>
        (_source, _constraints, _indexes) = (source, constraints, indexes);

    /// <summary>Reads them.</summary>
    /// <param name="source">The database.</param>
    /// <param name="tables">The tables, and those that they are partitions of.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static async Task<SecondarySchema> Read(
        NpgsqlDataSource source, string[] tables, CancellationToken cancellationToken)
    {
        var constraints = ImmutableArray.CreateBuilder<Constraint>();
        await using (var command = source.CreateCommand(
            """
            select conrelid::regclass::text, quote_ident(conname), contype::text, pg_get_constraintdef(c.oid),
                relkind = 'p', conparentid <> 0
            from pg_constraint c join pg_class on pg_class.oid = conrelid
            where contype in ('p', 'u', 'f') and (conrelid = any($1::regclass[]) or confrelid = any($1::regclass[]))
            order by c.oid
            """))
        {
            command.Parameters.Add(new() { Value = tables });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                constraints.Add(new Constraint(
                    reader.GetString(0), reader.GetString(1), reader.GetString(2) == "f", reader.GetString(3),
                    reader.GetBoolean(4), reader.GetBoolean(5), reader.GetString(2)));
            }
        }

        var indexes = ImmutableArray.CreateBuilder<Index>();
        await using (var command = source.CreateCommand(
            """
            select indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid), pg_am.amname,
                exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u'))
            from pg_index join pg_class on pg_class.oid = indexrelid join pg_am on pg_am.oid = relam
            where indrelid = any($1::regclass[]) and relkind = 'i'
            order by indexrelid
            """))
        {
            command.Parameters.Add(new() { Value = tables });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                indexes.Add(new Index(
                    reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3),
                    reader.GetBoolean(4)));
            }
        }

        return new SecondarySchema(source, constraints.ToImmutable(), indexes.ToImmutable());
    }

    /// <summary>Drops all.</summary>
    public async Task Drop(CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        foreach (var constraint in _constraints.Where(constraint => !constraint.IsInherited)
            .OrderByDescending(constraint => constraint.IsForeignKey))
        {
            await Execute(connection, $"alter table {constraint.Table} drop constraint {constraint.Name}", cancellationToken);
        }

        foreach (var index in _indexes.Where(index => !index.IsOfConstraint))
        {
            await Execute(connection, $"drop index {index.Name}", cancellationToken);
        }
    }

    /// <summary>Makes the indexes again, two at a time, the largest first.</summary>
    /// <param name="report">Takes how long each took.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task CreateIndexes(Action<string, TimeSpan> report, CancellationToken cancellationToken)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in _indexes.Select(index => index.Table).Distinct())
        {
            await using var command = _source.CreateCommand("select pg_relation_size($1::regclass)");
            command.Parameters.Add(new() { Value = table, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
            sizes[table] = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        }

        // An inverted index has many entries a row.
        var waiting = new ConcurrentQueue<Index>(
            _indexes.OrderByDescending(index => sizes[index.Table] * (index.Method == "btree" ? 1 : 4)));
        await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            while (waiting.TryDequeue(out var index))
            {
                var begin = System.Diagnostics.Stopwatch.GetTimestamp();
                await Execute(connection, index.Definition, cancellationToken);
                report(index.Name, System.Diagnostics.Stopwatch.GetElapsedTime(begin));
            }
        }));
    }

    /// <summary>Makes the constraints again: keys from their indexes, those of partitions before those of the whole; then
    /// foreign keys, which are checked.</summary>
    public async Task CreateConstraints(Action<string, TimeSpan> report, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        foreach (var constraint in _constraints
            .Where(constraint => !(constraint.IsForeignKey && constraint.IsInherited))
            .OrderBy(constraint => constraint.IsForeignKey).ThenBy(constraint => constraint.IsPartitioned))
        {
            var begin = System.Diagnostics.Stopwatch.GetTimestamp();
            var definition = constraint.IsForeignKey || constraint.IsPartitioned
                ? constraint.Definition
                : $"{(constraint.Type == "p" ? "primary key" : "unique")} using index {constraint.Name}";
            await Execute(
                connection,
                $"alter table {constraint.Table} add constraint {constraint.Name} {definition}",
                cancellationToken);
            report(constraint.Name, System.Diagnostics.Stopwatch.GetElapsedTime(begin));
        }
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record Constraint(
        string Table, string Name, bool IsForeignKey, string Definition, bool IsPartitioned, bool IsInherited, string Type);

    private sealed record Index(string Table, string Name, string Definition, string Method, bool IsOfConstraint);
}
