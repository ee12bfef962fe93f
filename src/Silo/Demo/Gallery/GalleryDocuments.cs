using System.Text.Json.Nodes;

namespace OmeNgff.Silo.Demo.Gallery;

/// <summary>The attributes of the images of the gallery and of its plate, with OME 0.5 or 0.4 in them.</summary>
internal static class GalleryDocuments
{
    /// <summary>The attributes of an image's group.</summary>
    public static JsonObject Image(GalleryImage image)
    {
        var multiscale = new JsonObject
        {
            ["name"] = image.Name,
            ["type"] = "mean",
            ["metadata"] = new JsonObject
            {
                ["description"] = "The mean of the elements that each covers.",
                ["method"] = "OmeNgff.Silo.Demo.Gallery.GalleryWriter",
            },
            ["axes"] = new JsonArray([.. image.Axes.Select(JsonNode (name) => Axis(name, image.SpaceUnit))]),
            ["datasets"] = new JsonArray([.. image.Factors.Select(JsonNode (factors, level) => new JsonObject
            {
                ["path"] = GalleryImage.PathOf(level),
                ["coordinateTransformations"] = Transformations(image.Steps, factors),
            })]),
        };
        var omero = new JsonObject
        {
            ["channels"] = new JsonArray([.. image.Channels.Select(JsonNode (channel) => Channel(channel, image.Range))]),
            ["rdefs"] = new JsonObject
            {
                ["defaultT"] = 0,
                ["defaultZ"] = image.Axes.IndexOf('z', StringComparison.Ordinal) is >= 0 and var z ? image.Shape[z] / 2 : 0,
                ["model"] = image.Channels.Length == 1 ? "greyscale" : "color",
            },
        };
        if (image.ZarrFormat == 2)
        {
            multiscale["version"] = "0.4";
            return new()
            {
                ["multiscales"] = new JsonArray(multiscale),
                ["omero"] = omero,
                ["specimen"] = image.Description,
            };
        }

        return new()
        {
            ["ome"] = new JsonObject
            {
                ["version"] = "0.5",
                ["multiscales"] = new JsonArray(multiscale),
                ["omero"] = omero,
            },
            ["specimen"] = image.Description,
        };
    }

    /// <summary>The attributes of the group of a plate.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rows">The names of its rows.</param>
    /// <param name="columns">The names of its columns; all wells are there.</param>
    /// <param name="fields">How many fields each well has.</param>
    public static JsonObject Plate(string name, string[] rows, string[] columns, int fields) => new()
    {
        ["ome"] = new JsonObject
        {
            ["version"] = "0.5",
            ["plate"] = new JsonObject
            {
                ["version"] = "0.5",
                ["name"] = name,
                ["rows"] = new JsonArray([.. rows.Select(JsonNode (row) => new JsonObject { ["name"] = row })]),
                ["columns"] = new JsonArray([.. columns.Select(JsonNode (column) => new JsonObject { ["name"] = column })]),
                ["wells"] = new JsonArray(
                [
                    .. rows.SelectMany((row, rowIndex) => columns.Select(JsonNode (column, columnIndex) => new JsonObject
                    {
                        ["path"] = $"{row}/{column}",
                        ["rowIndex"] = rowIndex,
                        ["columnIndex"] = columnIndex,
                    })),
                ]),
                ["field_count"] = fields,
                ["acquisitions"] = new JsonArray(new JsonObject
                {
                    ["id"] = 0,
                    ["name"] = "computed",
                    ["maximumfieldcount"] = fields,
                }),
            },
        },
    };

    /// <summary>The attributes of the group of a well.</summary>
    public static JsonObject Well(int fields) => new()
    {
        ["ome"] = new JsonObject
        {
            ["version"] = "0.5",
            ["well"] = new JsonObject
            {
                ["version"] = "0.5",
                ["images"] = new JsonArray([.. Enumerable.Range(0, fields).Select(JsonNode (field) => new JsonObject
                {
                    ["path"] = GalleryImage.PathOf(field),
                    ["acquisition"] = 0,
                })]),
            },
        },
    };

    private static JsonObject Axis(char name, string unit) => name switch
    {
        'c' => new() { ["name"] = "c", ["type"] = "channel" },
        't' => new() { ["name"] = "t", ["type"] = "time", ["unit"] = "minute" },
        _ => new() { ["name"] = name.ToString(), ["type"] = "space", ["unit"] = unit },
    };

    /// <summary>A mean's element lies in the middle of those it is the mean of.</summary>
    private static JsonArray Transformations(decimal[] steps, int[] factors) => new(
        new JsonObject
        {
            ["type"] = "scale",
            ["scale"] = SampleLayout.Numbers(steps.Zip(factors, (step, factor) => step * factor)),
        },
        new JsonObject
        {
            ["type"] = "translation",
            ["translation"] = SampleLayout.Numbers(steps.Zip(factors, (step, factor) => step * (factor - 1) / 2)),
        });

    private static JsonObject Channel(GalleryChannel channel, (int Min, int Max) range) => new()
    {
        ["label"] = channel.Label,
        ["color"] = channel.Color,
        ["active"] = true,
        ["coefficient"] = 1,
        ["family"] = "linear",
        ["inverted"] = false,
        ["window"] = new JsonObject
        {
            ["min"] = range.Min,
            ["max"] = range.Max,
            ["start"] = channel.Start,
            ["end"] = channel.End,
        },
    };
}
