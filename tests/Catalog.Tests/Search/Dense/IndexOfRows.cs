using OmeNgff.Catalog.Search.Queries;

namespace OmeNgff.Catalog.Tests.Search.Dense;

/// <summary>
/// A database of its own whose index has many more rows than facets are counted of. No records are registered, which would
/// take minutes: the rows are written as they would be written for plain images.
/// </summary>
/// <remarks>
/// Row n of 1 to <see cref="Rows"/> has a data type that is spread over the index, the tag <c>early</c> where n is at most
/// 60,000, which lie together, two datasets that lie together too, <c>odd</c> where n is, and tags that as many
/// rows have as are counted each, and one more.
/// </remarks>
public sealed class IndexOfRows : IAsyncLifetime
{
    public const int Rows = 120_000;

    private const int Few = FacetSql.MaxFacetMatches;

    public CatalogFixture Catalog { get; } = new();

    public async Task InitializeAsync()
    {
        await Catalog.InitializeAsync();
        await Execute(
            $$"""
            insert into search_index (
                kind, id, dataset, name, created_at, created_by, updated_at, updated_by, words, terms, tags, attributes,
                data_type, axes, units, shape, chunk_shape, voxel_size, extent_min, extent_max, codecs, channels,
                pyramid_kind, factors, diagnostics, level_count, label_count, alignments)
            select 'image', 'i' || n, dataset, name, now(), 'tester', now(), 'tester', to_tsvector('simple', name),
                array['dataset=' || dataset, 'createdBy=tester', 'updatedBy=tester', 'dataType=' || data_type,
                    'axes[]=y', 'axes[]=x'] || array(select 'tags[]=' || tag from unnest(tags) as own (tag)),
                tags, jsonb_build_object('dose', n % 7), data_type, '{"y","x"}', '{"micrometer","micrometer"}',
                '{64,32}', '{32,32}', '{1e-6,1e-6}', '{-5e-7,-5e-7}', '{6.35e-5,3.15e-5}', '{"blosc"}', '{}',
                'discrete', '{"1,1"}', '{}', 1, 0, '{}'
            from generate_series(1, {{Rows}}) n
            cross join lateral (
                select 'set-' || (n - 1) / 60000 as dataset, 'Scan ' || n % 100 as name,
                    case when n % 10 < 6 then 'uint16' when n % 10 < 9 then 'uint8' else 'float32' end as data_type,
                    array_remove(array[
                        case when n <= 60000 then 'early' end, case when n % 2 = 1 then 'odd' end,
                        case when n % {{Rows / Few}} = 0 then 'at-most-{{Few}}' end,
                        case when n = 2 or n % {{Rows / Few}} = 0 then 'at-most-{{Few + 1}}' end],
                        null) as tags) own
            """);
        await Execute("analyze search_index_images");
    }

    public Task DisposeAsync() => Catalog.DisposeAsync();

    /// <summary>How often each value of an expression of rows <c>s</c> is found among rows, and the sum of the squares of
    /// how often it is on each page.</summary>
    public async Task<Dictionary<string, (long Count, double Squares)>> Truth(string values, string condition)
    {
        await using var command = Catalog.Source.CreateCommand(
            $"""
            select value, sum(n)::bigint, sum(n * n)::double precision from (
                select value, (s.ctid::text::point)[0] as page, count(*) as n
                from search_index_images s cross join lateral unnest({values}) as own (value) where {condition}
                group by value, page) pages
            group by value
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var truth = new Dictionary<string, (long, double)>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            truth.Add(reader.GetString(0), (reader.GetInt64(1), reader.GetDouble(2)));
        }

        return truth;
    }

    private async Task Execute(string sql)
    {
        await using var command = Catalog.Source.CreateCommand(sql);
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync();
    }
}
