using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using OmeNgff.Catalog.Search.Queries;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;

namespace OmeNgff.Catalog.Search;

/// <summary>Finds records in the index.</summary>
public sealed class RecordSearch(NpgsqlDataSource source)
{
    // The columns that every row of a page begins with.
    private const int OwnColumns = 9;

    private static readonly MatchPart[] WholePart = [MatchPart.All];
    private static readonly MatchPart[] BothParts = [MatchPart.Named, MatchPart.Others];
    private static readonly MatchPart[] LastPart = [MatchPart.Others];

    /// <summary>One page of the matches.</summary>
    /// <param name="request">Which records.</param>
    /// <param name="after">Where the page before ended, or null.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="countsAll">True to count all matches however many there are.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="Client.Problems.ProblemException">400: the request cannot be searched by.</exception>
    public async Task<SearchPage> Search(
        SearchRequest request, SearchPosition? after, int limit, bool countsAll, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var words = SearchWords.Parse(request.Words);
        var sql = new SearchSql(request, words);
        if (sql.IsNothing)
        {
            return new SearchPage([], new MatchCount(0, true), null);
        }

        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var (rows, matched) = (new List<FoundRow>(), after?.Matched);
        var areFew = false;
        if (!sql.HasTiers || matched is null or { Exact: true, Count: <= SearchSql.MaxExactCount })
        {
            (rows, var count) = await Read(
                connection, sql.Few(MatchPart.All, after, limit + 1), request, cancellationToken);
            matched ??= new MatchCount(Math.Min(count, SearchSql.MaxExactCount), count <= SearchSql.MaxExactCount);
            areFew = count <= SearchSql.MaxExactCount;
        }

        foreach (var part in areFew ? [] : !sql.HasTiers ? WholePart : after is { IsName: false } ? LastPart : BothParts)
        {
            if (rows.Count <= limit)
            {
                var own = part == MatchPart.All || after?.IsName == (part == MatchPart.Named) ? after : null;
                rows.AddRange(await ReadPart(connection, sql, part, own, limit + 1 - rows.Count, request, cancellationToken));
            }
        }

        if (countsAll && after is null && !matched.Exact)
        {
            matched = new MatchCount(await Count(connection, sql, cancellationToken), true);
        }

        var page = rows.Take(limit).ToList();
        return new SearchPage(
            [.. page.Select(row => row.Item)],
            matched,
            rows.Count > limit ? new SearchPosition(page[^1].Key, page[^1].IsName, page[^1].Values, matched) : null);
    }

    private static async Task<List<FoundRow>> ReadPart(
        NpgsqlConnection connection,
        SearchSql sql,
        MatchPart part,
        SearchPosition? after,
        int limit,
        SearchRequest request,
        CancellationToken cancellationToken)
    {
        if (part == MatchPart.Named)
        {
            // Of many matches, few may have the words in their names.
            var (named, count) = await Read(connection, sql.Few(part, after, limit), request, cancellationToken);
            if (count <= SearchSql.MaxExactCount)
            {
                return named;
            }
        }

        return (await Read(connection, sql.Many(part, after, limit), request, cancellationToken)).Rows;
    }

    private static async Task<int> Count(
        NpgsqlConnection connection, SearchSql sql, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { sql.Count(isWhole: true) } };
        return (int)(await batch.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<(List<FoundRow> Rows, int Count)> Read(
        NpgsqlConnection connection, NpgsqlBatchCommand command, SearchRequest request, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var (rows, count) = (new List<FoundRow>(), 0);
        while (await reader.ReadAsync(cancellationToken))
        {
            count = reader.GetInt32(OwnColumns + request.Order.Length + 1);
            if (await reader.IsDBNullAsync(0, cancellationToken))
            {
                continue;
            }

            var values = request.Order.Select((order, index) => Value(reader, OwnColumns + index)).ToImmutableArray();
            var isName = reader.GetBoolean(OwnColumns + values.Length);
            var highlight = OwnColumns + values.Length + 2;
            rows.Add(new FoundRow(
                new SearchItem(
                    RecordKinds.Parse(reader.GetString(0)), reader.GetString(1), reader.GetString(3), reader.GetString(4),
                    request.Words is null ? 0 : isName ? 1 : 0.5f,
                    await reader.IsDBNullAsync(highlight, cancellationToken) ? null : reader.GetString(highlight))
                {
                    Extent = ExtentOf(reader),
                },
                reader.GetInt64(2), isName, values));
        }

        return (rows, count);
    }

    private static SearchExtent? ExtentOf(NpgsqlDataReader reader)
    {
        var max = reader.GetFieldValue<double?[]>(8);
        return max.Length == 0 ? null : new SearchExtent(
            reader.GetFieldValue<string[]>(5), reader.GetFieldValue<string[]>(6), reader.GetFieldValue<double?[]>(7), max);
    }

    private static JsonElement Value(NpgsqlDataReader reader, int column) => reader.GetValue(column) switch
    {
        DBNull => JsonSerializer.SerializeToElement<object?>(null),
        DateTime time => JsonSerializer.SerializeToElement(new DateTimeOffset(time)),
        var value => JsonSerializer.SerializeToElement(value),
    };

    private sealed record FoundRow(SearchItem Item, long Key, bool IsName, ImmutableArray<JsonElement> Values);
}
