using System.Text.Json.Nodes;

namespace OmeNgff.Silo.Tests.Records;

/// <summary>Records as requests describe them.</summary>
internal static class Drafts
{
    /// <summary>An array with the axes y and x.</summary>
    public static JsonObject Array(string? id = null, double pixel = 0.5, int size = 512)
    {
        var array = new JsonObject
        {
            ["zarr"] = new JsonObject
            {
                ["zarr_format"] = 3,
                ["node_type"] = "array",
                ["shape"] = new JsonArray(size, size),
                ["data_type"] = "uint16",
                ["chunk_grid"] = new JsonObject
                {
                    ["name"] = "regular",
                    ["configuration"] = new JsonObject { ["chunk_shape"] = new JsonArray(64, 64) },
                },
                ["chunk_key_encoding"] = new JsonObject { ["name"] = "default" },
                ["fill_value"] = 0,
                ["codecs"] = new JsonArray(new JsonObject
                {
                    ["name"] = "bytes",
                    ["configuration"] = new JsonObject { ["endian"] = "little" },
                }),
            },
            ["axes"] = new JsonArray(Axis("y"), Axis("x")),
            ["coordinateTransformations"] = new JsonArray(Scale(pixel, pixel)),
        };
        if (id is not null)
        {
            array["id"] = id;
        }

        return array;
    }

    /// <summary>An image with these arrays, ids or inline, as its levels 0, 1, …</summary>
    public static JsonObject Image(string? id, params JsonNode[] arrays)
    {
        var image = new JsonObject
        {
            ["name"] = "drafted",
            ["levels"] = new JsonArray([.. arrays.Select(JsonNode (array, index) => new JsonObject
            {
                ["path"] = index.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["array"] = array,
            })]),
        };
        if (id is not null)
        {
            image["id"] = id;
        }

        return image;
    }

    public static JsonObject Axis(string name, string unit = "micrometer") =>
        new() { ["name"] = name, ["type"] = "space", ["unit"] = unit };

    public static JsonObject Scale(params double[] factors) => new()
    {
        ["type"] = "scale",
        ["scale"] = new JsonArray([.. factors.Select(JsonNode (factor) => JsonValue.Create(factor))]),
    };

    /// <summary>A merge patch that gives an array another scale.</summary>
    public static JsonObject Rescaled(params double[] factors) =>
        new() { ["coordinateTransformations"] = new JsonArray(Scale(factors)) };
}
