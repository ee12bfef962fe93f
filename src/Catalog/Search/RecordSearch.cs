using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using OmeNgff.Catalog.Search.Queries;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;
using OmeNgff.Ngff.Axes;

namespace OmeNgff.Catalog.Search;

/// <summary>Finds records in the index.</summary>
public sealed class RecordSearch(SearchConnections connections)
{
    // The columns that every row of a page begins with.
    private const int OwnColumns = 9;

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

        var (rows, matched) = await Read(request, sql, after, limit + 1, countsAll, cancellationToken);

        // The next search has its turn already.
        var page = rows.Take(limit).ToList();
        var highlights = Highlights.Of(words);
        return new SearchPage(
            [.. page.Select(row => row.Item with { Highlight = row.Text is { } text ? highlights?.Of(text) : null })],
            matched,
            rows.Count > limit ? new SearchPosition(page[^1].Key, page[^1].IsName, page[^1].Values, matched) : null);
    }

    private async Task<(List<FoundRow> Rows, MatchCount Matched)> Read(
        SearchRequest request,
        SearchSql sql,
        SearchPosition? after,
        int limit,
        bool countsAll,
        CancellationToken cancellationToken)
    {
        await using var turn = await connections.Open(SearchMeasures.Work(request), request.InReplica, cancellationToken);
        var connection = turn.Connection;
        var (found, matched, areMany) = (Found.Nothing, after?.Matched, after is { Matched.Exact: false });
        if (!areMany)
        {
            found = await Read(connection, sql.Few(MatchPart.All, after, limit), request, cancellationToken);
            areMany = found.Count > SearchSql.MaxExactCount;
            matched ??= new MatchCount(Math.Min(found.Count, SearchSql.MaxExactCount), !areMany);
        }

        var rows = areMany
            ? await ReadMany(connection, sql, after, limit, found, request, cancellationToken)
            : found.Rows;

        if (countsAll && after is null && !matched!.Exact)
        {
            matched = new MatchCount((int)(await Scalar(connection, sql.Count(isWhole: true), cancellationToken))!, true);
        }

        return (rows, matched!);
    }

    /// <summary>The first of many matches, or those after a position.</summary>
    private static async Task<List<FoundRow>> ReadMany(
        NpgsqlConnection connection,
        SearchSql sql,
        SearchPosition? after,
        int limit,
        Found counted,
        SearchRequest request,
        CancellationToken cancellationToken)
    {
        if (!request.Order.IsEmpty)
        {
            return (await Read(connection, sql.Ordered(after, limit), request, cancellationToken)).Rows;
        }

        if (!sql.HasTiers)
        {
            return await ReadNewest(connection, sql, MatchPart.All, after?.Key, limit, counted, request, cancellationToken);
        }

        var rows = new List<FoundRow>();
        if (after is null or { IsName: true })
        {
            // Of many matches, few may have the words in their names.
            var named = sql.IsTwofold(MatchPart.All) && counted != Found.Nothing
                ? counted with { Count = counted.Named }
                : await Read(connection, sql.Few(MatchPart.Named, after, limit), request, cancellationToken);
            counted = counted == Found.Nothing ? named : counted;
            rows = named.Count <= SearchSql.MaxExactCount
                ? named.Rows
                : await ReadNewest(connection, sql, MatchPart.Named, after?.Key, limit, named, request, cancellationToken);

            after = null;
        }

        if (rows.Count < limit)
        {
            rows.AddRange(await ReadNewest(
                connection, sql, MatchPart.Others, after?.Key, limit - rows.Count, counted, request, cancellationToken));
        }

        return rows;
    }

    /// <summary>The newest of many matches, range by range.</summary>
    private static async Task<List<FoundRow>> ReadNewest(
        NpgsqlConnection connection,
        SearchSql sql,
        MatchPart part,
        long? before,
        int limit,
        Found counted,
        SearchRequest request,
        CancellationToken cancellationToken)
    {
        var rows = new List<FoundRow>();
        var newest = before - 1 ?? (long)(await Scalar(connection, sql.GreatestKey(), cancellationToken))!;
        var windows = new KeyWindows(newest, limit, counted.Density);
        while (rows.Count < limit && !windows.IsDone)
        {
            var found = (await Read(
                connection, sql.Newest(part, windows.Next(), limit - rows.Count), request, cancellationToken)).Rows;
            rows.AddRange(found);
            windows.Found(found.Count, limit - rows.Count);
        }

        return rows;
    }

    private static async Task<object?> Scalar(
        NpgsqlConnection connection, NpgsqlBatchCommand command, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
        return await batch.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task<Found> Read(
        NpgsqlConnection connection, NpgsqlBatchCommand command, SearchRequest request, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var found = Found.Nothing with { Rows = [] };
        while (await reader.ReadAsync(cancellationToken))
        {
            var counts = OwnColumns + request.Order.Length + 1;
            found = found with
            {
                Count = reader.GetInt32(counts),
                Density = reader.GetDouble(counts + 2),
                Named = reader.GetInt32(counts + 3),
            };
            if (await reader.IsDBNullAsync(0, cancellationToken))
            {
                continue;
            }

            var values = request.Order.Select((order, index) => Value(reader, OwnColumns + index)).ToImmutableArray();
            var isName = reader.GetBoolean(OwnColumns + values.Length);
            var text = OwnColumns + values.Length + 2;
            found.Rows.Add(new FoundRow(
                new SearchItem(
                    RecordKinds.Parse(reader.GetString(0)), reader.GetString(1), reader.GetString(3), reader.GetString(4),
                    request.Words is null ? 0 : isName ? 1 : 0.5f,
                    Highlight: null)
                {
                    Extent = ExtentOf(reader),
                },
                reader.GetInt64(2), isName, values,
                await reader.IsDBNullAsync(text, cancellationToken) ? null : reader.GetString(text)));
        }

        return found;
    }

    private static SearchExtent? ExtentOf(NpgsqlDataReader reader)
    {
        var units = reader.GetFieldValue<string[]>(6);
        var max = reader.GetFieldValue<double?[]>(8);
        return max.Length == 0 ? null : new SearchExtent(
            reader.GetFieldValue<string[]>(5), units, InOwnUnits(reader.GetFieldValue<double?[]>(7)), InOwnUnits(max));

        // The index has metres and seconds.
        double?[] InOwnUnits(double?[] edges) =>
        [
            .. edges.Select((edge, axis) =>
                edge is { } known && Units.TryFromSi(known, units[axis], out var own) ? own : edge),
        ];
    }

    private static JsonElement Value(NpgsqlDataReader reader, int column) => reader.GetValue(column) switch
    {
        DBNull => JsonSerializer.SerializeToElement<object?>(null),
        DateTime time => JsonSerializer.SerializeToElement(new DateTimeOffset(time)),
        var value => JsonSerializer.SerializeToElement(value),
    };

    /// <summary>What a statement found.</summary>
    /// <param name="Rows">The rows.</param>
    /// <param name="Count">How many match, to one more than are counted.</param>
    /// <param name="Density">How many match for each key; 0 where that is not known.</param>
    /// <param name="Named">How many of those that were counted have the words in their names.</param>
    private sealed record Found(List<FoundRow> Rows, int Count, double Density, int Named)
    {
        internal static readonly Found Nothing = new([], 0, 0, 0);
    }

    /// <summary>A match.</summary>
    /// <param name="Item">What is answered of it.</param>
    /// <param name="Key">Its key.</param>
    /// <param name="IsName">Whether its name has the words.</param>
    /// <param name="Values">What it is ordered by.</param>
    /// <param name="Text">The text to show the words in, or null.</param>
    private sealed record FoundRow(
        SearchItem Item, long Key, bool IsName, ImmutableArray<JsonElement> Values, string? Text);
}
