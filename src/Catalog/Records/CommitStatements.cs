using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using OmeNgff.Client.Json;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records;

/// <summary>The statements that a commit writes with beside those of the records. Every value is a parameter.</summary>
internal static class CommitStatements
{
    internal static NpgsqlBatchCommand DeleteReferences(IReadOnlyCollection<RecordReference> records) => new(
        """
        delete from record_references
        where (kind, id) in (select kind collate "C", id collate "C" from unnest($1, $2) as outdated (kind, id))
        """)
    {
        Parameters =
        {
            new() { Value = records.Select(record => record.Kind.Text()).ToArray() },
            new() { Value = records.Select(record => record.Id).ToArray() },
        },
    };

    internal static NpgsqlBatchCommand InsertReferences(
        IReadOnlyCollection<(RecordReference From, int Ordinal, HeldReference To)> references) => new(
        """
        insert into record_references (kind, id, ordinal, role, target_kind, target_id)
        select * from unnest($1, $2, $3, $4, $5, $6)
        """)
        {
            Parameters =
        {
            new() { Value = references.Select(reference => reference.From.Kind.Text()).ToArray() },
            new() { Value = references.Select(reference => reference.From.Id).ToArray() },
            new() { Value = references.Select(reference => reference.Ordinal).ToArray() },
            new() { Value = references.Select(reference => (short)reference.To.Role).ToArray() },
            new() { Value = references.Select(reference => reference.To.Target.Kind.Text()).ToArray() },
            new() { Value = references.Select(reference => reference.To.Target.Id).ToArray() },
        },
        };

    /// <summary>Keeps references that are no more, with the time of the version that gave them up.</summary>
    internal static NpgsqlBatchCommand KeepFormer(
        IReadOnlyCollection<(RecordReference From, HeldReference To, DateTimeOffset Until)> references) => new(
        """
        insert into former_references (kind, id, role, target_kind, target_id, until)
        select * from unnest($1, $2, $3, $4, $5, $6)
        """)
        {
            Parameters =
        {
            new() { Value = references.Select(reference => reference.From.Kind.Text()).ToArray() },
            new() { Value = references.Select(reference => reference.From.Id).ToArray() },
            new() { Value = references.Select(reference => (short)reference.To.Role).ToArray() },
            new() { Value = references.Select(reference => reference.To.Target.Kind.Text()).ToArray() },
            new() { Value = references.Select(reference => reference.To.Target.Id).ToArray() },
            new()
            {
                Value = references.Select(reference => reference.Until).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
            },
        },
        };

    /// <summary>Raises the revisions of images' views, which begin at 1.</summary>
    internal static NpgsqlBatchCommand RaiseViews(IEnumerable<string> images) => new(
        """
        insert into image_views (image_id, view_revision) select id, 1 from unnest($1) as image (id)
        on conflict (image_id) do update set view_revision = image_views.view_revision + 1
        returning image_id, view_revision
        """)
    {
        Parameters = { new() { Value = images.ToArray() } },
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

    internal static NpgsqlBatchCommand Operation(
        NamedOperation operation,
        DateTimeOffset at,
        ChangeName change,
        ImmutableSortedDictionary<RecordReference, long> versions) => new(
        "insert into operations (caller, key, digest, at, change, versions) values ($1, $2, $3, $4, $5, $6)")
        {
            Parameters =
        {
            new() { Value = operation.Caller },
            new() { Value = operation.Key },
            new() { Value = operation.Digest },
            new() { Value = at },
            new() { Value = change.ToString() },
            new()
            {
                Value = CatalogJson.Serialize(
                    versions.ToImmutableSortedDictionary(pair => pair.Key.ToString(), pair => pair.Value)),
                NpgsqlDbType = NpgsqlDbType.Json,
            },
        },
        };
}
