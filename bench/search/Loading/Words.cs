using Npgsql;

namespace OmeNgff.Bench.Search.Loading;

/// <summary>The words of texts as the search index keeps them, made by the database itself.</summary>
internal sealed class Words(NpgsqlConnection connection)
{
    /// <summary>The words of each text, in the binary form of <c>tsvector</c>.</summary>
    public async Task<List<byte[]>> Of(string[] texts, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select tsvectorsend(to_tsvector('simple', text)) from unnest($1) with ordinality as texts (text, place)
            order by place
            """, connection)
        {
            Parameters = { new() { Value = texts } },
        };
        var words = new List<byte[]>(texts.Length);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            words.Add(reader.GetFieldValue<byte[]>(0));
        }

        return words;
    }
}
