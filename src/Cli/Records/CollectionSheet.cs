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
        WriteMembers(terminal, collection);
        WriteSystems(terminal, collection);
    }

    /// <summary>What of a scene is catalogued.</summary>
    private static void WriteSystems(Terminal terminal, CollectionRecord collection)
    {
        if (!collection.Systems.IsEmpty)
        {
            var table = Tables.Create("system", "of", "space");
            foreach (var system in collection.Systems)
            {
                table.Add(system.Name, system.Path ?? "", $"space:{system.Space}");
            }

            terminal.WriteLine();
            terminal.Write(table);
        }

        if (!collection.Alignments.IsEmpty)
        {
            var table = Tables.Create("transformation", "alignment");
            foreach (var part in collection.Alignments)
            {
                table.Add(part.Name ?? "", $"alignment:{part.Alignment}");
            }

            terminal.WriteLine();
            terminal.Write(table);
        }
    }

    private static void WriteMembers(Terminal terminal, CollectionRecord collection)
    {
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
