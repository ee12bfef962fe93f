using Npgsql;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Spaces;

/// <summary>Reads what a node keeps of all spaces: all of it once, then what changed.</summary>
public sealed class SpaceCatalogReader(NpgsqlDataSource source)
{
    // An array matters to the graph when an alignment ends at it, or when several images share it.
    private static readonly string SharedArrays =
        $"""
        select id from wanted where exists (
                select from record_references ending
                where ending.target_kind = 'array' and ending.target_id = wanted.id and ending.role = {(short)ReferenceRole.End})
            or (select count(distinct level.id) from record_references level
                where level.target_kind = 'array' and level.target_id = wanted.id and level.role = {(short)ReferenceRole.Level}) > 1
        """;

    private static readonly string AllArrays =
        $"""
        core as (
            select target_id as id from record_references where role = {(short)ReferenceRole.End} and target_kind = 'array'
            union
            select target_id from record_references where role = {(short)ReferenceRole.Level} and target_kind = 'array'
            group by target_id having min(id) <> max(id))
        """;

    private static readonly string ChangedArrays =
        $"""
        wanted as (
            select distinct target_id as id from unnest($1) as changed (id) cross join lateral (
                select target_id from record_references
                where kind = 'image' and id = changed.id collate "C" and role = {(short)ReferenceRole.Level} offset 0) level
            union
            select distinct target_id from unnest($2) as changed (id) cross join lateral (
                select target_id from record_references
                where kind = 'alignment' and id = changed.id collate "C" and role = {(short)ReferenceRole.End}
                    and target_kind = 'array' offset 0) ending),
        core as ({SharedArrays})
        """;

    private static readonly string Levels =
        $"""
        select level.id, level.ordinal, level.target_id
        from core cross join lateral (
            select id, ordinal, target_id from record_references
            where target_kind = 'array' and target_id = core.id and role = {(short)ReferenceRole.Level} offset 0) level
        """;

    // Which of the images are label images.
    private const string Labels =
        """
        select label.id, label.image from image cross join lateral (
            select id, body ->> 'labelOf' as image from records
            where kind = 'image' and records.id = image.id collate "C" and body ->> 'labelOf' is not null offset 0) label
        """;

    /// <summary>
    /// Before statements that look records up one by one: the plan of a prepared statement, or one made by old statistics, may
    /// be from a time when the tables were nearly empty, and would read them whole for each record.
    /// </summary>
    internal const string ById = "set local enable_seqscan = off";

