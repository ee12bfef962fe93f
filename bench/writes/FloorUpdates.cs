using Npgsql;
using NpgsqlTypes;

namespace OmeNgff.Bench.Writes;

/// <summary>
/// Bare transactions that write what an update of arrays writes, in as many round trips: find what depends on them, lock
/// and read, write, commit. They compute nothing.
/// </summary>
internal sealed class FloorUpdates(NpgsqlDataSource target)
{
    // Of no transaction that the server numbers.
    private static long _transactions = 1L << 40;

    /// <summary>The same, and then reads who refers to an array, which an answer over HTTP tells.</summary>
    public async Task RunAndRead(string array, string image)
    {
        await Run([array], [image]);
        await using var command = target.CreateCommand(
            "select kind, id from record_references where target_kind = 'array' and target_id = $1 order by kind, id");
        command.Parameters.Add(new() { Value = array });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            reader.GetString(1);
        }
    }

    /// <summary>Updates arrays and the index of the images that reference them.</summary>
    public async Task Run(string[] arrays, string[] images)
    {
        await using var connection = await target.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Execute(connection,
            new NpgsqlBatchCommand(
                "select distinct id from record_references where target_kind = 'array' and target_id = any($1)")
            {
                Parameters = { new() { Value = arrays } },
            });
        var bodies = new Dictionary<string, string>(StringComparer.Ordinal);
        await using (var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(
                    "select id, body from records where kind = 'array' and id = any($1) order by id for no key update")
                {
                    Parameters = { new() { Value = arrays } },
                },
                new NpgsqlBatchCommand(
                    "select id, body from records where kind = 'image' and id = any($1) order by id for no key update")
                {
                    Parameters = { new() { Value = images } },
                },
            },
        })
        {
            await using var reader = await batch.ExecuteReaderAsync();
            do
            {
                while (await reader.ReadAsync())
                {
                    bodies[reader.GetString(0)] = reader.GetString(1);
                }
            }
            while (await reader.NextResultAsync());
        }

        await Write(connection, arrays, images, bodies);
        await transaction.CommitAsync();
    }

    private static async Task Write(
        NpgsqlConnection connection, string[] arrays, string[] images, Dictionary<string, string> bodies)
    {
        var number = 0;
        _transactions++;
        await Execute(connection,
        [
            .. arrays.Select(id => new NpgsqlBatchCommand(
                "update records set version = version + 1, body = $2, updated_at = now() where kind = 'array' and id = $1")
            {
                Parameters = { new() { Value = id }, new() { Value = bodies[id], NpgsqlDbType = NpgsqlDbType.Json } },
            }),
            .. arrays.Select(id => new NpgsqlBatchCommand(
                """
                insert into history (kind, id, version, at, by, reason, changed, body, transaction, number)
                values ('array', $1, (select max(version) + 1 from history where kind = 'array' and id = $1), now(),
                    'local', 'patched', '{/coordinateTransformations/0/transformations/0/scale/2}', $2, $3, $4)
                """)
            {
                Parameters =
                {
                    new() { Value = id },
                    new() { Value = bodies[id], NpgsqlDbType = NpgsqlDbType.Json },
                    new() { Value = _transactions },
                    new() { Value = number++ },
                },
            }),
            .. images.Select(id => new NpgsqlBatchCommand(
                """
                update image_index set view_revision = view_revision + 1, extent_min = $2, extent_max = $3, voxel_size = $4
                where image_id = $1
                """)
            {
                Parameters =
                {
                    new() { Value = id },
                    new() { Value = new double[] { -0.5, -1, -0.3, -0.3 } },
                    new() { Value = new double[] { 1.5, 1023, 1331, 1331 } },
                    new() { Value = new double[] { 1, 2, 0.65, 0.65 } },
                },
            }),
        ]);
    }

    private static async Task Execute(NpgsqlConnection connection, params IReadOnlyCollection<NpgsqlBatchCommand> commands)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync();
    }
}
