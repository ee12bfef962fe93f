using Npgsql;
using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Search.Queries;

namespace OmeNgff.Bench.Search.Searches;

/// <summary>The bare statements of a search: the first matches with where their words stand, and their number up to a
/// thousand, in one round trip.</summary>
/// <param name="source">The database.</param>
/// <param name="one">The search.</param>
/// <param name="request">What the catalog makes of it, of which the places are taken.</param>
internal sealed class BareSearch(NpgsqlDataSource source, SearchCase one, SearchRequest request)
{
    private readonly SpatialCondition? _place = request.Places.OfType<PlacedCondition>().FirstOrDefault()?.Place;

    private string From => _place is null
        ? "search_index_images s"
        : """
          placed_extents p join unnest($1::text[], $2::text[], $3::text[]) as searched (space, box, map)
              on p.space = searched.space collate "C" and p.box && searched.box::cube
          join search_index_images s on s.key = p.image_key
          """;

    private string Where => _place is null
        ? one.Where
        : $"""
          p.alignment <> all($4::text[]) and placement_meets(p.center, p.half_edges, searched.map::double precision[], $5, $6)
              and {one.Where}
          """;

    /// <summary>Carries it out.</summary>
    /// <returns>The ids that were found, in order, and how many match, up to 1,001.</returns>
    public async Task<(List<string> Found, long Count)> Run()
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command($"select count(*) from (select from {From} where {Where} limit 1001) found"),
                Command(
                    $"""
                    select kind, id, name, dataset, axes, units, extent_min, extent_max,
                        (select ts_headline('simple', left(r.search_text, 2000), plainto_tsquery('simple', '{Word}'),
                            'StartSel=<em>, StopSel=</em>, MaxWords=20, MinWords=5')
                            from records r where '{Word}' <> '' and r.kind = page.kind and r.id = page.id)
                    from (select s.* from {From} where {Where} order by {one.Order} limit {SearchCase.Limit}) page
                    """),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.ReadAsync();
        var count = reader.GetInt64(0);
        await reader.NextResultAsync();
        var found = new List<string>();
        while (await reader.ReadAsync())
        {
            found.Add(reader.GetString(1));
        }

        return (found, count);
    }

    private string Word => one.Query.Split('&').FirstOrDefault(part => part.StartsWith("q=", StringComparison.Ordinal))?[2..] ?? "";

    private NpgsqlBatchCommand Command(string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        if (_place is not null)
        {
            foreach (var value in new object[]
            {
                _place.Spaces.Select(space => space.Space).ToArray(),
                _place.Spaces.Select(space => PlacedCondition.Cube(space.Min, space.Max)).ToArray(),
                _place.Spaces.Select(space => $"{{{string.Join(',', space.Map.Select(number =>
                    number.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}}}").ToArray(),
                _place.Excluded.ToArray(),
                _place.Min.ToArray(),
                _place.Max.ToArray(),
            })
            {
                command.Parameters.Add(new() { Value = value });
            }
        }

        return command;
    }
}
