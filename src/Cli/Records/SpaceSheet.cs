using OmeNgff.Cli.Output;
using OmeNgff.Client.Records;

namespace OmeNgff.Cli.Records;

/// <summary>A space for people.</summary>
internal static class SpaceSheet
{
    /// <summary>Writes a space.</summary>
    public static void Write(Terminal terminal, SpaceRecord space)
    {
        terminal.WriteTitle(space);
        terminal.WriteField("name", space.Name);
        terminal.WriteField("description", space.Description);
        terminal.WriteField("dataset", space.Dataset);
        terminal.WriteField("references", string.Join(", ", space.References));
        terminal.WriteField("tags", string.Join(", ", space.Tags));
        terminal.WriteVersion(space);

        var table = Tables.Create("axis", "type", "unit");
        foreach (var axis in space.Axes)
        {
            table.Add(axis.Name, axis.Type ?? "", axis.Unit ?? "");
        }

        terminal.WriteLine();
        terminal.Write(table);
    }
}
