using Npgsql;
using NpgsqlTypes;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records;

/// <summary>The statements that a commit writes with. Every value is a parameter.</summary>
internal static class CommitStatements
{
    internal static NpgsqlBatchCommand Put(CatalogRecord record, bool isNew) => new(isNew
        ? """
          insert into records (kind, id, version, dataset, dataset_kind, name, body, search_text, updated_at, address)
          values ($1, $2, $3, $4, 'dataset', $5, $6, $7, $8, $9)
          """
        : """
          update records set version = $3, dataset = $4, name = $5, body = $6, search_text = $7, updated_at = $8,
              address = $9
          where kind = $1 and id = $2
          """)
    {
        Parameters =
        {
            new() { Value = record.Kind.Text() },
            new() { Value = record.Id },
            new() { Value = record.Version },
            new() { Value = record.Dataset },
            new() { Value = record.DisplayName },
            new() { Value = RecordJson.Write(record), NpgsqlDbType = NpgsqlDbType.Json },
            new() { Value = RecordJson.SearchText(record) },
            new() { Value = record.UpdatedAt },
            new() { Value = (object?)AddressOf(record) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        },
    };

    private static string? AddressOf(CatalogRecord record) => record switch
    {
        ArrayRecord array => array.Location?.Address,
        ImageRecord image => image.Location?.Address,
        _ => null,
    };

    internal static NpgsqlBatchCommand Delete(RecordReference reference) =>
        new("delete from records where kind = $1 and id = $2")
        {
            Parameters = { new() { Value = reference.Kind.Text() }, new() { Value = reference.Id } },
        };

    internal static NpgsqlBatchCommand History(
        RecordReference reference,
        long version,
        DateTimeOffset at,
        string by,
        string reason,
        CatalogRecord? before,
        CatalogRecord? after,
        long transaction,
        int number)
    {
        var body = after is null ? null : RecordJson.Write(after);
        var changed = RecordJson.Changed(before is null ? null : RecordJson.Write(before), body);
        return new NpgsqlBatchCommand(
            """
            insert into history (kind, id, version, at, by, reason, changed, body, transaction, number)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """)
        {
            Parameters =
            {
                new() { Value = reference.Kind.Text() },
                new() { Value = reference.Id },
                new() { Value = version },
                new() { Value = at },
                new() { Value = by },
                new() { Value = reason },
                new() { Value = changed },
                new() { Value = (object?)body ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Json },
                new() { Value = transaction },
                new() { Value = number },
            },
        };
    }

    internal static void AddLevels(NpgsqlBatch batch, ImageRecord image)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand("delete from level_references where image_id = $1")
        {
            Parameters = { new() { Value = image.Id } },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            insert into level_references (image_id, image_kind, ordinal, array_id, array_kind)
            select $1, 'image', level.ordinal - 1, level.array_id, 'array'
            from unnest($2) with ordinality as level (array_id, ordinal)
            """)
        {
            Parameters =
            {
                new() { Value = image.Id },
                new() { Value = image.Levels.Select(level => level.Array).ToArray() },
            },
        });
    }

    internal static NpgsqlBatchCommand Index(string image, ImageDerivation derivation) => new(
        """
        insert into image_index (image_id, view_revision, axes, extent_min, extent_max)
        values ($1, 1, $2, $3, $4)
        on conflict (image_id) do update set view_revision = image_index.view_revision + 1,
            axes = excluded.axes, extent_min = excluded.extent_min, extent_max = excluded.extent_max
        returning image_id, view_revision
        """)
    {
        Parameters =
        {
            new() { Value = image },
            new() { Value = derivation.Consolidated.Axes.Select(axis => axis.Name).ToArray() },
            new() { Value = derivation.Extent.Min.ToArray() },
            new() { Value = derivation.Extent.Max.ToArray() },
        },
    };

    internal static NpgsqlBatchCommand EndView(string image) => new(
        "update image_index set view_revision = view_revision + 1 where image_id = $1 returning image_id, view_revision")
    {
        Parameters = { new() { Value = image } },
    };

    internal static NpgsqlBatchCommand Source(TakenSource source, string versions, bool isNew) => new(isNew
        ? """
          insert into sources (address, multiscale, image_id, digest, versions, image_kind)
          values ($1, $2, $3, $4, $5, 'image')
          """
        : """
          update sources set digest = $4, versions = $5 where address = $1 and multiscale = $2 and image_id = $3
          """)
    {
        Parameters =
        {
            new() { Value = source.Address },
            new() { Value = source.Multiscale },
            new() { Value = source.Image },
            new() { Value = source.Digest },
            new() { Value = versions, NpgsqlDbType = NpgsqlDbType.Json },
        },
    };
}
