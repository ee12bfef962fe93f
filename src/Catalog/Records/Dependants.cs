using System.Collections.Immutable;
using Npgsql;

namespace OmeNgff.Catalog.Records;

/// <summary>What follows from arrays that change: arrays derived from them, transitively, and the image groups that
/// reference any of these.</summary>
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
    internal static async Task<Dependants> Find(
        NpgsqlConnection connection, string[] arrays, CancellationToken cancellationToken)
    {
        if (arrays.Length == 0)
        {
            return None;
        }

        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Statement(arrays) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await Read(reader, cancellationToken);
    }

    private static ImmutableSortedSet<string>.Builder NewSet() =>
        ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
}
