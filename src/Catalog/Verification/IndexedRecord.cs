using System.Collections.Immutable;
using Npgsql;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Verification;

/// <summary>A record with all that the database keeps beside its body.</summary>
internal sealed record IndexedRecord
{
    /// <summary>Which record.</summary>
    internal required RecordReference Reference { get; init; }

    /// <summary>The version in its column.</summary>
    internal long Version { get; init; }

    /// <summary>The dataset in its column.</summary>
    internal required string Dataset { get; init; }

    /// <summary>The name in its column.</summary>
    internal required string Name { get; init; }

    /// <summary>The address in its column, or null.</summary>
    internal string? Address { get; init; }

    /// <summary>The searched words in their column.</summary>
    internal required string SearchText { get; init; }

    /// <summary>The time in its column.</summary>
    internal DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The record.</summary>
    internal required CatalogRecord Record { get; init; }

    /// <summary>Its JSON.</summary>
    internal required string Json { get; init; }

    /// <summary>A page of records after one, in the order (kind, id).</summary>
    /// <param name="connection">A connection, with a transaction where the page is to be of one snapshot.</param>
    /// <param name="after">The last record of the page before, or null.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="isLocked">True to lock them against other writers.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    internal static async Task<ImmutableArray<IndexedRecord>> ReadPage(
        NpgsqlConnection connection,
        RecordReference? after,
        int limit,
        bool isLocked,
        CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select kind, id, version, dataset, name, address, search_text, updated_at, body from records
            where (kind, id) > ($1, $2) order by kind, id limit $3 {(isLocked ? "for no key update" : "")}
            """, connection)
        {
            Parameters =
            {
                new() { Value = after?.Kind.Text() ?? "" },
                new() { Value = after?.Id ?? "" },
                new() { Value = limit },
            },
        };
        var page = ImmutableArray.CreateBuilder<IndexedRecord>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var kind = RecordKinds.Parse(reader.GetString(0));
            var json = reader.GetString(8);
            page.Add(new IndexedRecord
            {
                Reference = new RecordReference(kind, reader.GetString(1)),
                Version = reader.GetInt64(2),
                Dataset = reader.GetString(3),
                Name = reader.GetString(4),
                Address = await reader.IsDBNullAsync(5, cancellationToken) ? null : reader.GetString(5),
                SearchText = reader.GetString(6),
                UpdatedAt = reader.GetFieldValue<DateTimeOffset>(7),
                Record = RecordJson.Read(kind, json),
                Json = json,
            });
        }

        return page.ToImmutable();
    }

    /// <summary>The arrays that images reference, and the bases of arrays, by id.</summary>
    internal static async Task<Dictionary<string, ArrayRecord>> ReadArrays(
        NpgsqlConnection connection, IEnumerable<IndexedRecord> page, CancellationToken cancellationToken)
    {
        var ids = page.SelectMany(indexed => HeldReference.Of(indexed.Record))
            .Where(reference => reference.Role is ReferenceRole.Level or ReferenceRole.Base)
            .Select(reference => reference.Target.Id).Distinct(StringComparer.Ordinal).ToArray();
        var arrays = new Dictionary<string, ArrayRecord>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(
            "select id, body from records where kind = 'array' and id = any($1)", connection)
        {
            Parameters = { new() { Value = ids } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            arrays[reader.GetString(0)] = (ArrayRecord)RecordJson.Read(RecordKind.Array, reader.GetString(1));
        }

        return arrays;
    }

    /// <summary>The default versions of the alignments of a page, by alignment.</summary>
    internal static async Task<Dictionary<string, AlignmentVersionRecord>> ReadChosen(
        NpgsqlConnection connection, IEnumerable<IndexedRecord> page, CancellationToken cancellationToken)
    {
        var ids = page.Select(indexed => indexed.Record).OfType<AlignmentRecord>()
            .Where(alignment => alignment.DefaultVersion is not null)
            .Select(alignment => AlignmentVersionRecord.IdOf(alignment.Id, alignment.DefaultVersion!.Value)).ToArray();
        var versions = new Dictionary<string, AlignmentVersionRecord>(StringComparer.Ordinal);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { DefaultVersions.Chosen(ids) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var version = (AlignmentVersionRecord)RecordJson.Read(RecordKind.AlignmentVersion, reader.GetString(2));
            versions[version.Alignment] = version;
        }

        return versions;
    }

    /// <summary>The default versions of the alignments that end at the images of a page, or at those that they label, by
    /// image.</summary>
    internal static Task<ILookup<string, AlignmentVersionRecord>> ReadDefaults(
        NpgsqlConnection connection, IEnumerable<IndexedRecord> page, CancellationToken cancellationToken) =>
        DefaultVersions.Read(
            connection,
            [
                .. page.Select(indexed => indexed.Record).OfType<ImageRecord>()
                    .SelectMany(image => (string?[])[image.Id, image.LabelOf]).OfType<string>()
                    .Distinct(StringComparer.Ordinal),
            ],
            cancellationToken);
}
