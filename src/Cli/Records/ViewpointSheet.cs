using OmeNgff.Cli.Output;
using OmeNgff.Client.Records;

namespace OmeNgff.Cli.Records;

/// <summary>A viewpoint for people.</summary>
internal static class ViewpointSheet
{
    /// <summary>Writes a viewpoint.</summary>
    public static void Write(Terminal terminal, ViewpointRecord viewpoint)
    {
        terminal.WriteTitle(viewpoint);
        terminal.WriteField("name", viewpoint.Name);
        terminal.WriteField("description", viewpoint.Description);
        terminal.WriteField("dataset", viewpoint.Dataset);
        terminal.WriteField("space", $"space:{viewpoint.Space}");
        terminal.WriteField("tags", string.Join(", ", viewpoint.Tags));
        terminal.WriteVersion(viewpoint);
        if (viewpoint.Layers.IsEmpty)
        {
            return;
        }

        var table = Tables.Create("layer", "visible", "pins");
        foreach (var layer in viewpoint.Layers)
        {
            table.Add($"image:{layer.Image}", layer.Visible ? "yes" : "no", string.Join(", ", layer.Pins));
        }

        terminal.WriteLine();
        terminal.Write(table);
    }
}
