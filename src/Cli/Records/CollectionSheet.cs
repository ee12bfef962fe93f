using OmeNgff.Cli.Output;
using OmeNgff.Client.Records;

namespace OmeNgff.Cli.Records;

/// <summary>A collection for people.</summary>
internal static class CollectionSheet
{
    /// <summary>Writes a collection.</summary>
    public static void Write(Terminal terminal, CollectionRecord collection)
    {
        terminal.WriteTitle(collection);
        terminal.WriteField("kind", collection.CollectionKind.ToString().ToLowerInvariant());
        terminal.WriteField("name", collection.Name);
        terminal.WriteField("description", collection.Description);
        terminal.WriteField("dataset", collection.Dataset);
        terminal.WriteField("location", collection.Location?.Address);
        terminal.WriteField("rows", string.Join(", ", collection.Rows));
        terminal.WriteField("columns", string.Join(", ", collection.Columns));
        terminal.WriteField("tags", string.Join(", ", collection.Tags));
        terminal.WriteVersion(collection);
        if (collection.Members.IsEmpty)
        {
            return;
        }

        var table = Tables.Create("path", "member", "acquisition");
        foreach (var member in collection.Members)
        {
            table.Add(
                member.Path ?? "",
                member.Image is { } image ? $"image:{image}" : $"collection:{member.Collection}",
                member.Acquisition is { } acquisition ? Tables.Number(acquisition) : "");
        }

        terminal.WriteLine();
        terminal.Write(table);
    }
}
