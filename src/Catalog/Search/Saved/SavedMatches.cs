using System.Collections.Immutable;
using Npgsql;
using OmeNgff.Catalog.Search.Queries;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;

namespace OmeNgff.Catalog.Search.Saved;

/// <summary>
/// The records that match a saved search, as they were found last. Whoever wants news compares them with what matches now,
/// in one statement: so whatever made a record match, a change of its own, of an array, a plate or an alignment far away, is
/// news once.
/// </summary>
/// <param name="name">The name of the search.</param>
/// <param name="request">What it searches.</param>
internal sealed class SavedMatches(string name, SearchRequest request)
{
    /// <summary>How many records may match a saved search (limit <c>MaxSavedMatches</c>).</summary>
    internal const int MaxSavedMatches = 100_000;

    private readonly SearchSql _search = new(request, SearchWords.Parse(request.Words));

    /// <summary>Takes all that matches for known.</summary>
    internal async Task Begin(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (sql, found) = Found();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("delete from saved_members where search = $1") { Parameters = { new() { Value = name } } },
                sql.Command(
                    $"""
                    with found (kind, id, key) as ({found})
                    insert into saved_members (search, kind, id) select {sql.Add(name)}, kind, id from found
                    """),
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await RefuseMany(connection, cancellationToken);
    }

    /// <summary>Notes what came to match and what does no more.</summary>
    internal async Task GoOn(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (sql, found) = Found();
        var search = sql.Add(name);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                sql.Command(
                    $"""
                    with found (kind, id, key) as materialized ({found}),
                    gone as (
                        delete from saved_members member where search = {search} and not exists (
                            select from found where found.kind = member.kind and found.id = member.id)),
                    come as (
                        insert into saved_members (search, kind, id)
                        select {search}, kind, id from found where not exists (
                            select from saved_members member
                            where member.search = {search} and member.kind = found.kind and member.id = found.id)
                        returning kind, id)
                    insert into saved_matches (search, number, at, kind, id)
                    select {search},
                        coalesce((select max(number) from saved_matches where search = {search}), 0)
                            + row_number() over (order by found.key),
                        clock_timestamp(), found.kind, found.id
                    from come join found on found.kind = come.kind and found.id = come.id
                    """),
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await RefuseMany(connection, cancellationToken);
    }

    /// <summary>Reads what came to match, without what the reader may no longer see.</summary>
    internal async Task<ImmutableArray<SearchMatch>> Read(
        NpgsqlConnection connection, long after, int limit, CancellationToken cancellationToken)
    {
        var sql = new SqlText(request.Reader);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                sql.Command(
                    $"""
                    select match.number, match.at, match.kind, match.id, entry.name,
                        exists (select from saved_members member
                            where member.search = match.search and member.kind = match.kind and member.id = match.id)
                    from saved_matches match left join lateral (
                        select id, name, dataset from search_index
                        where kind = match.kind and id = match.id offset 0) entry on true
                    where match.search = {sql.Add(name)} and match.number > {sql.Add(after)}
                        and (entry.id is null or {SeenSql.Dataset(sql, "entry.dataset")})
                    order by match.number limit {sql.Add((long)limit)}
                    """),
            },
        };
        var matches = ImmutableArray.CreateBuilder<SearchMatch>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            matches.Add(new SearchMatch(
                reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), RecordKinds.Parse(reader.GetString(2)),
                reader.GetString(3), await reader.IsDBNullAsync(4, cancellationToken) ? null : reader.GetString(4),
                reader.GetBoolean(5)));
        }

        return matches.ToImmutable();
    }

    private (SqlText Sql, string Found) Found()
    {
        var sql = new SqlText(request.Reader);
        return (sql, _search.IsNothing
            ? "select null::text, null::text, null::bigint where false"
            : string.Join(" union all ", _search.Sources(sql, byIndex: true)
                .Select(source => $"(select s.kind, s.id, s.key {source} limit {MaxSavedMatches + 1})")));
    }

    private async Task RefuseMany(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var count = new NpgsqlCommand(
            "select count(*) from (select from saved_members where search = $1 limit $2) members", connection)
        {
            Parameters =
            {
                new() { Value = name },
                new() { Value = MaxSavedMatches + 1 },
            },
        };
        if ((long)(await count.ExecuteScalarAsync(cancellationToken))! > MaxSavedMatches)
        {
            throw ProblemException.Invalid("/query", "saved-search-too-wide",
                $"More than {MaxSavedMatches} records match; a saved search is followed up to that many (limit "
                + "MaxSavedMatches).");
        }
    }
}
