using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using OmeNgff.Catalog.Search.Queries;
using OmeNgff.Client.Search;

namespace OmeNgff.Catalog.Search;

/// <summary>Counts how often values are found among the matches of a search: exactly among a moderate number, by a sample
/// of the index among many.</summary>
public sealed class FacetSearch(SearchConnections connections)
{
    // Where more are expected it is not tried whether there are so few that each can be looked at.
    private const int ManyMore = 2 * FacetSql.MaxFacetMatches;

    /// <summary>The values of facets, by name.</summary>
    public async Task<IReadOnlyDictionary<string, SearchFacet>> Count(
        SearchRequest request, ImmutableArray<Facet> facets, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var search = new SearchSql(request, SearchWords.Parse(request.Words));
        if (facets.IsEmpty || search.IsNothing)
        {
            return facets.ToDictionary(facet => facet.Name, _ => new SearchFacet([], true, 0), StringComparer.Ordinal);
        }

        await using var turn = await connections.Open(SearchWork.Facets, request.InReplica, cancellationToken);
        var connection = turn.Connection;
        var sql = new FacetSql(search, facets);
        var share = 1.0;
        var (matches, counts) = (0L, new List<(int Facet, string Value, long Count)>());

        // Where the database is far off, the sample says so.
        var isExact = await Expected(connection, sql, cancellationToken) < ManyMore;
        if (!isExact)
        {
            await Sample();
            isExact = matches / share < ManyMore;
        }

        if (isExact)
        {
            (matches, counts) = await Read(connection, sql.Count(null, out share), cancellationToken);
            isExact = matches <= FacetSql.MaxFacetMatches;
            if (!isExact)
            {
                await Sample();
            }
        }

        return facets.Select((facet, index) => (facet.Name, Facet: Of(counts.Where(count => count.Facet == index), share, isExact)))
            .ToDictionary(pair => pair.Name, pair => pair.Facet, StringComparer.Ordinal);

        async Task Sample() => (matches, counts) = await Read(
            connection, sql.Count(await Rows(connection, search, cancellationToken), out share), cancellationToken);
    }

    private static async Task<double> Expected(NpgsqlConnection connection, FacetSql sql, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { sql.Expect() } };
        using var plan = JsonDocument.Parse((string)(await batch.ExecuteScalarAsync(cancellationToken))!);
        return plan.RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetDouble();
    }

    private static SearchFacet Of(IEnumerable<(int Facet, string Value, long Count)> counts, double share, bool isExact)
    {
        var values = counts.OrderByDescending(count => count.Count).ThenBy(count => count.Value, StringComparer.Ordinal).ToList();
        return new SearchFacet(
            [
                .. values.Take(Facet.MaxFacetValues)
                    .Select(count => new FacetCount(count.Value, isExact ? count.Count : (long)Math.Round(count.Count / share))),
            ],
            isExact,
            Math.Max(0, values.Count - Facet.MaxFacetValues));
    }

    private static async Task<double> Rows(
        NpgsqlConnection connection, SearchSql search, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select sum(greatest(reltuples, 0))::double precision from pg_class
            where oid = any(array(select relid from pg_partition_tree($1::regclass) where isleaf))
            """, connection)
        {
            Parameters = { new() { Value = search.Table } },
        };
        return await command.ExecuteScalarAsync(cancellationToken) is double rows ? rows : 0;
    }

    private static async Task<(long Matches, List<(int Facet, string Value, long Count)> Counts)> Read(
        NpgsqlConnection connection, NpgsqlBatchCommand command, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var (matches, counts) = (0L, new List<(int, string, long)>());
        while (await reader.ReadAsync(cancellationToken))
        {
            if (await reader.IsDBNullAsync(1, cancellationToken))
            {
                matches = reader.GetInt64(2);
            }
            else
            {
                counts.Add((reader.GetInt32(0), reader.GetString(1), reader.GetInt64(2)));
            }
        }

        return (matches, counts);
    }
}
