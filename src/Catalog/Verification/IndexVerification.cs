using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Search.Index;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Verification;

/// <summary>Compares the search index with what the records of one page say.</summary>
internal sealed class IndexVerification
{
    private readonly Dictionary<RecordReference, (JsonElement Columns, bool HasWords)> _entries = [];
    private readonly ILookup<string, string> _wells;
    private readonly ILookup<string, AlignmentVersionRecord> _defaults;
    private readonly Dictionary<string, AlignmentVersionRecord> _chosen;
    private readonly HashSet<string> _viewed = new(StringComparer.Ordinal);
    private readonly List<(string Image, string Text)> _placed = [];

    private IndexVerification(
        ILookup<string, AlignmentVersionRecord> defaults,
        Dictionary<string, AlignmentVersionRecord> chosen,
        ILookup<string, string> wells) => (_defaults, _chosen, _wells) = (defaults, chosen, wells);

    /// <summary>Reads what the index keeps of a page.</summary>
    internal static async Task<IndexVerification> Read(
        NpgsqlConnection connection, ImmutableArray<IndexedRecord> page, CancellationToken cancellationToken)
    {
        var index = new IndexVerification(
            await IndexedRecord.ReadDefaults(connection, page, cancellationToken),
            await IndexedRecord.ReadChosen(connection, page, cancellationToken),
            await ReadWells(connection, page, cancellationToken));
        await using (var command = CatalogVerification.OfPage(connection, page,
            """
            select kind, id, to_jsonb(search_index) - 'key' - 'words',
                words = (select to_tsvector('simple', search_text) from records
                    where records.kind = search_index.kind and records.id = search_index.id)
            from search_index where {0}
            """))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                using var columns = JsonDocument.Parse(reader.GetString(2));
                index._entries[new RecordReference(RecordKinds.Parse(reader.GetString(0)), reader.GetString(1))] =
                    (columns.RootElement.Clone(), !await reader.IsDBNullAsync(3, cancellationToken) && reader.GetBoolean(3));
            }
        }

        await index.ReadPlaced(connection, page, cancellationToken);
        await using var views = new NpgsqlCommand("select image_id from image_views where image_id = any($1)", connection)
        {
            Parameters =
            {
                new() { Value = Ids(page, RecordKind.Image) },
            },
        };
        await using var viewed = await views.ExecuteReaderAsync(cancellationToken);
        while (await viewed.ReadAsync(cancellationToken))
        {
            index._viewed.Add(viewed.GetString(0));
        }

        return index;
    }

    /// <summary>What differs of a record's entry.</summary>
    internal IEnumerable<Difference> Differences(IndexedRecord indexed, Dictionary<string, ArrayRecord> arrays)
    {
        SearchEntry expected;
        ImageDerivation? derivation = null;
        try
        {
            derivation = indexed.Record is not ImageRecord own ? null : ImageDerivation.Of(
                own, [.. own.Levels.Select(level => arrays[level.Array])], _defaults[own.Id]) with
            {
                LabelledDefaults = own.LabelOf is { } labelled ? [.. _defaults[labelled]] : [],
            };
            expected = indexed.Record switch
            {
                ImageRecord => SearchEntry.Of(derivation!),
                AlignmentRecord alignment => SearchEntry.Of(alignment, _chosen.GetValueOrDefault(alignment.Id)),
                _ => SearchEntry.Of(indexed.Record),
            };
        }
        catch (Exception failure) when (failure is ProblemException or KeyNotFoundException)
        {
            return [Difference.Of(indexed.Reference, "derivation", "consistent arrays", failure.Message)];
        }

        return Columns(indexed.Reference, expected)
            .Concat(indexed.Record is CollectionRecord plate ? Wells(indexed.Reference, plate) : [])
            .Concat(derivation is null ? [] : Placed(indexed.Reference, derivation))
            .Concat(indexed.Record is ImageRecord && !_viewed.Contains(indexed.Reference.Id)
                ? [Difference.Of(indexed.Reference, "image_views", "a revision", null)]
                : []);
    }

    private IEnumerable<Difference> Columns(RecordReference record, SearchEntry expected)
    {
        if (!_entries.TryGetValue(record, out var entry))
        {
            yield return Difference.Of(record, "search_index", "an entry", null);
            yield break;
        }

        if (!entry.HasWords)
        {
            yield return Difference.Of(record, "search_index.words", "the words of the record", "others");
        }

        using var wanted = JsonDocument.Parse(expected.Json, new JsonDocumentOptions { MaxDepth = 1000 });
        foreach (var column in entry.Columns.EnumerateObject())
        {
            var isWanted = wanted.RootElement.TryGetProperty(column.Name, out var value);
            if (isWanted ? !Agree(value, column.Value) : column.Value.ValueKind != JsonValueKind.Null)
            {
                yield return Difference.Of(
                    record, $"search_index.{column.Name}", isWanted ? value.GetRawText() : "nothing", column.Value.GetRawText());
            }
        }
    }

    private IEnumerable<Difference> Wells(RecordReference record, CollectionRecord plate)
    {
        var expected = string.Join("; ", PlateWell.Of([plate]).Select(Text));
        var actual = string.Join("; ", _wells[plate.Id]);
        return expected == actual ? [] : [Difference.Of(record, "plate_wells", expected, actual)];
    }

    private IEnumerable<Difference> Placed(RecordReference record, ImageDerivation derivation)
    {
        var expected = string.Join("; ", PlacedRow.Of(derivation).OrderBy(row => row.Alignment, StringComparer.Ordinal).Select(Text));
        var actual = string.Join("; ", _placed.Where(row => row.Image == record.Id).Select(row => row.Text));
        return expected == actual ? [] : [Difference.Of(record, "placed_extents", expected, actual)];
    }

    private async Task ReadPlaced(
        NpgsqlConnection connection, ImmutableArray<IndexedRecord> page, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select image_id, alignment, version, space, center, half_edges, is_exact, image_key is not distinct from (
                    select key from search_index_images where kind = 'image' and id = image_id)
            from placed_extents where image_id = any($1) order by image_id, alignment
            """, connection)
        {
            Parameters =
            {
                new() { Value = Ids(page, RecordKind.Image) },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            _placed.Add((reader.GetString(0), Text(new PlacedRow(
                reader.GetString(0), reader.GetString(1), reader.GetInt32(2), reader.GetString(3), "",
                reader.GetFieldValue<double[]>(4), reader.GetFieldValue<double[]>(5), reader.GetBoolean(6)))
                + (reader.GetBoolean(7) ? "" : " of another key")));
        }
    }

    private static string Text(PlacedRow row) => string.Create(CultureInfo.InvariantCulture,
        $"{row.Alignment}@{row.Version} {row.Space} [{Numbers(row.Center)}] [{Numbers(row.HalfEdges)}] {row.IsExact}");

    private static string Numbers(double[] numbers) =>
        string.Join(',', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));

    private static bool Agree(JsonElement expected, JsonElement actual) => (expected.ValueKind, actual.ValueKind) switch
    {
        (JsonValueKind.Object, JsonValueKind.Object) =>
            expected.EnumerateObject().Count() == actual.EnumerateObject().Count()
            && expected.EnumerateObject().All(member =>
                actual.TryGetProperty(member.Name, out var other) && Agree(member.Value, other)),
        (JsonValueKind.Array, JsonValueKind.Array) => expected.GetArrayLength() == actual.GetArrayLength()
            && expected.EnumerateArray().Zip(actual.EnumerateArray()).All(pair => Agree(pair.First, pair.Second)),
        (JsonValueKind.Number, JsonValueKind.Number) => expected.GetDouble().Equals(actual.GetDouble()),
        (JsonValueKind.String, JsonValueKind.String) => expected.GetString() == actual.GetString()
            || (Time(expected) is { } time && time == Time(actual)),
        _ => expected.ValueKind == actual.ValueKind,
    };

    private static DateTimeOffset? Time(JsonElement value) =>
        DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var time) ? time : null;

    private static async Task<ILookup<string, string>> ReadWells(
        NpgsqlConnection connection, ImmutableArray<IndexedRecord> page, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select plate, ordinal, well, "row", "column" from plate_wells where plate = any($1) order by plate, ordinal
            """, connection)
        {
            Parameters =
            {
                new() { Value = Ids(page, RecordKind.Collection) },
            },
        };
        var wells = new List<PlateWell>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            wells.Add(new PlateWell(
                reader.GetString(0), reader.GetInt32(1), reader.GetString(2), reader.GetString(3), reader.GetString(4)));
        }

        return wells.ToLookup(well => well.Plate, Text, StringComparer.Ordinal);
    }

    private static string Text(PlateWell well) =>
        string.Create(CultureInfo.InvariantCulture, $"{well.Ordinal} {well.Row}/{well.Column} {well.Well}");

    private static string[] Ids(ImmutableArray<IndexedRecord> page, RecordKind kind) =>
        [.. page.Where(indexed => indexed.Reference.Kind == kind).Select(indexed => indexed.Reference.Id)];
}
