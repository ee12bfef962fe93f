using System.Text.Json.Nodes;
using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Silo.Demo.Story;

/// <summary>The attributes of the images of the story, with OME 0.5 in them.</summary>
internal static class StoryDocuments
{
    /// <summary>The attributes of an image's group.</summary>
    public static JsonObject Image(StoryImage image)
    {
        var axes = "zyx".Select(JsonNode (name) => new JsonObject
        {
            ["name"] = name.ToString(),
            ["type"] = "space",
            ["unit"] = image.Unit,
        });
        if (image.LeadingAxes == 1)
        {
            axes = axes.Prepend(new JsonObject { ["name"] = "c", ["type"] = "channel" });
        }

        return new()
        {
            ["ome"] = new JsonObject
            {
                ["version"] = "0.5",
                ["multiscales"] = new JsonArray(new JsonObject
                {
                    ["name"] = image.Title,
                    ["type"] = "mean",
                    ["metadata"] = new JsonObject
                    {
                        ["description"] = "The mean of the voxels that each covers.",
                        ["method"] = "OmeNgff.Silo.Demo.Story.StoryWriter",
                    },
                    ["axes"] = new JsonArray([.. axes]),
                    ["datasets"] = new JsonArray([.. image.Levels().Select(JsonNode (level) => new JsonObject
                    {
                        ["path"] = level.Path,
                        ["coordinateTransformations"] = Transformations(image, level.Factors),
                    })]),
                }),
                ["omero"] = new JsonObject
                {
                    ["channels"] = new JsonArray([.. image.Channels.Select(JsonNode (channel) =>
                        Channel(channel.Label, channel.Color, image.Type == ElementType.UInt8 ? 255 : 4095))]),
                },
            },
            ["specimen"] = "synthetic sample of the story",
        };
    }

    /// <summary>A mean's voxel lies in the middle of those it is the mean of.</summary>
    private static JsonArray Transformations(StoryImage image, int[] factors)
    {
        // Decimal, so that 0.25 · 1.5 is written as it is.
        var scale = image.Voxel.Zip(factors, (voxel, factor) => voxel * factor);
        var shift = image.Voxel.Zip(factors, (voxel, factor) => voxel * (factor - 1) / 2);
        if (image.LeadingAxes == 1)
        {
            (scale, shift) = (scale.Prepend(1), shift.Prepend(0));
        }

        return new JsonArray(
            new JsonObject { ["type"] = "scale", ["scale"] = SampleLayout.Numbers(scale) },
            new JsonObject { ["type"] = "translation", ["translation"] = SampleLayout.Numbers(shift) });
    }

    private static JsonObject Channel(string label, string color, int highest) => new()
    {
        ["label"] = label,
        ["color"] = color,
        ["active"] = true,
        ["window"] = new JsonObject { ["min"] = 0, ["max"] = highest, ["start"] = 0, ["end"] = highest / 2 },
    };
}
