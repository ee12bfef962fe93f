using System.Collections.Immutable;
using Npgsql;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Catalog.Search;

/// <summary>Search by words over names, descriptions, tags and attribute values, best match first.</summary>
public sealed class WordSearch(NpgsqlDataSource source)
{
    /// <summary>Up to this many matches are counted exactly (limit <c>MaxExactCount</c>).</summary>
    public const int MaxExactCount = 1000;

    /// <summary>
    /// Finds records. Words follow web-search syntax (quotes, <c>-</c>, <c>or</c>); names also match by substring.
    /// Without words, all records match.
    /// </summary>
    public async Task<SearchPage> Search(SearchRequest request, CancellationToken cancellationToken)
    {
        var words = string.IsNullOrWhiteSpace(request.Words) ? null : request.Words.Trim();
        object[] parameters =
        [
            (object?)words ?? DBNull.Value,
            words is null ? DBNull.Value : $"%{EscapeLike(words)}%",
            request.Kinds.IsDefaultOrEmpty
                ? DBNull.Value
                : request.Kinds.Select(kind => kind.Text()).ToArray(),
            (object?)request.Dataset ?? DBNull.Value,
        ];
        var items = await ReadItems(request, parameters, cancellationToken);
        return new SearchPage(items, await Count(parameters, cancellationToken));
    }

    /// <summary>Finds the records that an id, a name, a reference or a source address may mean.</summary>
    public async Task<ImmutableArray<SearchItem>> Resolve(string reference, CancellationToken cancellationToken)
    {
        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        var kind = colon > 0 && RecordKinds.TryParse(reference[..colon], out var parsed) ? parsed.Text() : null;
        var id = kind is null ? reference : reference[(colon + 1)..];
        await using var command = source.CreateCommand(
            """
            select kind, id, name, dataset, 1.0::real, null
            from records
            where (id = $1 and ($2::text is null or kind = $2))
                or ($2::text is null and name = $3)
                or ($2::text is null and address = any($4))
            order by kind desc, id limit 100
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = (object?)kind ?? DBNull.Value });
        command.Parameters.Add(new() { Value = reference });
        command.Parameters.Add(new()
        {
            Value = new[] { StoreAddress.Normalize(reference), StoreAddress.WithoutLinks(reference) },
        });
        return await Read(command, cancellationToken);
    }

    private const string Matches =
        """
        ($1::text is null or words @@ websearch_to_tsquery('simple', $1) or name ilike $2)
            and ($3::text[] is null or kind = any($3)) and ($4::text is null or dataset = $4)
        """;

    private async Task<ImmutableArray<SearchItem>> ReadItems(
        SearchRequest request, object[] parameters, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"""
            select kind, id, name, dataset, score,
                case when $1::text is null then null else ts_headline('simple', left(search_text, 2000),
                    websearch_to_tsquery('simple', $1), 'StartSel=<em>, StopSel=</em>, MaxWords=20, MinWords=5') end
            from (
                select kind, id, name, dataset, search_text,
                    (case when $1::text is null then 0
                        else ts_rank(words, websearch_to_tsquery('simple', $1))
                            + case when name ilike $2 then 1 else 0 end end)::real as score
                from records where {Matches}) matches
            where $5::real is null or score < $5 or (score = $5 and (kind, id) > ($6, $7))
            order by score desc, kind, id limit $8
            """);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        command.Parameters.Add(new() { Value = (object?)request.After?.Score ?? DBNull.Value });
        command.Parameters.Add(new() { Value = request.After?.Kind.Text() ?? "" });
        command.Parameters.Add(new() { Value = request.After?.Id ?? "" });
        command.Parameters.Add(new() { Value = request.Limit });
        return await Read(command, cancellationToken);
    }

    private async Task<MatchCount> Count(object[] parameters, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"select count(*)::int from (select 1 from records where {Matches} limit {MaxExactCount + 1}) matches");
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        var count = (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        return new MatchCount(Math.Min(count, MaxExactCount), count <= MaxExactCount);
    }

    private static async Task<ImmutableArray<SearchItem>> Read(
        NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var items = ImmutableArray.CreateBuilder<SearchItem>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(new SearchItem(
                RecordKinds.Parse(reader.GetString(0)), reader.GetString(1), reader.GetString(2),
                reader.GetString(3), reader.GetFloat(4), await reader.IsDBNullAsync(5, cancellationToken) ? null : reader.GetString(5)));
        }

        return items.ToImmutable();
    }

    private static string EscapeLike(string text) => text
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal);
}

/// <summary>What is searched.</summary>
/// <param name="Words">The words, or null for all records.</param>
/// <param name="Limit">How many at the most.</param>
public sealed record SearchRequest(string? Words, int Limit)
{
    /// <summary>The kinds; empty for all.</summary>
    public ImmutableArray<RecordKind> Kinds { get; init; } = [];

    /// <summary>Only records of this dataset, or null.</summary>
    public string? Dataset { get; init; }

    /// <summary>The last item of the page before, or null.</summary>
    public SearchItem? After { get; init; }
}

/// <summary>A page of matches.</summary>
/// <param name="Items">The matches, best first.</param>
/// <param name="Matched">How many match in all.</param>
public sealed record SearchPage(ImmutableArray<SearchItem> Items, MatchCount Matched);
