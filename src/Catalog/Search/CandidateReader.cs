using System.Collections.Immutable;
using Npgsql;
using OmeNgff.Catalog.Search.Queries;
using OmeNgff.Ngff;

namespace OmeNgff.Catalog.Search;

/// <summary>A box in a coordinate space in which images lie that may meet a box of another one.</summary>
/// <param name="Space">The space.</param>
/// <param name="Min">The least coordinate per axis, in metres and seconds.</param>
/// <param name="Max">The greatest coordinate.</param>
/// <param name="TakesExact">True where it is to be seen whether an exact extent meets the other box, false where the index
/// says so.</param>
public sealed record CandidateSpace(
    string Space, EquatableArray<double> Min, EquatableArray<double> Max, bool TakesExact);

/// <summary>An image that may meet a box.</summary>
/// <param name="Image">Its id.</param>
/// <param name="Alignment">The alignment by which it lies there.</param>
/// <param name="LabelOf">The id of the image that it labels, or null.</param>
public sealed record Candidate(string Image, string Alignment, string? LabelOf);

/// <summary>Asks the index which images may meet a box.</summary>
public sealed class CandidateReader(SearchConnections connections)
{
    /// <summary>The images whose placed extents meet one of some boxes.</summary>
    /// <param name="spaces">The boxes.</param>
    /// <param name="excluded">Ids of alignments whose placed extents do not count.</param>
    /// <param name="limit">How many are read at the most.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<ImmutableArray<Candidate>> Read(
        IReadOnlyCollection<CandidateSpace> spaces,
        ImmutableArray<string> excluded,
        int limit,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spaces);
        if (spaces.Count == 0)
        {
            return [];
        }

        await using var turn = await connections.Open(SearchWork.Candidates, cancellationToken);
        var connection = turn.Connection;
        await using var command = new NpgsqlCommand(
            """
            with searched as materialized (
                select space collate "C" as space, box::cube as box, takes_exact
                from unnest($1, $2, $3) as named (space, box, takes_exact))
            select p.image_id, p.alignment, s.label_of
            from (
                select p.image_id, p.alignment, p.image_key
                from searched join placed_extents p on p.space = searched.space and p.box && searched.box
                where searched.takes_exact
                union all
                select p.image_id, p.alignment, p.image_key
                from searched join placed_extents p on p.space = searched.space and p.box && searched.box
                where not searched.takes_exact and not p.is_exact) p
            join search_index_images s on s.key = p.image_key
            where p.alignment <> all($4)
            limit $5
            """, connection);
        command.Parameters.Add(new() { Value = spaces.Select(space => space.Space).ToArray() });
        command.Parameters.Add(new() { Value = spaces.Select(space => PlacedCondition.Cube(space.Min, space.Max)).ToArray() });
        command.Parameters.Add(new() { Value = spaces.Select(space => space.TakesExact).ToArray() });
        command.Parameters.Add(new() { Value = excluded.ToArray() });
        command.Parameters.Add(new() { Value = limit });
        var candidates = ImmutableArray.CreateBuilder<Candidate>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            candidates.Add(new Candidate(
                reader.GetString(0), reader.GetString(1),
                await reader.IsDBNullAsync(2, cancellationToken) ? null : reader.GetString(2)));
        }

        return candidates.ToImmutable();
    }
}
