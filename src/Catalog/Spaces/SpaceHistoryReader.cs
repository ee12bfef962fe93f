using System.Collections.Immutable;
using Npgsql;
using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Spaces;

/// <summary>Reads all spaces as they were at a time, from the history.</summary>
public sealed class SpaceHistoryReader(NpgsqlDataSource source)
{
    /// <summary>The latest time of which everything is known: what is still being committed may have any later one. The
    /// database's clock counts.</summary>
    public async Task<(DateTimeOffset Settled, DateTimeOffset Now)> ReadSettled(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select least(clock_timestamp(), min(xact_start)), clock_timestamp()
            from pg_stat_activity where backend_xid is not null and datname = current_database()
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<DateTimeOffset>(1));
    }

    /// <summary>Reads everything as it was.</summary>
    /// <param name="time">The time, not after the settled one.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<SpaceCatalog> ReadAsOf(DateTimeOffset time, CancellationToken cancellationToken)
    {
        var catalog = new SpaceCatalog();
        await foreach (var space in Read<SpaceRecord>(RecordKind.Space, null, time, cancellationToken))
        {
            catalog.SetAxes(space.Id, space.Axes);
        }

        var ranks = new Dictionary<string, double>(StringComparer.Ordinal);
        var arrays = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var alignment in Read<AlignmentRecord>(RecordKind.Alignment, null, time, cancellationToken))
        {
            foreach (var end in (ReadOnlySpan<string>)[alignment.Source, alignment.Target])
            {
                if (SpaceReference.TryParse(end, out var space) && space.Kind == RecordKind.Array)
                {
                    arrays.Add(space.Id);
                }
            }

            if (alignment.DefaultVersion is { } number)
            {
                ranks.Add(AlignmentVersionRecord.IdOf(alignment.Id, number), alignment.Rank);
            }
        }

        await foreach (var version in Read<AlignmentVersionRecord>(
            RecordKind.AlignmentVersion, [.. ranks.Keys], time, cancellationToken))
        {
            catalog.Put(AlignmentEdge.Of(version, ranks[version.Id]));
        }

        // More steps inside images than the graph needs do no harm.
        var images = await ReadImages([.. arrays], time, cancellationToken);
        await foreach (var image in Read<ImageRecord>(RecordKind.Image, images, time, cancellationToken))
        {
            for (var level = 0; level < image.Levels.Count; level++)
            {
                catalog.Graph.Put(LevelEdge.Of(image.Id, level, image.Levels[level].Array));
            }
        }

        return catalog;
    }

    /// <summary>The images that had an array as a level.</summary>
    public async Task<ImmutableArray<string>> ReadHolders(
        string array, DateTimeOffset time, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"""
            select id from record_references
            where target_kind = 'array' and target_id = $1 and role = {(short)ReferenceRole.Level} and kind = 'image'
            union
            select id from former_references
            where target_kind = 'array' and target_id = $1 and role = {(short)ReferenceRole.Level} and kind = 'image' and until > $2
            order by id
            """);
        command.Parameters.Add(new() { Value = array });
        command.Parameters.Add(new() { Value = time.ToUniversalTime() });
        return await ReadIds(command, cancellationToken);
    }

    /// <summary>The images that may have had one of these arrays, or one that another image had too.</summary>
    private async Task<string[]> ReadImages(string[] arrays, DateTimeOffset time, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"""
            with level as materialized (
                select id, target_id from record_references
                where role = {(short)ReferenceRole.Level} and kind = 'image' and target_kind = 'array'
                union
                select id, target_id from former_references
                where role = {(short)ReferenceRole.Level} and kind = 'image' and target_kind = 'array' and until > $2)
            select distinct id from level
            where target_id = any($1)
                or target_id in (select target_id from level group by target_id having count(*) > 1)
            """);
        command.Parameters.Add(new() { Value = arrays });
        command.Parameters.Add(new() { Value = time.ToUniversalTime() });
        return [.. await ReadIds(command, cancellationToken)];
    }

    private static async Task<ImmutableArray<string>> ReadIds(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var ids = ImmutableArray.CreateBuilder<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetString(0));
        }

        return ids.ToImmutable();
    }

    /// <summary>Records of a kind as they were, deleted ones left out.</summary>
    private async IAsyncEnumerable<TRecord> Read<TRecord>(
        RecordKind kind,
        string[]? ids,
        DateTimeOffset time,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        where TRecord : CatalogRecord
    {
        await using var command = source.CreateCommand(
            """
            select distinct on (id) body from history
            where kind = $1 and at <= $2 and ($3::text[] is null or id = any($3)) order by id, version desc
            """);
        command.Parameters.Add(new() { Value = kind.Text() });
        command.Parameters.Add(new() { Value = time.ToUniversalTime() });
        command.Parameters.Add(new()
        {
            Value = (object?)ids ?? DBNull.Value,
            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text,
        });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!await reader.IsDBNullAsync(0, cancellationToken))
            {
                yield return (TRecord)RecordJson.Read(kind, reader.GetString(0));
            }
        }
    }
}
