using System.Collections.Immutable;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Search.Index;

/// <summary>What the index keeps of records.</summary>
/// <param name="Entries">An entry a record.</param>
/// <param name="Collections">The collections among them, for the places of wells.</param>
internal sealed record IndexedEntries(
    ImmutableArray<SearchEntry> Entries, ImmutableArray<CollectionRecord> Collections)
{
    /// <summary>Where images lie that are among the entries; others of them have no place.</summary>
    internal ImmutableArray<PlacedRow> Placed { get; init; } = [];
}

/// <summary>The statements that write the search index, in the transaction that writes the records.</summary>
internal static class SearchStatements
{
    /// <summary>The columns of an entry, and how JSON is read into them.</summary>
    internal const string Columns =
        """
        kind text, id text, dataset text, name text, created_at timestamptz, created_by text, updated_at timestamptz,
        updated_by text, text text, terms text[], address text, tags text[], attributes jsonb, details jsonb,
        ome_version text, data_type text, axes text[], units text[], shape bigint[], chunk_shape bigint[],
        shard_shape bigint[], voxel_size double precision[], extent_min double precision[], extent_max double precision[],
        codecs text[], channels text[], pyramid_kind text, factors text[], diagnostics text[], level_count int,
        label_count int, label_of text, alignments text[]
        """;

    private static readonly string[] Names =
        [.. Columns.Split(',').Select(column => column.Trim().Split(' ')[0])];

    /// <summary>The names of the columns in the order of <see cref="Selected"/>: words for the text.</summary>
    internal static readonly string Written = string.Join(", ", Names.Select(name => name == "text" ? "words" : name));

    /// <summary>The values of the columns of a row of JSON.</summary>
    internal static readonly string Selected = string.Join(
        ", ", Names.Select(name => name == "text" ? "to_tsvector('simple', text)" : name));

    private static readonly string Replaced = string.Join(
        ", ", Written.Split(", ").Skip(2).Select(name => $"{name} = excluded.{name}"));

    /// <summary>The statements that bring the index up to what records have become.</summary>
    /// <param name="indexed">What to keep.</param>
    /// <param name="deleted">The records that are no more.</param>
    internal static IEnumerable<NpgsqlBatchCommand> Write(
        IndexedEntries indexed, IReadOnlyCollection<RecordReference> deleted)
    {
        if (deleted.Count > 0)
        {
            yield return Delete(deleted);
        }

        if (!indexed.Entries.IsEmpty)
        {
            yield return Upsert(indexed.Entries);
        }

        string[] images =
        [
            .. indexed.Entries.Where(entry => entry.Kind == RecordKind.Image.Text()).Select(entry => entry.Id),
            .. deleted.Where(record => record.Kind == RecordKind.Image).Select(record => record.Id),
        ];
        if (images.Length > 0)
        {
            foreach (var command in PlacedRow.Write(images, indexed.Placed))
            {
                yield return command;
            }
        }

        string[] plates =
        [
            .. indexed.Collections.Select(collection => collection.Id),
            .. deleted.Where(record => record.Kind == RecordKind.Collection).Select(record => record.Id),
        ];
        if (plates.Length > 0)
        {
            foreach (var command in Wells(plates, indexed.Collections))
            {
                yield return command;
            }
        }
    }

    private static NpgsqlBatchCommand Upsert(ImmutableArray<SearchEntry> entries)
    {
        var json = new StringBuilder("[").AppendJoin(',', entries.Select(entry => entry.Json)).Append(']');
        return new NpgsqlBatchCommand(
            $"""
            insert into search_index ({Written}) select {Selected} from json_to_recordset($1) as rows ({Columns})
            on conflict (kind, id) do update set {Replaced}
            """)
        {
            Parameters = { new() { Value = json.ToString(), NpgsqlDbType = NpgsqlDbType.Json } },
        };
    }

    private static NpgsqlBatchCommand Delete(IReadOnlyCollection<RecordReference> records) => new(
        """
        delete from search_index using unnest($1, $2) as gone (kind, id)
        where search_index.kind = gone.kind collate "C" and search_index.id = gone.id collate "C"
        """)
    {
        Parameters =
        {
            new() { Value = records.Select(record => record.Kind.Text()).ToArray() },
            new() { Value = records.Select(record => record.Id).ToArray() },
        },
    };

    /// <summary>Where the wells of plates lie.</summary>
    private static IEnumerable<NpgsqlBatchCommand> Wells(
        string[] plates, ImmutableArray<CollectionRecord> collections)
    {
        yield return new NpgsqlBatchCommand("delete from plate_wells where plate = any($1)")
        {
            Parameters = { new() { Value = plates } },
        };
        var wells = PlateWell.Of(collections).ToList();
        if (wells.Count > 0)
        {
            yield return new NpgsqlBatchCommand(
                """
                insert into plate_wells (plate, ordinal, well, "row", "column")
                select * from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[])
                """)
            {
                Parameters =
                {
                    new() { Value = wells.Select(well => well.Plate).ToArray() },
                    new() { Value = wells.Select(well => well.Ordinal).ToArray() },
                    new() { Value = wells.Select(well => well.Well).ToArray() },
                    new() { Value = wells.Select(well => well.Row).ToArray() },
                    new() { Value = wells.Select(well => well.Column).ToArray() },
                },
            };
        }
    }
}

/// <summary>A well of a plate.</summary>
/// <param name="Plate">The plate's id.</param>
/// <param name="Ordinal">Its place among the plate's members, from 0.</param>
/// <param name="Well">The id of the well's collection.</param>
/// <param name="Row">The name of its row.</param>
/// <param name="Column">The name of its column.</param>
internal sealed record PlateWell(string Plate, int Ordinal, string Well, string Row, string Column)
{
    /// <summary>The wells of those collections that are plates.</summary>
    internal static IEnumerable<PlateWell> Of(IEnumerable<CollectionRecord> collections) =>
        from collection in collections
        where collection.CollectionKind == CollectionKind.Plate
        from member in collection.Members.Select((member, ordinal) => (Well: member, Ordinal: ordinal))
        where member.Well is { Collection: not null, Row: not null, Column: not null }
        select new PlateWell(
            collection.Id, member.Ordinal, member.Well.Collection!, member.Well.Row!, member.Well.Column!);
}
