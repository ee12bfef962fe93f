using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Npgsql;
using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Search.Index;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Verification;

/// <summary>
/// Writes every index column, reference and image index anew from the records, while the catalog serves: a page of
/// records at a time is locked, in the order in which commits lock.
/// </summary>
public sealed class Reindexing(NpgsqlDataSource source)
{
    private const int PageSize = 200;

    /// <summary>Reindexes all records.</summary>
    /// <returns>Each record with the new revision of its view where it is an image.</returns>
    public async IAsyncEnumerable<(RecordReference Record, long? Revision)> Run(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RecordReference? after = null;
        while (true)
        {
            var (page, revisions) = await Page(after, cancellationToken);
            if (page.IsEmpty)
            {
                yield break;
            }

            after = page[^1].Reference;
            foreach (var indexed in page)
            {
                yield return (indexed.Reference, revisions.TryGetValue(indexed.Reference.Id, out var revision)
                    && indexed.Reference.Kind == RecordKind.Image ? revision : null);
            }
        }
    }

    /// <summary>True when every record has an entry of the format of this release.</summary>
    public async Task<bool> IsComplete(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select search_format >= $1 from catalog");
        command.Parameters.Add(new() { Value = SearchEntry.Format });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Notes that all entries were written in the format of this release.</summary>
    public async Task Complete(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("update catalog set search_format = $1");
        command.Parameters.Add(new() { Value = SearchEntry.Format });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<(ImmutableArray<IndexedRecord> Page, Dictionary<string, long> Revisions)> Page(
        RecordReference? after, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var page = await IndexedRecord.ReadPage(connection, after, PageSize, isLocked: true, cancellationToken);
        var revisions = new Dictionary<string, long>(StringComparer.Ordinal);
        if (page.IsEmpty)
        {
            return (page, revisions);
        }

        var arrays = await IndexedRecord.ReadArrays(connection, page, cancellationToken);
        var defaults = await IndexedRecord.ReadDefaults(connection, page, cancellationToken);
        var chosen = await IndexedRecord.ReadChosen(connection, page, cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Columns(page));
        batch.BatchCommands.Add(CommitStatements.DeleteReferences([.. page.Select(indexed => indexed.Reference)]));
        batch.BatchCommands.Add(CommitStatements.InsertReferences(
        [
            .. page.SelectMany(indexed => HeldReference.Of(indexed.Record)
                .Select((reference, ordinal) => (indexed.Reference, ordinal, reference))),
        ]));
        var records = page.Select(indexed => indexed.Record).ToList();
        var derivations = records.OfType<ImageRecord>()
            .Select(image => Derive(image, arrays, defaults)).OfType<ImageDerivation>().ToList();
        var indexed = new IndexedEntries(
            [
                .. records.Where(record => record is not ImageRecord)
                    .Select(record => SearchEntry.Of(record, record is AlignmentRecord ? chosen.GetValueOrDefault(record.Id) : null)),
                .. derivations.Select(SearchEntry.Of),
            ],
            [.. records.OfType<CollectionRecord>()])
        {
            Placed = [.. derivations.SelectMany(PlacedRow.Of)],
        };
        foreach (var command in SearchStatements.Write(indexed, []))
        {
            batch.BatchCommands.Add(command);
        }

        if (derivations.Count > 0)
        {
            batch.BatchCommands.Add(CommitStatements.RaiseViews(derivations.Select(derivation => derivation.Image.Id)));
        }

        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            do
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    revisions[reader.GetString(0)] = reader.GetInt64(1);
                }
            }
            while (await reader.NextResultAsync(cancellationToken));
        }

        await transaction.CommitAsync(CancellationToken.None);
        return (page, revisions);
    }

    /// <summary>What an image derives; null where its arrays contradict each other, which verification tells.</summary>
    private static ImageDerivation? Derive(
        ImageRecord image, Dictionary<string, ArrayRecord> arrays, ILookup<string, AlignmentVersionRecord> defaults)
    {
        try
        {
            return image.Levels.All(level => arrays.ContainsKey(level.Array))
                ? ImageDerivation.Of(image, [.. image.Levels.Select(level => arrays[level.Array])], defaults[image.Id]) with
                {
                    LabelledDefaults = image.LabelOf is { } labelled ? [.. defaults[labelled]] : [],
                }
                : null;
        }
        catch (ProblemException)
        {
            return null;
        }
    }

    private static NpgsqlBatchCommand Columns(ImmutableArray<IndexedRecord> page) => new(
        """
        update records set version = rows.version, dataset = rows.dataset, name = rows.name, address = rows.address,
            search_text = rows.search_text, updated_at = rows.at
        from unnest($1, $2, $3, $4, $5, $6, $7, $8)
            as rows (kind, id, version, dataset, name, address, search_text, at)
        where records.kind = rows.kind collate "C" and records.id = rows.id collate "C"
        """)
    {
        Parameters =
        {
            new() { Value = page.Select(indexed => indexed.Reference.Kind.Text()).ToArray() },
            new() { Value = page.Select(indexed => indexed.Reference.Id).ToArray() },
            new() { Value = page.Select(indexed => indexed.Record.Version).ToArray() },
            new() { Value = page.Select(indexed => indexed.Record.Dataset).ToArray() },
            new() { Value = page.Select(indexed => indexed.Record.DisplayName).ToArray() },
            new() { Value = page.Select(indexed => RecordJson.AddressOf(indexed.Record)).ToArray() },
            new() { Value = page.Select(indexed => RecordJson.SearchText(indexed.Record)).ToArray() },
            new() { Value = page.Select(indexed => indexed.Record.UpdatedAt.ToUniversalTime()).ToArray() },
        },
    };
}
