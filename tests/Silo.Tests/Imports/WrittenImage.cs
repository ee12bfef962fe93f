using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;

namespace OmeNgff.Silo.Tests.Imports;

/// <summary>A small image in OME 0.6 that uses what earlier versions do not have.</summary>
internal static class WrittenImage
{
    /// <summary>The bytes of its one chunk, <c>1/c/0/0</c>.</summary>
    public static readonly byte[] Chunk = [6, 0, 6];

    /// <summary>
    /// The object with its OME members: an intrinsic system with a name of its own, another beside it, a transformation
    /// between the two, and members that nobody knows in every place.
    /// </summary>
    public static JsonNode Ome() => JsonNode.Parse(
        """
        {
          "version": "0.6",
          "multiscales": [{
            "name": "cells",
            "type": "mean",
            "metadata": {"method": "mean of 2 by 2"},
            "coordinateSystems": [
              {"name": "native",
               "axes": [{"name": "y", "type": "space", "unit": "micrometer", "longName": "height"},
                        {"name": "x", "type": "space", "unit": "micrometer", "discrete": false}],
               "acquired": "2026-07-02"},
              {"name": "stage",
               "axes": [{"name": "v", "type": "space", "unit": "millimeter"},
                        {"name": "u", "type": "space", "unit": "millimeter"}],
               "bench": 3}],
            "datasets": [
              {"path": "0",
               "coordinateTransformations": [
                 {"type": "scale", "input": {"path": "0"}, "output": {"name": "native"},
                  "scale": [0.5, 0.25], "measured": true}],
               "checksum": "a1"},
              {"path": "1",
               "coordinateTransformations": [
                 {"type": "sequence", "name": "binned", "input": {"path": "1"}, "output": {"name": "native"},
                  "transformations": [
                    {"type": "scale", "scale": [1.0, 0.5], "by": [2, 2]},
                    {"type": "translation", "translation": [0.25, 0.125]}]}]}],
            "coordinateTransformations": [
              {"type": "affine", "name": "mounting", "input": {"name": "native"}, "output": {"name": "stage"},
               "affine": [[0.001, 0.0002, 10.0], [0.0, 0.001, 20.0]], "residual": 0.01}]
          }]
        }
        """)!;

    /// <summary>The document of the array of a level.</summary>
    public static JsonObject Array(int level)
    {
        var array = Drafts.Array(size: 64 >> level)["zarr"]!.DeepClone().AsObject();
        array["dimension_names"] = new JsonArray("y", "x");
        array["attributes"] = new JsonObject { ["stain"] = "DAPI" };
        return array;
    }

    /// <summary>Writes the image, with other OME members where they are given; returns the folder.</summary>
    public static string Write(string folder, JsonNode? ome = null)
    {
        var group = new JsonObject
        {
            ["zarr_format"] = 3,
            ["node_type"] = "group",
            ["attributes"] = new JsonObject { ["ome"] = ome ?? Ome(), ["specimen"] = "cells" },
        };
        Write(folder, new JsonObject
        {
            ["zarr.json"] = group,
            ["0/zarr.json"] = Array(0),
            ["1/zarr.json"] = Array(1),
        });
        Directory.CreateDirectory(Path.Join(folder, "1", "c", "0"));
        File.WriteAllBytes(Path.Join(folder, "1", "c", "0", "0"), Chunk);
        return folder;
    }

    /// <summary>Writes documents under their keys; returns the folder.</summary>
    public static string Write(string folder, JsonObject documents)
    {
        foreach (var (key, document) in documents)
        {
            var file = Path.Join(folder, key);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, document!.ToJsonString());
        }

        return folder;
    }
}
