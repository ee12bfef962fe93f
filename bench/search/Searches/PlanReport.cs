using System.Globalization;
using System.Text;
using Npgsql;
using OmeNgff.Catalog.Search.Queries;

namespace OmeNgff.Bench.Search.Searches;

/// <summary>The plans of all kinds of searches, and the sizes of tables and indexes, as text.</summary>
internal static class PlanReport
{
    /// <summary>Writes the report.</summary>
    public static async Task Write(SearchNode node, int images, string path)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{images:N0} images. Made by: bench/run search plans");
        text.AppendLine().AppendLine("## Sizes");
        foreach (var line in await Lines(node, new NpgsqlBatchCommand(
            """
            select format('%-52s %10s', c.relname, pg_size_pretty(pg_relation_size(c.oid)))
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'public' and c.relkind in ('r', 'i') and pg_relation_size(c.oid) > 100000
            order by pg_relation_size(c.oid) desc
            """)))
        {
            text.AppendLine(line);
        }

        foreach (var one in SearchCase.All())
        {
            var request = await node.Request(one.Query);
            var sql = new SearchSql(request, SearchWords.Parse(request.Words));
            await Add($"{one.Name}: {one.Query}", sql.Few(MatchPart.All, null, SearchCase.Limit + 1));
            if (!request.Order.IsEmpty)
            {
                await Add($"{one.Name}, many", sql.Ordered(null, SearchCase.Limit + 1));
                continue;
            }

            if (sql.HasTiers && !sql.IsTwofold(MatchPart.All))
            {
                await Add($"{one.Name}, words in the name", sql.Few(MatchPart.Named, null, SearchCase.Limit + 1));
            }

            var newest = await Newest(node, sql);
            foreach (var width in (int[])[512, 30_000])
            {
                await Add($"{one.Name}, many, the newest {width} keys",
                    sql.Newest(sql.HasTiers ? MatchPart.Others : MatchPart.All, new KeyRange(newest - width, newest), SearchCase.Limit + 1));
            }
        }

        await File.WriteAllTextAsync(path, text.ToString());

        async Task Add(string title, NpgsqlBatchCommand command)
        {
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"## {title}");

            // Once to warm it.
            await Lines(node, Explained(command));
            foreach (var line in await Lines(node, Explained(command)))
            {
                // Thousands of spaces make long lines.
                text.AppendLine(line.Length <= 240 ? line : $"{line[..240]}…");
            }
        }
    }

    private static async Task<long> Newest(SearchNode node, SearchSql sql)
    {
        await using var command = node.Database.CreateCommand(sql.GreatestKey().CommandText);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static NpgsqlBatchCommand Explained(NpgsqlBatchCommand command)
    {
        var explained = new NpgsqlBatchCommand($"explain (analyze, buffers) {command.CommandText}");
        foreach (NpgsqlParameter parameter in command.Parameters)
        {
            explained.Parameters.Add(parameter.Clone());
        }

        return explained;
    }

    private static async Task<List<string>> Lines(SearchNode node, NpgsqlBatchCommand command)
    {
        await using var connection = await node.Database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
        await using var reader = await batch.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }
}
