using System.Collections.Immutable;
using Npgsql;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Records;

/// <summary>Reads the versions of alignments.</summary>
public sealed class AlignmentVersions(NpgsqlDataSource source)
{
    /// <summary>The versions of an alignment by their numbers.</summary>
    /// <param name="alignment">The alignment's id.</param>
    /// <param name="after">Only numbers after this one; 0 from the start.</param>
    /// <param name="limit">How many at the most.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<ImmutableArray<AlignmentVersionRecord>> List(
        string alignment, int after, int limit, CancellationToken cancellationToken)
    {
        // Of two numbers without leading zeros the longer is the greater. Ids of one alignment's versions are neighbours,
        // for ':' is the character after '9' and no id has an '@'.
        await using var command = source.CreateCommand(
            """
            select body from records
            where kind = 'alignmentVersion' and id > $1 || '@' and id < $1 || '@:'
                and (length(id), id) > (length($2), $2 collate "C")
            order by length(id), id limit $3
            """);
        command.Parameters.Add(new() { Value = alignment });
        command.Parameters.Add(new() { Value = AlignmentVersionRecord.IdOf(alignment, after) });
        command.Parameters.Add(new() { Value = limit });
        var versions = ImmutableArray.CreateBuilder<AlignmentVersionRecord>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            versions.Add((AlignmentVersionRecord)RecordJson.Read(RecordKind.AlignmentVersion, reader.GetString(0)));
        }

        return versions.ToImmutable();
    }

    /// <summary>The greatest number that a version of an alignment ever had, also of a deleted alignment; 0 for none.
    /// </summary>
    public async Task<int> LastNumber(string alignment, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select id from history
            where kind = 'alignmentVersion' and id > $1 || '@' and id < $1 || '@:'
            order by length(id) desc, id desc limit 1
            """);
        command.Parameters.Add(new() { Value = alignment });
        return AlignmentVersionRecord.TryParseId(
            await command.ExecuteScalarAsync(cancellationToken) as string, out _, out var number) ? number : 0;
    }
}
