using System.Globalization;
using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Imports;

namespace OmeNgff.Silo.Tests.Viewers.Remote;

/// <summary>An image of one level, each row of which is a chunk.</summary>
internal static class RowImage
{
    /// <summary>How many rows there are.</summary>
    public const int Rows = 64;

    /// <summary>How many bytes a row has.</summary>
    public const int RowBytes = 100;

    /// <summary>The key of a row's chunk.</summary>
    public static string Key(int row) => string.Create(CultureInfo.InvariantCulture, $"0/c/{row}/0");

    /// <summary>The bytes of a row.</summary>
    public static byte[] Bytes(int row) => [.. Enumerable.Range(row, RowBytes).Select(value => (byte)value)];

    /// <summary>Writes the image, with the first rows only.</summary>
    /// <returns>The folder.</returns>
    public static string Write(string folder, int rows = Rows)
    {
        WrittenImage.Write(folder, new JsonObject
        {
            ["zarr.json"] = JsonNode.Parse("""
                {"zarr_format": 3, "node_type": "group", "attributes": {"ome": {"version": "0.5", "multiscales": [{
                  "name": "rows",
                  "axes": [{"name": "y", "type": "space", "unit": "micrometer"},
                           {"name": "x", "type": "space", "unit": "micrometer"}],
                  "datasets": [{"path": "0", "coordinateTransformations": [{"type": "scale", "scale": [1, 1]}]}]}]}}}
                """),
            ["0/zarr.json"] = JsonNode.Parse($$$"""
                {"zarr_format": 3, "node_type": "array", "shape": [{{{Rows}}}, {{{RowBytes}}}], "data_type": "uint8",
                 "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [1, {{{RowBytes}}}]}},
                 "chunk_key_encoding": {"name": "default"}, "fill_value": 0, "dimension_names": ["y", "x"],
                 "codecs": [{"name": "bytes"}]}
                """),
        });
        for (var row = 0; row < rows; row++)
        {
            var file = Path.Join(folder, Key(row));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, Bytes(row));
        }

        return folder;
    }
}
