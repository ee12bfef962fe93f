using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Imports;

namespace OmeNgff.Silo.Tests.Scenes;

/// <summary>Scenes of OME 0.6 in a folder, with small images.</summary>
internal static class WrittenScene
{
    /// <summary>
    /// Two images in three systems of the scene, and in one of their own: a shift, an affine transformation, a field in the
    /// scene's group, two ways between the same systems, one of them by a matrix in an array, and members that nobody
    /// knows.
    /// </summary>
    public static JsonObject Mixed() => Parse(
        """
        {
          "method": {"software": "by hand"},
          "coordinateSystems": [
            {"name": "world", "axes": [{"name": "y", "type": "space", "unit": "micrometer"},
                                       {"name": "x", "type": "space", "unit": "micrometer", "discrete": false}],
             "lab": 7},
            {"name": "atlas", "axes": [{"name": "v", "type": "space", "unit": "millimeter"},
                                       {"name": "u", "type": "space", "unit": "millimeter"}]},
            {"name": "stage", "axes": [{"name": "y", "type": "space"}, {"name": "x", "type": "space"}]}],
          "coordinateTransformations": [
            {"type": "translation", "name": "left to world", "translation": [10.5, -2],
             "input": {"path": "images/left", "name": "physical"}, "output": {"name": "world"}, "by": "eye"},
            {"type": "affine", "affine": [[0.001, 0.0002, 1], [0, 0.001, 2]],
             "input": {"name": "world"}, "output": {"path": "images/right", "name": "turned"}},
            {"type": "sequence", "name": "warp", "transformations": [
               {"type": "displacements", "path": "fields/warp", "interpolation": "linear"},
               {"type": "scale", "scale": [2, 2]}],
             "input": {"name": "world"}, "output": {"name": "atlas"}},
            {"type": "affine", "name": "first way", "path": "../shared matrices/a%b",
             "input": {"path": "images/left", "name": "physical"}, "output": {"name": "stage"}},
            {"type": "scale", "name": "second way", "scale": [3, 4],
             "input": {"path": "images/left", "name": "physical"}, "output": {"name": "stage"}}]
        }
        """);

    /// <summary>The transformation of an image from its system <c>physical</c> to another of the same axes.</summary>
    public static JsonObject Rotation(string output) => Parse(
        $$"""
        {"type": "rotation", "name": "mounting", "rotation": [[0.0, -1.0], [1.0, 0.0]],
         "input": {"name": "physical"}, "output": {"name": "{{output}}"} }
        """);

    /// <summary>Writes <see cref="Mixed"/> with its images; returns the folder.</summary>
    public static string WriteMixed(string folder)
    {
        WriteImage(Path.Join(folder, "images", "left"), ["y", "x"]);
        WriteImage(Path.Join(folder, "images", "right"), ["y", "x"], Rotation("turned"));
        return Write(folder, Mixed());
    }

    /// <summary>Writes the group of a scene; returns the folder.</summary>
    public static string Write(string folder, JsonNode scene, string version = "0.6") => WrittenImage.Write(
        folder,
        new JsonObject
        {
            ["zarr.json"] = Group(new JsonObject
            {
                ["version"] = version,
                ["scene"] = scene.DeepClone(),
                ["mood"] = "calm",
            }),
        });

    /// <summary>Writes an image of one level in the system <c>physical</c>, and in those that transformations lead to.
    /// </summary>
    public static void WriteImage(string folder, string[] axes, params JsonObject[] transformations)
    {
        var listed = new JsonArray([.. axes.Select(JsonNode (name) => Axis(name))]);
        var systems = transformations.Select(edge => (string)edge["output"]!["name"]!).Prepend("physical");
        var multiscale = new JsonObject
        {
            ["coordinateSystems"] = new JsonArray(
            [
                .. systems.Select(JsonNode (name) => new JsonObject
                {
                    ["name"] = name,
                    ["axes"] = listed.DeepClone(),
                }),
            ]),
            ["datasets"] = new JsonArray(new JsonObject
            {
                ["path"] = "0",
                ["coordinateTransformations"] = new JsonArray(new JsonObject
                {
                    ["type"] = "scale",
                    ["scale"] = new JsonArray([.. axes.Select(JsonNode (_) => JsonValue.Create(0.5))]),
                    ["input"] = new JsonObject { ["path"] = "0" },
                    ["output"] = new JsonObject { ["name"] = "physical" },
                }),
            }),
        };
        if (transformations.Length > 0)
        {
            multiscale["coordinateTransformations"] = new JsonArray([.. transformations.Select(edge => edge.DeepClone())]);
        }

        WrittenImage.Write(folder, new JsonObject
        {
            ["zarr.json"] = Group(new JsonObject { ["version"] = "0.6", ["multiscales"] = new JsonArray(multiscale) }),
            ["0/zarr.json"] = Array(axes),
        });
    }

    private static JsonObject Axis(string name) => name switch
    {
        "c" => new JsonObject { ["name"] = name, ["type"] = "channel" },
        _ => new JsonObject { ["name"] = name, ["type"] = "space", ["unit"] = "micrometer" },
    };

    private static JsonObject Array(string[] axes)
    {
        var array = WrittenImage.Array(0);
        array["shape"] = Repeated(16);
        array["chunk_grid"]!["configuration"]!["chunk_shape"] = Repeated(8);
        array["dimension_names"] = new JsonArray([.. axes.Select(JsonNode (name) => JsonValue.Create(name))]);
        return array;

        JsonArray Repeated(int number) => [.. axes.Select(JsonNode (_) => JsonValue.Create(number))];
    }

    private static JsonObject Group(JsonObject ome) => new()
    {
        ["zarr_format"] = 3,
        ["node_type"] = "group",
        ["attributes"] = new JsonObject { ["ome"] = ome, ["specimen"] = "cells" },
    };

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