    /// <summary>Reads everything.</summary>
    public async Task<SpaceCatalog> ReadAll(CancellationToken cancellationToken)
    {
        var catalog = new SpaceCatalog();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var snapshot = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, snapshot)
        {
            BatchCommands =
            {
                new("select id, body from records where kind = 'space'"),
                new(
                    $"""
                    select alignment.body, version.body
                    from record_references reference
                        join records alignment on alignment.kind = reference.kind and alignment.id = reference.id
                        join records version
                            on version.kind = reference.target_kind and version.id = reference.target_id
                    where reference.role = {(short)ReferenceRole.Default}
                    """),
                new(
                    $"""
                    with {AllArrays}
                    {Levels}
                    """),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await ReadSpaces(reader, catalog, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await ReadAlignments(reader, catalog, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await ReadLevels(reader, catalog, cancellationToken);
        await reader.DisposeAsync();
        await using var labels = new NpgsqlBatch(connection, snapshot)
        {
            BatchCommands =
            {
                With(
                    $"""
                    with image as (
                        select target_id as id from record_references
                        where role = {(short)ReferenceRole.End} and target_kind = 'image'
                        union
                        select unnest($1) as id)
                    {Labels}
                    """,
                    [.. catalog.Graph.Edges.OfType<LevelEdge>().Select(level => level.Image).Distinct(StringComparer.Ordinal)]),
            },
        };
        await using var labelled = await labels.ExecuteReaderAsync(cancellationToken);
        foreach (var (label, image) in await ReadLabels(labelled, cancellationToken))
        {
            catalog.SetLabel(label, image);
        }

        return catalog;
    }

    /// <summary>Reads what some records have become.</summary>
    /// <param name="changed">Records of which something changed.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>What to do to the catalog; it is done at once and does not read, and is false where all was the same.
    /// </returns>
    public async Task<Func<SpaceCatalog, bool>> ReadChanged(
        IReadOnlyCollection<RecordReference> changed, CancellationToken cancellationToken)
    {
        var spaces = Ids(RecordKind.Space);
        var alignments = Ids(RecordKind.Alignment)
            .Concat(Ids(RecordKind.AlignmentVersion).Select(id => id[..id.IndexOf('@', StringComparison.Ordinal)]))
            .Distinct(StringComparer.Ordinal).ToArray();
        var images = Ids(RecordKind.Image);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var snapshot = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, snapshot)
        {
            BatchCommands =
            {
                new(ById),
                With("select id, body from records where kind = 'space' and id = any($1)", spaces),
                With(
                    $"""
                    select alignment.body, version.body
                    from unnest($1) as wanted (id) cross join lateral (
                        select body, id from records where kind = 'alignment' and id = wanted.id collate "C" offset 0) alignment
                    cross join lateral (
                        select target_id from record_references
                        where kind = 'alignment' and id = alignment.id and role = {(short)ReferenceRole.Default} offset 0) reference
                    cross join lateral (
                        select body from records
                        where kind = 'alignmentVersion' and id = reference.target_id offset 0) version
                    """, alignments),
                With(
                    $"""
                    with {ChangedArrays}
                    {Levels}
                    """, images, alignments),
                With(
                    $"""
                    with {ChangedArrays},
                    image as (
                        select unnest($1) as id
                        union
                        select ending.id from unnest($2) as changed (id) cross join lateral (
                            select target_id as id from record_references
                            where kind = 'alignment' and id = changed.id collate "C" and role = {(short)ReferenceRole.End}
                                and target_kind = 'image' offset 0) ending
                        union
                        select level.id from ({Levels}) level)
                    {Labels}
                    """, images, alignments),
            },
        };
        var now = new SpaceCatalog();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await ReadSpaces(reader, now, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await ReadAlignments(reader, now, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await ReadLevels(reader, now, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var labels = await ReadLabels(reader, cancellationToken);
        return catalog =>
        {
            var differs = false;
            foreach (var space in spaces)
            {
                differs |= catalog.SetAxes(space, now.AxesOf(space));
            }

            foreach (var alignment in alignments.Where(alignment => !now.Graph.TryGetEdge(alignment, out _)))
            {
                differs |= catalog.Graph.Remove(alignment);
            }

            foreach (var image in images)
            {
                differs |= catalog.RemoveLevels(image, but: id => now.Graph.TryGetEdge(id, out _));
            }

            foreach (var edge in now.Graph.Edges)
            {
                differs |= catalog.Put(edge);
            }

            foreach (var image in images.Where(image => !labels.ContainsKey(image)))
            {
                differs |= catalog.SetLabel(image, null);
            }

            foreach (var (label, image) in labels)
            {
                differs |= catalog.SetLabel(label, image);
            }

            return differs;
        };

        string[] Ids(RecordKind kind) =>
            [.. changed.Where(reference => reference.Kind == kind).Select(reference => reference.Id)];
    }

    private static NpgsqlBatchCommand With(string sql, params ReadOnlySpan<string[]> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }

    private static async Task ReadSpaces(
        NpgsqlDataReader reader, SpaceCatalog catalog, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            catalog.SetAxes(
                reader.GetString(0), ((SpaceRecord)RecordJson.Read(RecordKind.Space, reader.GetString(1))).Axes);
        }
    }

    private static async Task ReadAlignments(
        NpgsqlDataReader reader, SpaceCatalog catalog, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            var alignment = (AlignmentRecord)RecordJson.Read(RecordKind.Alignment, reader.GetString(0));
            catalog.Put(AlignmentEdge.Of(
                (AlignmentVersionRecord)RecordJson.Read(RecordKind.AlignmentVersion, reader.GetString(1)),
                alignment.Rank));
        }
    }

    private static async Task<Dictionary<string, string>> ReadLabels(
        NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            labels[reader.GetString(0)] = reader.GetString(1);
        }

        return labels;
    }

    private static async Task ReadLevels(
        NpgsqlDataReader reader, SpaceCatalog catalog, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            catalog.Graph.Put(LevelEdge.Of(reader.GetString(0), reader.GetInt32(1), reader.GetString(2)));
        }
    }
}
