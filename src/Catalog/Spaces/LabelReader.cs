using System.Collections.Immutable;
using Npgsql;

namespace OmeNgff.Catalog.Spaces;

/// <summary>Reads which images are labels of others.</summary>
public sealed class LabelReader(NpgsqlDataSource source)
{
    /// <summary>The label images of some images, by their ids.</summary>
    /// <param name="images">The ids of the images.</param>
    /// <param name="limit">How many are read at the most.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<ImmutableArray<(string Label, string Image)>> LabelsOf(
        IReadOnlyCollection<string> images, int limit, CancellationToken cancellationToken)
    {
        if (images.Count == 0)
        {
            return [];
        }

        await using var command = source.CreateCommand(
            """
            select id, label_of from search_index_images where kind = 'image' and label_of = any($1) order by id limit $2
            """);
        command.Parameters.Add(new() { Value = images.ToArray() });
        command.Parameters.Add(new() { Value = limit });
        var labels = ImmutableArray.CreateBuilder<(string, string)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            labels.Add((reader.GetString(0), reader.GetString(1)));
        }

        return labels.ToImmutable();
    }
}
