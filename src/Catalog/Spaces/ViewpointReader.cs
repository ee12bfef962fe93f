using System.Collections.Immutable;
using Npgsql;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Spaces;

/// <summary>Finds viewpoints by what they refer to.</summary>
public sealed class ViewpointReader(NpgsqlDataSource source)
{
    /// <summary>The viewpoints that pin a version of an alignment.</summary>
    public Task<ImmutableArray<ViewpointRecord>> Pinning(string alignment, CancellationToken cancellationToken) => Read(
        $"""
        select id from record_references
        where kind = 'viewpoint' and role = {(short)ReferenceRole.Pin} and target_kind = 'alignmentVersion'
            and target_id > $1 || '@' and target_id < $1 || '@:'
        """, alignment, cancellationToken);

    /// <summary>The viewpoints that show one of these images.</summary>
    public Task<ImmutableArray<ViewpointRecord>> Showing(string[] images, CancellationToken cancellationToken) => Read(
        $"""
        select level.id from unnest($1) as shown (id) cross join lateral (
            select id from record_references
            where kind = 'viewpoint' and role = {(short)ReferenceRole.Layer} and target_kind = 'image'
                and target_id = shown.id collate "C" offset 0) level
        """, images, cancellationToken);

    /// <summary>Reads the viewpoints whose ids a statement finds: these first, once, and then each by its key, whatever the
    /// planner thinks of their numbers.</summary>
    private async Task<ImmutableArray<ViewpointRecord>> Read(
        string sql, object value, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new(SpaceCatalogReader.ById),
                new($"""
                    with found as materialized (select distinct id from ({sql}) ids)
                    select viewpoint.body from found cross join lateral (
                        select body from records where kind = 'viewpoint' and id = found.id offset 0) viewpoint
                    order by found.id
                    """)
                {
                    Parameters = { new() { Value = value } },
                },
            },
        };
        var viewpoints = ImmutableArray.CreateBuilder<ViewpointRecord>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            viewpoints.Add((ViewpointRecord)RecordJson.Read(RecordKind.Viewpoint, reader.GetString(0)));
        }

        return viewpoints.ToImmutable();
    }
}
