using System.Collections.Immutable;
using Npgsql;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records;

/// <summary>What follows from changes: arrays derived from arrays that change, transitively, the image groups that
/// reference any of these, and those at the ends of alignments whose default version changes, with their label images.
/// </summary>
/// <param name="Arrays">The arrays derived from those that change.</param>
/// <param name="Images">The images.</param>
internal sealed record Dependants(ImmutableSortedSet<string> Arrays, ImmutableSortedSet<string> Images)
{
    /// <summary>Those of the images that are ends of alignments whose default version changes.</summary>
    internal ImmutableSortedSet<string> Realigned { get; init; } = [];

    /// <summary>Nothing follows.</summary>
    internal static readonly Dependants None = new([], []);

    /// <summary>True when all of these are among the others too.</summary>
    internal bool IsWithin(Dependants others) =>
        Arrays.IsSubsetOf(others.Arrays) && Images.IsSubsetOf(others.Images);

    /// <summary>The statement that finds them. The subqueries stay as they are (<c>offset 0</c>): asked for each array, the
    /// index answers; joined, a plan that was made while there was little to find may read all references.</summary>
    internal static NpgsqlBatchCommand Statement(string[] arrays) => new(
        $"""
        with recursive changing (id) as (
            select unnest($1::text[]) collate "C"
            union
            select derived.id from changing cross join lateral (
                select id from record_references
                where target_kind = 'array' and target_id = changing.id and kind = 'array'
                    and role = {(short)ReferenceRole.Base} offset 0) derived)
        select 'array', id from changing where id <> all($1)
        union all
        select distinct 'image', image.id from changing cross join lateral (
            select id from record_references
            where target_kind = 'array' and target_id = changing.id and kind = 'image' offset 0) image
        """)
    {
        Parameters = { new() { Value = arrays } },
    };

    /// <summary>Reads what <see cref="Statement"/> answers.</summary>
    internal static async Task<Dependants> Read(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var (arrays, images) = (NewSet(), NewSet());
        while (await reader.ReadAsync(cancellationToken))
        {
            (reader.GetString(0) == "array" ? arrays : images).Add(reader.GetString(1));
        }

        await reader.NextResultAsync(cancellationToken);
        return new Dependants(arrays.ToImmutable(), images.ToImmutable());
    }

    /// <summary>The statement that finds the label images of images.</summary>
    internal static NpgsqlBatchCommand Labels(IEnumerable<string> images) => new(
        """
        select label.id from unnest($1) as image (id) cross join lateral (
            select id from search_index_images where kind = 'image' and label_of = image.id offset 0) label
        """)
    {
        Parameters = { new() { Value = images.ToArray() } },
    };

    /// <summary>Reads what <see cref="Labels"/> answers.</summary>
    internal static async Task<ImmutableSortedSet<string>> ReadLabels(
        NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var labels = NewSet();
        while (await reader.ReadAsync(cancellationToken))
        {
            labels.Add(reader.GetString(0));
        }

        await reader.NextResultAsync(cancellationToken);
        return labels.ToImmutable();
    }

    /// <summary>Finds them.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="arrays">The arrays that change.</param>
    /// <param name="members">All that changes.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    internal static async Task<Dependants> Find(
        NpgsqlConnection connection, string[] arrays, CommitMembers members, CancellationToken cancellationToken)
    {
        var alignments = DefaultChanges.ToRead(members);
        await using var batch = new NpgsqlBatch(connection);
        if (arrays.Length > 0)
        {
            batch.BatchCommands.Add(Statement(arrays));
        }

        if (alignments.Length > 0)
        {
            batch.BatchCommands.Add(DefaultChanges.Statement(alignments));
        }

        if (batch.BatchCommands.Count == 0)
        {
            return await None.With(connection, new DefaultChanges(members, _ => null), cancellationToken);
        }

        Dependants found;
        ImmutableDictionary<RecordReference, AlignmentRecord> standing;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            found = arrays.Length > 0 ? await Read(reader, cancellationToken) : None;
            standing = alignments.Length > 0
                ? await DefaultChanges.Read(reader, cancellationToken)
                : ImmutableDictionary<RecordReference, AlignmentRecord>.Empty;
        }

        return await found.With(
            connection,
            new DefaultChanges(members, reference => standing.GetValueOrDefault(reference)),
            cancellationToken);
    }

    private async Task<Dependants> With(
        NpgsqlConnection connection, DefaultChanges realigned, CancellationToken cancellationToken)
    {
        ImmutableSortedSet<string> images = ImmutableSortedSet.CreateRange(StringComparer.Ordinal, realigned.Images);
        if (images.IsEmpty)
        {
            return this;
        }

        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Labels(images) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var labels = await ReadLabels(reader, cancellationToken);
        return this with { Images = Images.Union(images).Union(labels), Realigned = images };
    }

    private static ImmutableSortedSet<string>.Builder NewSet() =>
        ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
}
