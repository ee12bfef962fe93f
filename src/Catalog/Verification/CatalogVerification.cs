using System.Collections.Immutable;
using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Verification;

/// <summary>
/// Compares every index column, reference and history with the records, while the catalog serves: each page is looked at
/// in one snapshot.
/// </summary>
public sealed class CatalogVerification(NpgsqlDataSource source)
{
    private const int PageSize = 500;

    /// <summary>How many records there are to look at, and how many ids have a history.</summary>
    public async Task<long> Count(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select count(*) from records");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Looks at all records, in the order (kind, id).</summary>
    /// <returns>Each record with what differs.</returns>
    public IAsyncEnumerable<(RecordReference Record, ImmutableArray<Difference> Differences)> Run(
        CancellationToken cancellationToken) => Run(null, cancellationToken);

    /// <summary>Looks at the records after one, in the order (kind, id).</summary>
    /// <param name="after">The record before the first one that is looked at, which need not exist; null for all.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Each record with what differs.</returns>
    internal async IAsyncEnumerable<(RecordReference Record, ImmutableArray<Difference> Differences)> Run(
        RecordReference? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var snapshot = await connection.BeginTransactionAsync(
                IsolationLevel.RepeatableRead, cancellationToken);
            var page = await IndexedRecord.ReadPage(connection, after, PageSize, isLocked: false, cancellationToken);
            if (page.IsEmpty)
            {
                break;
            }

            after = page[^1].Reference;
            var arrays = await IndexedRecord.ReadArrays(connection, page, cancellationToken);
            var references = await ReadReferences(connection, page, cancellationToken);
            var histories = await ReadHistories(connection, page, cancellationToken);
            var index = await IndexVerification.Read(connection, page, cancellationToken);
            foreach (var indexed in page)
            {
                yield return (indexed.Reference,
                [
                    .. Columns(indexed),
                    .. References(indexed, references[indexed.Reference]),
                    .. History(indexed, histories.GetValueOrDefault(indexed.Reference)),
                    .. Derived(indexed, arrays),
                    .. index.Differences(indexed, arrays),
                ]);
            }
        }

        await foreach (var lost in Lost(cancellationToken))
        {
            yield return (lost.Record, [lost]);
        }
    }

    private static IEnumerable<Difference> Columns(IndexedRecord indexed)
    {
        var record = indexed.Record;
        return Compare(indexed,
            ("version", record.Version, indexed.Version),
            ("dataset", record.Dataset, indexed.Dataset),
            ("name", record.DisplayName, indexed.Name),
            ("address", RecordJson.AddressOf(record) ?? "", indexed.Address ?? ""),
            ("search_text", RecordJson.SearchText(record), indexed.SearchText),
            ("updated_at", record.UpdatedAt.ToUniversalTime(), indexed.UpdatedAt.ToUniversalTime()));
    }

    private static IEnumerable<Difference> References(IndexedRecord indexed, IEnumerable<string> actual) =>
        Compare(indexed, ("record_references", Text(HeldReference.Of(indexed.Record).Select(Text)), Text(actual)));

    private static IEnumerable<Difference> History(IndexedRecord indexed, LastVersion? last) => last is null
        ? [Difference.Of(indexed.Reference, "history", indexed.Version, null)]
        : Compare(indexed,
            ("history.version", indexed.Version, last.Version),
            ("history.body", indexed.Json, last.Body ?? ""),
            ("history (number of versions)", indexed.Version, last.Count));

    private static IEnumerable<Difference> Derived(IndexedRecord indexed, Dictionary<string, ArrayRecord> arrays)
    {
        if (indexed.Record is not ArrayRecord { DerivedFrom: { } derivation } array)
        {
            return [];
        }

        try
        {
            var derived = DerivedArrays.From(arrays[derivation.Array], array, derivation);
            return derived.Axes == array.Axes && derived.CoordinateTransformations == array.CoordinateTransformations
                ? []
                : [
                    Difference.Of(indexed.Reference, "derivedFrom",
                        derived.CoordinateTransformations, array.CoordinateTransformations),
                ];
        }
        catch (Exception failure) when (failure is ProblemException or KeyNotFoundException)
        {
            return [Difference.Of(indexed.Reference, "derivation", "consistent arrays", failure.Message)];
        }
    }

    private static IEnumerable<Difference> Compare(
        IndexedRecord indexed, params (string What, object Expected, object Actual)[] columns) =>
        from column in columns
        where !column.Expected.Equals(column.Actual)
        select Difference.Of(indexed.Reference, column.What, column.Expected, column.Actual);

    private static string Text(HeldReference reference) => $"{(short)reference.Role} {reference.Target}";

    private static string Text(IEnumerable<string> references) => string.Join(", ", references);

    /// <summary>Records whose history says that they stand, and which are gone.</summary>
    private async IAsyncEnumerable<Difference> Lost([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select last.kind, last.id, last.version from (
                select distinct on (kind, id) kind, id, version, body is null as is_deletion from history
                order by kind, id, version desc) last
            where not last.is_deletion
                and not exists (select from records where records.kind = last.kind and records.id = last.id)
            """);
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var reference = new RecordReference(RecordKinds.Parse(reader.GetString(0)), reader.GetString(1));
            yield return Difference.Of(reference, "records", $"version {reader.GetInt64(2)}", null);
        }
    }

    private static async Task<ILookup<RecordReference, string>> ReadReferences(
        NpgsqlConnection connection, ImmutableArray<IndexedRecord> page, CancellationToken cancellationToken)
    {
        await using var command = OfPage(connection, page,
            "select kind, id, role, target_kind, target_id from record_references where {0} order by kind, id, ordinal");
        var rows = new List<(RecordReference, string)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var target = new RecordReference(RecordKinds.Parse(reader.GetString(3)), reader.GetString(4));
            rows.Add((
                new RecordReference(RecordKinds.Parse(reader.GetString(0)), reader.GetString(1)),
                $"{reader.GetInt16(2)} {target}"));
        }

        return rows.ToLookup(row => row.Item1, row => row.Item2);
    }

    private static async Task<Dictionary<RecordReference, LastVersion>> ReadHistories(
        NpgsqlConnection connection, ImmutableArray<IndexedRecord> page, CancellationToken cancellationToken)
    {
        await using var command = OfPage(connection, page,
            """
            select distinct on (kind, id) kind, id, version, body, count(*) over (partition by kind, id)
            from history where {0} order by kind, id, version desc
            """);
        var rows = new Dictionary<RecordReference, LastVersion>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows[new RecordReference(RecordKinds.Parse(reader.GetString(0)), reader.GetString(1))] = new LastVersion(
                reader.GetInt64(2),
                await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetString(3),
                reader.GetInt64(4));
        }

        return rows;
    }

    internal static NpgsqlCommand OfPage(
        NpgsqlConnection connection, ImmutableArray<IndexedRecord> page, string sql) => new(
        sql.Replace("{0}",
            """
            (kind, id) in (select page.kind collate "C", page.id collate "C" from unnest($1, $2) as page (kind, id))
            """, StringComparison.Ordinal),
        connection)
        {
            Parameters =
            {
                new() { Value = page.Select(indexed => indexed.Reference.Kind.Text()).ToArray() },
                new() { Value = page.Select(indexed => indexed.Reference.Id).ToArray() },
            },
        };

    private sealed record LastVersion(long Version, string? Body, long Count);
}
