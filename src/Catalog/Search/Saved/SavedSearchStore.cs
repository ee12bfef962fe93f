using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using OmeNgff.Client.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Search;

namespace OmeNgff.Catalog.Search.Saved;

/// <summary>Saved searches by name. They are settings of people, no records: they have versions and no history. The news of
/// one are what whoever saved it may see, so nobody else is told them, or puts another search in its place.</summary>
public sealed class SavedSearchStore(NpgsqlDataSource source, SearchConnections connections)
{
    private const string Columns = "name, description, query, version, created_at, created_by, updated_at, updated_by";

    /// <summary>A saved search, or null.</summary>
    public async Task<SavedSearch?> Read(string name, CancellationToken cancellationToken) =>
        (await Read($"select {Columns} from saved_searches where name = $1", [name], cancellationToken)).FirstOrDefault();

    /// <summary>Saved searches by name.</summary>
    /// <param name="after">Only names after this one; null from the start.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public Task<ImmutableArray<SavedSearch>> List(string? after, int limit, CancellationToken cancellationToken) => Read(
        $"select {Columns} from saved_searches where name > $1 order by name limit $2", [after ?? "", limit], cancellationToken);

    /// <summary>Saves a search. What matches it now is known to do so; another query begins anew.</summary>
    /// <param name="search">The search.</param>
    /// <param name="expected">The version that stands; 0 for none.</param>
    /// <param name="by">Who saves it.</param>
    /// <param name="request">What its query means.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The search as it is saved, or null when another version stands.</returns>
    /// <exception cref="ProblemException">403: the search that stands is somebody else's.</exception>
    public async Task<SavedSearch?> Put(
        SavedSearch search, long expected, string by, SearchRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(search);
        var matches = new SavedMatches(search.Name, request);
        await using var turn = await connections.Open(SearchWork.Saved, cancellationToken);
        var connection = turn.Connection;
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var write = new NpgsqlCommand(
            expected == 0
                ? $"""
                  insert into saved_searches ({Columns}) values ($1, $2, $3, 1, now(), $4, now(), $4)
                  on conflict do nothing returning created_by
                  """
                : """
                  update saved_searches set description = $2, query = $3, version = version + 1, updated_at = now(),
                      updated_by = $4
                  where name = $1 and version = $5 returning created_by
                  """, connection))
        {
            write.Parameters.Add(new() { Value = search.Name });
            write.Parameters.Add(new() { Value = (object?)search.Description ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            write.Parameters.Add(new() { Value = CatalogJson.Serialize(search.Query), NpgsqlDbType = NpgsqlDbType.Json });
            write.Parameters.Add(new() { Value = by });
            if (expected > 0)
            {
                write.Parameters.Add(new() { Value = expected });
            }

            if (await write.ExecuteScalarAsync(cancellationToken) is not string owner)
            {
                return null;
            }

            RefuseOthers(search.Name, owner, by);
        }

        await matches.Begin(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return await Read(search.Name, cancellationToken);
    }

    /// <summary>Deletes a saved search.</summary>
    /// <returns>False when another version stands.</returns>
    public async Task<bool> Delete(string name, long expected, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("delete from saved_searches where name = $1 and version = $2");
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = expected });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>What came to match a saved search, in the order in which that was found.</summary>
    /// <param name="name">The name of the search.</param>
    /// <param name="request">What its query means now.</param>
    /// <param name="after">Only numbers after this one.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="ProblemException">403: the reader is not who saved the search.</exception>
    public async Task<ImmutableArray<SearchMatch>> Matches(
        string name, SearchRequest request, long after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var matches = new SavedMatches(name, request);
        await using var turn = await connections.Open(SearchWork.Saved, cancellationToken);
        var connection = turn.Connection;
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // One at a time finds out what is new.
        await using (var hold = new NpgsqlCommand(
            "select created_by from saved_searches where name = $1 for update", connection))
        {
            hold.Parameters.Add(new() { Value = name });
            if (await hold.ExecuteScalarAsync(cancellationToken) is string owner)
            {
                RefuseOthers(name, owner, request.Reader.Name);
            }
        }

        await matches.GoOn(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return await matches.Read(connection, after, limit, cancellationToken);
    }

    private static void RefuseOthers(string name, string owner, string by)
    {
        if (owner != by)
        {
            throw new ProblemException(new Problem("/problems/forbidden", "Forbidden", 403,
                $"The saved search '{name}' is somebody else's; save one of your own."));
        }
    }

    private async Task<ImmutableArray<SavedSearch>> Read(
        string sql, object[] values, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        var searches = ImmutableArray.CreateBuilder<SavedSearch>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            searches.Add(new SavedSearch
            {
                Name = reader.GetString(0),
                Description = await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetString(1),
                Query = CatalogJson.Deserialize<Dictionary<string, IReadOnlyList<string>>>(reader.GetString(2)),
                Version = reader.GetInt64(3),
                CreatedAt = reader.GetFieldValue<DateTimeOffset>(4),
                CreatedBy = reader.GetString(5),
                UpdatedAt = reader.GetFieldValue<DateTimeOffset>(6),
                UpdatedBy = reader.GetString(7),
            });
        }

        return searches.ToImmutable();
    }
}
