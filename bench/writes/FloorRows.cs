using Npgsql;
using NpgsqlTypes;

namespace OmeNgff.Bench.Writes;

/// <summary>
/// The rows that the catalog wrote for records, read back, so that the bare statements write the same ones.
/// </summary>
internal sealed class FloorRows
{
    private static readonly (string Table, string Columns)[] Tables =
    [
        ("records", "kind, id, version, dataset, dataset_kind, name, body, search_text, updated_at, address"),
        ("history", "kind, id, version, at, by, reason, changed, body, transaction, number, incarnation"),
        ("record_references", "kind, id, ordinal, role, target_kind, target_id"),
        ("image_index",
            "image_id, view_revision, axes, units, extent_min, extent_max, voxel_size, pyramid_kind, factors, diagnostics"),
    ];

    private readonly List<(string Sql, List<(object Value, NpgsqlDbType? Type)> Values)> _statements = [];

    /// <summary>How many rows.</summary>
    public int Count => _statements.Count;

    /// <summary>Reads the rows of the records whose ids begin so.</summary>
    public static async Task<FloorRows> Read(NpgsqlDataSource source, string prefix)
    {
        var rows = new FloorRows();
        foreach (var (table, columns) in Tables)
        {
            var names = columns.Split(", ");
            var id = table == "image_index" ? "image_id" : "id";
            await using var command = source.CreateCommand(
                $"select {columns} from {table} where {id} like $1 || '%' order by {names[0]}, {names[1]}");
            command.Parameters.Add(new() { Value = prefix });
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var values = new List<(object, NpgsqlDbType?)>();
                for (var column = 0; column < names.Length; column++)
                {
                    values.Add((reader.GetValue(column), names[column] == "body" ? NpgsqlDbType.Json : null));
                }

                var slots = string.Join(", ", Enumerable.Range(1, names.Length).Select(slot => $"${slot}"));
                rows._statements.Add(($"insert into {table} ({columns}) values ({slots})", values));
            }
        }

        return rows;
    }

    /// <summary>Writes the rows that are not there yet.</summary>
    public Task InsertNew(NpgsqlDataSource target) => Insert(target, " on conflict do nothing");

    /// <summary>Writes all rows in one transaction, a statement each, in one batch.</summary>
    public async Task Insert(NpgsqlDataSource target, string onConflict = "")
    {
        await using var connection = await target.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (sql, values) in _statements)
        {
            var command = new NpgsqlBatchCommand(sql + onConflict);
            foreach (var (value, type) in values)
            {
                command.Parameters.Add(type is { } known
                    ? new NpgsqlParameter { Value = value, NpgsqlDbType = known }
                    : new NpgsqlParameter { Value = value });
            }

            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }
}
