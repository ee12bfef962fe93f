using System.Collections.Immutable;
using Npgsql;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;

namespace OmeNgff.Catalog.Records;

/// <summary>Reads collections together with the records that their documents are derived from.</summary>
public sealed class CollectionSnapshots(NpgsqlDataSource source)
{
    private static readonly string Statement =
        $"""
        with held as materialized (
            select target_kind, target_id from record_references
            where kind = 'collection' and id = $1 and target_kind in ('collection', 'space', 'alignment')
        ), led as materialized (
            select target_kind, target_id from record_references
            where kind = 'alignment' and id in (select target_id from held where target_kind = 'alignment')
                and (role = {(short)ReferenceRole.Default}
                    or role = {(short)ReferenceRole.End} and target_kind = 'image')
        ), finest as materialized (
            select target_kind, target_id from record_references
            where kind = 'image' and id in (select target_id from led where target_kind = 'image')
                and role = {(short)ReferenceRole.Level} and ordinal = 0
        )
        select true as own, kind, body from records where kind = 'collection' and id = $1
        union all
        select false, kind, body from records where (kind, id) in (
            select * from held union select * from led union select * from finest)
        """;

    /// <summary>A collection with what belongs to it, or null when there is none.</summary>
    public async Task<CollectionSnapshot?> Read(string id, CancellationToken cancellationToken)
    {
        // One statement sees one snapshot.
        await using var command = source.CreateCommand(Statement);
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        CollectionRecord? collection = null;
        var related = ImmutableDictionary.CreateBuilder<RecordReference, CatalogRecord>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var record = RecordJson.Read(RecordKinds.Parse(reader.GetString(1)), reader.GetString(2));
            if (reader.GetBoolean(0))
            {
                collection = (CollectionRecord)record;
            }
            else
            {
                related[new RecordReference(record.Kind, record.Id)] = record;
            }
        }

        return collection is null ? null : new CollectionSnapshot(collection, related.ToImmutable());
    }
}

/// <summary>A collection with what its documents are derived from, as all was at one moment.</summary>
/// <param name="Collection">The collection.</param>
/// <param name="Related">The collections, spaces and alignments that it names, the default versions of the alignments,
/// the images that these end at, and the first level of each of these images.</param>
public sealed record CollectionSnapshot(
    CollectionRecord Collection, ImmutableDictionary<RecordReference, CatalogRecord> Related)
{
    /// <summary>The collections among its members, by id.</summary>
    public IReadOnlyDictionary<string, CollectionRecord> Members { get; } = Related.Values.OfType<CollectionRecord>()
        .ToDictionary(member => member.Id, StringComparer.Ordinal);

    /// <summary>A record that belongs to it, or null.</summary>
    public TRecord? Find<TRecord>(string id)
        where TRecord : CatalogRecord =>
        Related.GetValueOrDefault(new RecordReference(RecordKinds.Of<TRecord>(), id)) as TRecord;

    /// <summary>The axes of an end of one of its alignments as they are now, or null where it is none.</summary>
    public EquatableArray<Axis>? AxesOf(string end) => SpaceReference.TryParse(end, out var reference)
        ? reference.Kind switch
        {
            RecordKind.Space => Find<SpaceRecord>(reference.Id)?.Axes,
            RecordKind.Image when Find<ImageRecord>(reference.Id) is { } image =>
                Find<ArrayRecord>(image.Levels[0].Array)?.Axes,
            _ => null,
        }
        : null;
}
