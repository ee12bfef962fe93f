using OmeNgff.Cli.Output;
using OmeNgff.Client.Records;

namespace OmeNgff.Cli.Records;

/// <summary>An array for people.</summary>
internal static class ArraySheet
{
    /// <summary>Writes an array.</summary>
    public static void Write(Terminal terminal, ArrayRecord array)
    {
        terminal.WriteTitle(array);
        terminal.WriteField("dataset", array.Dataset);
        terminal.WriteField("location", array.Location?.Address);
        terminal.WriteField("data type", array.DataType);
        terminal.WriteField("Zarr format", Tables.Number(array.ZarrFormat));
        terminal.WriteField("used by", string.Join(", ", array.ReferencedBy?.Select(Holder) ?? []));
        terminal.WriteVersion(array);

        var (scale, translation) = Placement.Of(array.Spatial.Transformation, array.Axes.Count);
        var table = Tables.Create(
        [
            "axis", "type", "unit", "size", "chunk", .. array.ShardShape is null ? [] : (string[])["shard"],
            "scale", "translation",
        ]);
        for (var index = 0; index < array.Axes.Count; index++)
        {
            var axis = array.Axes[index];
            table.Add(
            [
                axis.Name,
                axis.Type ?? "",
                axis.Unit ?? "",
                Tables.Number(array.Shape[index]),
                Tables.Number(array.ChunkShape[index]),
                .. array.ShardShape is { } shard ? (string[])[Tables.Number(shard[index])] : [],
                scale[index],
                translation[index],
            ]);
        }

        terminal.WriteLine();
        terminal.Write(table);
    }

    /// <summary>Images are named by their ids alone, other records by references.</summary>
    private static string Holder(string name) => name.Contains(':', StringComparison.Ordinal) ? name : $"image:{name}";
}
