using System.Collections.Immutable;
using Npgsql;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records;

/// <summary>Reads collections together with the collections that are their members.</summary>
public sealed class CollectionSnapshots(NpgsqlDataSource source)
{
    /// <summary>A collection with its members, or null when there is none.</summary>
    public async Task<CollectionSnapshot?> Read(string id, CancellationToken cancellationToken)
    {
        // One statement sees one snapshot.
        await using var command = source.CreateCommand(
            $"""
            select 0 as place, body from records where kind = 'collection' and id = $1
            union all
            select 1, inner_collection.body from records inner_collection
            where inner_collection.kind = 'collection' and inner_collection.id in (
                select target_id from record_references
                where kind = 'collection' and id = $1 and target_kind = 'collection'
                    and role = {(short)ReferenceRole.Member})
            order by place
            """);
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        CollectionRecord? collection = null;
        var members = ImmutableDictionary.CreateBuilder<string, CollectionRecord>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            var record = (CollectionRecord)RecordJson.Read(RecordKind.Collection, reader.GetString(1));
            if (reader.GetInt32(0) == 0)
            {
                collection = record;
            }
            else
            {
                members[record.Id] = record;
            }
        }

        return collection is null ? null : new CollectionSnapshot(collection, members.ToImmutable());
    }
}

/// <summary>A collection with its members as they were at one moment.</summary>
/// <param name="Collection">The collection.</param>
/// <param name="Members">The collections among its members, by id.</param>
public sealed record CollectionSnapshot(
    CollectionRecord Collection, ImmutableDictionary<string, CollectionRecord> Members);
