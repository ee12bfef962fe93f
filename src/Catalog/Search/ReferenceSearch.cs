using System.Collections.Immutable;
using Npgsql;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Catalog.Search;

/// <summary>Finds records by what people and programs call them.</summary>
public sealed class ReferenceSearch(NpgsqlDataSource source)
{
    /// <summary>Finds the records that an id, a name, a reference or a source address may mean.</summary>
    public async Task<ImmutableArray<SearchItem>> Resolve(string reference, CancellationToken cancellationToken)
    {
        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        var kind = colon > 0 && RecordKinds.TryParse(reference[..colon], out var parsed) ? parsed.Text() : null;
        var id = kind is null ? reference : reference[(colon + 1)..];
        await using var command = source.CreateCommand(
            """
            select kind, id, name, dataset
            from records
            where (id = $1 and ($2::text is null or kind = $2))
                or ($2::text is null and name = $3)
                or ($2::text is null and address = any($4))
            order by kind desc, id limit 100
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = (object?)kind ?? DBNull.Value });
        command.Parameters.Add(new() { Value = reference });
        command.Parameters.Add(new()
        {
            Value = new[] { StoreAddress.Normalize(reference), StoreAddress.WithoutLinks(reference) },
        });
        var items = ImmutableArray.CreateBuilder<SearchItem>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(new SearchItem(
                RecordKinds.Parse(reader.GetString(0)), reader.GetString(1), reader.GetString(2), reader.GetString(3), 1, null));
        }

        return items.ToImmutable();
    }
}
