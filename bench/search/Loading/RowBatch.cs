using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Search.Index;
using OmeNgff.Client.Records;

namespace OmeNgff.Bench.Search.Loading;

/// <summary>
/// Records as rows of all tables that a commit of the catalog would write for them, derived by the catalog's own code. The
/// rows of the search index follow when the database has made words of their texts.
/// </summary>
/// <param name="transaction">The name of the transaction that the history is to tell of.</param>
/// <param name="incarnation">The incarnation of the database.</param>
internal sealed class RowBatch(long transaction, int incarnation)
{
    private const string Reason = "created";

    private static readonly string[] Created = RecordJson.Changed(null, null);

    private readonly List<(SearchEntry Entry, long Key)> _entries = [];

    /// <summary>The tables with their columns, in the order in which rows are written.</summary>
    public static IReadOnlyList<(string Table, string Columns)> Tables { get; } =
    [
        ("records", "kind, id, version, dataset, dataset_kind, name, body, search_text, updated_at, address"),
        ("history", "kind, id, version, at, by, reason, changed, body, incarnation, transaction, number"),
        ("record_references", "kind, id, ordinal, role, target_kind, target_id"),
        ("image_views", "image_id, view_revision"),
        ("search_index_images", SearchColumns),
        ("search_index_arrays", SearchColumns),
        ("search_index_others", SearchColumns),
    ];

    /// <summary>The rows of each of <see cref="Tables"/>.</summary>
    public IReadOnlyList<BinaryRows> Rows { get; } = [.. Tables.Select(_ => new BinaryRows())];

    /// <summary>Where images lie in spaces.</summary>
    public List<PlacedRow> Placed { get; } = [];

    /// <summary>The plates.</summary>
    public List<CollectionRecord> Plates { get; } = [];

    /// <summary>The texts that words are to be made of.</summary>
    public string[] Texts => [.. _entries.Select(pair => pair.Entry.Text)];

    private const string SearchColumns =
        """
        kind, id, key, dataset, name, created_at, created_by, updated_at, updated_by, words, terms, address, tags,
        attributes, details, ome_version, data_type, axes, units, shape, chunk_shape, shard_shape, voxel_size, extent_min,
        extent_max, codecs, channels, pyramid_kind, factors, diagnostics, level_count, label_count, label_of, alignments
        """;

    /// <summary>Forgets everything; its memory is used again.</summary>
    public void Clear()
    {
        foreach (var rows in Rows)
        {
            rows.Clear();
        }

        Placed.Clear();
        Plates.Clear();
    }

    /// <summary>Adds records that refer to each other and to none of another batch.</summary>
    /// <param name="records">The records.</param>
    /// <param name="first">The number of the first one among all.</param>
    public void Add(IReadOnlyList<CatalogRecord> records, int first)
    {
        var arrays = records.OfType<ArrayRecord>().ToDictionary(array => array.Id, StringComparer.Ordinal);
        var versions = records.OfType<AlignmentVersionRecord>()
            .ToDictionary(version => version.Id, StringComparer.Ordinal);
        var chosen = records.OfType<AlignmentRecord>().Where(alignment => alignment.DefaultVersion is not null)
            .ToDictionary(
                alignment => alignment.Id,
                alignment => versions[AlignmentVersionRecord.IdOf(alignment.Id, alignment.DefaultVersion!.Value)],
                StringComparer.Ordinal);
        var defaults = DefaultVersions.ByImage(chosen.Values);
        for (var index = 0; index < records.Count; index++)
        {
            var record = records[index];
            AddRecord(record, first + index);
            SearchEntry entry;
            if (record is ImageRecord image)
            {
                var derivation = ImageDerivation.Of(
                    image, [.. image.Levels.Select(level => arrays[level.Array])], defaults[image.Id]) with
                {
                    LabelledDefaults = image.LabelOf is { } labelled ? [.. defaults[labelled]] : [],
                };
                entry = SearchEntry.Of(derivation);
                Placed.AddRange(PlacedRow.Of(derivation));
                Rows[3].Row(2).Text(image.Id).Long(1);
            }
            else
            {
                entry = SearchEntry.Of(record, record is AlignmentRecord ? chosen.GetValueOrDefault(record.Id) : null);
            }

            if (record is CollectionRecord { CollectionKind: CollectionKind.Plate } plate)
            {
                Plates.Add(plate);
            }

            _entries.Add((entry, first + index + 1));
        }
    }

    /// <summary>Adds the rows of the search index.</summary>
    /// <param name="words">What the database made of each of <see cref="Texts"/>, in its binary form.</param>
    public void AddEntries(IReadOnlyList<byte[]> words)
    {
        for (var index = 0; index < _entries.Count; index++)
        {
            var (entry, key) = _entries[index];
            AddEntry(Rows[entry.Kind switch { "image" => 4, "array" => 5, _ => 6 }].Row(34), entry, key, words[index]);
        }

        _entries.Clear();
    }

    private void AddRecord(CatalogRecord record, int number)
    {
        var (kind, body) = (record.Kind.Text(), System.Text.Encoding.UTF8.GetBytes(RecordJson.Write(record)));
        Rows[0].Row(10).Text(kind).Text(record.Id).Long(record.Version).Text(record.Dataset).Text("dataset")
            .Text(record.DisplayName).Raw(body).Text(RecordJson.SearchText(record)).Time(record.UpdatedAt)
            .Text(RecordJson.AddressOf(record));
        Rows[1].Row(11).Text(kind).Text(record.Id).Long(record.Version).Time(record.UpdatedAt).Text(record.UpdatedBy)
            .Text(Reason).Texts(Created).Raw(body).Integer(incarnation).Long(transaction).Integer(number);
        var ordinal = 0;
        foreach (var reference in HeldReference.Of(record))
        {
            Rows[2].Row(6).Text(kind).Text(record.Id).Integer(ordinal++).Short((short)reference.Role)
                .Text(reference.Target.Kind.Text()).Text(reference.Target.Id);
        }
    }

    private static void AddEntry(BinaryRows rows, SearchEntry entry, long key, byte[] words) => rows
        .Text(entry.Kind).Text(entry.Id).Long(key).Text(entry.Dataset).Text(entry.Name)
        .Time(entry.CreatedAt).Text(entry.CreatedBy).Time(entry.UpdatedAt).Text(entry.UpdatedBy)
        .Raw(words).Texts(entry.Terms).Text(entry.Address).Texts(entry.Tags)
        .Jsonb(entry.Attributes?.ToString()).Jsonb(entry.Details?.ToString()).Text(entry.OmeVersion).Text(entry.DataType)
        .Texts(entry.Axes).Texts(entry.Units).Longs(entry.Shape).Longs(entry.ChunkShape).Longs(entry.ShardShape)
        .Doubles(entry.VoxelSize).Doubles(entry.ExtentMin).Doubles(entry.ExtentMax).Texts(entry.Codecs)
        .Texts(entry.Channels).Text(entry.PyramidKind).Texts(entry.Factors).Texts(entry.Diagnostics)
        .Integer(entry.LevelCount).Integer(entry.LabelCount).Text(entry.LabelOf).Texts(entry.Alignments);
}
