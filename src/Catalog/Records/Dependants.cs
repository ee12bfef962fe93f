using System.Collections.Immutable;
using Npgsql;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records;

/// <summary>What follows from changes: arrays derived from arrays that change, transitively, the image groups that
/// reference any of these, and those at the ends of alignments whose default version changes.</summary>
/// <param name="Arrays">The arrays derived from those that change.</param>
/// <param name="Images">The images.</param>
internal sealed record Dependants(ImmutableSortedSet<string> Arrays, ImmutableSortedSet<string> Images)
{
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
            return None with { Images = [.. new DefaultChanges(members, _ => null).Images] };
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var found = arrays.Length > 0 ? await Read(reader, cancellationToken) : None;
        var standing = alignments.Length > 0
            ? await DefaultChanges.Read(reader, cancellationToken)
            : ImmutableDictionary<RecordReference, AlignmentRecord>.Empty;
        return found with
        {
            Images = found.Images.Union(
                new DefaultChanges(members, reference => standing.GetValueOrDefault(reference)).Images),
        };
    }

    private static ImmutableSortedSet<string>.Builder NewSet() =>
        ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
}
