using System.Globalization;
using System.Text.Json.Nodes;

namespace OmeNgff.Silo.Demo;

/// <summary>The Zarr v3 documents of <see cref="SampleImage"/>, with OME 0.5 in them.</summary>
internal static class SampleDocuments
{
    private const string OmeVersion = "0.5";

    /// <summary>How much coarser each level is in y and x.</summary>
    public static readonly int[] Factors = [1, 2, 4];

    /// <summary>The attributes of the image's group, with some that are not OME's.</summary>
    public static JsonObject Image() => new()
    {
        ["ome"] = new JsonObject
        {
            ["version"] = OmeVersion,
            ["multiscales"] = Multiscales(
                "Synthetic nuclei", "mean", "The mean of 2 × 2 or 4 × 4 voxels.", isLabel: false),
            ["omero"] = new JsonObject
            {
                ["channels"] = new JsonArray(
                    Channel("Membrane", "00FF66", 110, 1600), Channel("Nuclei", "4D6BFF", 110, 1900)),
                ["rdefs"] = new JsonObject
                {
                    ["defaultT"] = 0,
                    ["defaultZ"] = SampleVolume.Depth / 2,
                    ["model"] = "color",
                },
            },
        },
        ["stain"] = "DAPI",
        ["specimen"] = "synthetic nuclei",
        ["microscope"] = new JsonObject { ["kind"] = "none: computed", ["objective"] = "40x/1.3" },
    };

    /// <summary>The attributes of the group that lists the label images.</summary>
    public static JsonObject Labels() => new()
    {
        ["ome"] = new JsonObject { ["version"] = OmeVersion, ["labels"] = new JsonArray("nuclei") },
    };

    private static JsonObject Channel(string label, string color, int start, int end) => new()
    {
        ["label"] = label,
        ["color"] = color,
        ["active"] = true,
        ["coefficient"] = 1,
        ["family"] = "linear",
        ["inverted"] = false,
        ["window"] = new JsonObject { ["min"] = 0, ["max"] = 4095, ["start"] = start, ["end"] = end },
    };

    /// <summary>The attributes of the label image's group.</summary>
    /// <param name="count">The highest label.</param>
    public static JsonObject LabelImage(int count)
    {
        var colors = Enumerable.Range(1, count).Select(JsonNode (id) => new JsonObject
        {
            // Neighbouring ids get colours far apart; none is dark.
            ["label-value"] = id,
            ["rgba"] = SampleLayout.Numbers<int>([80 + (id * 67 % 176), 80 + (id * 113 % 176), 80 + (id * 151 % 176), 255]),
        });
        return new()
        {
            ["ome"] = new JsonObject
            {
                ["version"] = OmeVersion,
                ["image-label"] = new JsonObject
                {
                    ["version"] = OmeVersion,
                    ["colors"] = new JsonArray([.. colors]),
                    ["source"] = new JsonObject { ["image"] = "../../" },
                },
                ["multiscales"] = Multiscales("nuclei", "nearest", "Every second or fourth voxel.", isLabel: true),
            },
        };
    }

    private static JsonArray Multiscales(string name, string type, string method, bool isLabel)
    {
        JsonNode[] space = [SpaceAxis("z"), SpaceAxis("y"), SpaceAxis("x")];
        var datasets = Factors.Select(JsonNode (factor, level) => new JsonObject
        {
            ["path"] = level.ToString(CultureInfo.InvariantCulture),
            ["coordinateTransformations"] = Transformations(factor, isLabel),
        });
        return new JsonArray(new JsonObject
        {
            ["name"] = name,
            ["type"] = type,
            ["metadata"] = new JsonObject { ["description"] = method, ["method"] = "OmeNgff.Silo.Demo.SampleImage" },
            ["axes"] = new JsonArray(isLabel ? space : [ChannelAxis(), .. space]),
            ["datasets"] = new JsonArray([.. datasets]),
        });
    }

    private static JsonObject ChannelAxis() => new() { ["name"] = "c", ["type"] = "channel" };

    private static JsonObject SpaceAxis(string name) =>
        new() { ["name"] = name, ["type"] = "space", ["unit"] = "micrometer" };

    /// <summary>
    /// A mean's voxel lies in the middle of those it is the mean of, half of (factor − 1) of them further; a voxel that
    /// is picked lies where it lay.
    /// </summary>
    private static JsonArray Transformations(int factor, bool isLabel)
    {
        // Decimal, so that 0.2 · 1.5 is written as 0.3.
        var step = SampleVolume.VoxelXY;
        var shift = isLabel ? 0 : step * (factor - 1) / 2;
        decimal[] scale = [SampleVolume.VoxelZ, step * factor, step * factor];
        decimal[] translation = [0, shift, shift];
        if (!isLabel)
        {
            (scale, translation) = ([1, .. scale], [0, .. translation]);
        }

        return new JsonArray(
            new JsonObject { ["type"] = "scale", ["scale"] = SampleLayout.Numbers(scale) },
            new JsonObject { ["type"] = "translation", ["translation"] = SampleLayout.Numbers(translation) });
    }
}
