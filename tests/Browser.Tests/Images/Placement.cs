using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OmeNgff.Browser.Tests.Catalog;

namespace OmeNgff.Browser.Tests.Images;

/// <summary>
/// A space that an image is aligned with, turned about two axes, so that no axis stays one: nanometres, in the order z, y, x.
/// Axes of the image that are no places are dropped; an image without z becomes an oblique section.
/// </summary>
internal sealed class Placement
{
    private static readonly double[][] Turn =
    [
        [0.8, 0, 0.6],
        [-0.36, 0.8, 0.48],
        [-0.48, -0.6, 0.64],
    ];

    private static readonly double[] Offset = [12_345, -6_789, 1_234.5];

    private readonly IReadOnlyList<StoredAxis> _axes;

    private Placement(StoredImage image) => _axes = image.Axes;

    /// <summary>The id of the space.</summary>
    public required string Space { get; init; }

    /// <summary>The same for a label image, which lies where its image does and has axes of its own.</summary>
    public Placement Of(StoredImage label) => new(label) { Space = Space };

    /// <summary>Where a point of the image lies in the space, in metres: z, y, x.</summary>
    /// <param name="physical">The point, in the units of the image's axes.</param>
    public double[] Carry(double[] physical) =>
    [
        .. Enumerable.Range(0, 3).Select(row =>
            (Enumerable.Range(0, _axes.Count).Sum(column => Entry(row, column) * physical[column]) + Offset[row]) * 1e-9),
    ];

    /// <summary>Writes a space and an alignment from the image to it.</summary>
    public static async Task<Placement> Register(DemoCatalog catalog, StoredImage image)
    {
        var placement = new Placement(image) { Space = $"turned-{image.Id}" };
        var affine = new JsonArray([.. Enumerable.Range(0, 3).Select(JsonNode (row) => new JsonArray(
            [.. Enumerable.Range(0, image.Axes.Count).Select(JsonNode (column) => placement.Entry(row, column)), Offset[row]]))]);
        await Put(catalog, $"/v1/spaces/{placement.Space}", new JsonObject
        {
            ["axes"] = new JsonArray([.. "zyx".Select(JsonNode (name) => new JsonObject
            {
                ["name"] = name.ToString(),
                ["type"] = "space",
                ["unit"] = "nanometer",
            })]),
        });
        await Put(catalog, $"/v1/alignments/{placement.Space}", new JsonObject
        {
            ["source"] = $"image:{image.Id}",
            ["target"] = $"space:{placement.Space}",
        });
        using var added = await catalog.Http.PostAsJsonAsync($"/v1/alignments/{placement.Space}/versions", new JsonObject
        {
            ["coordinateTransformation"] = new JsonObject { ["type"] = "affine", ["affine"] = affine },
            ["status"] = "published",
        });
        Assert.True(added.IsSuccessStatusCode, await added.Content.ReadAsStringAsync());
        return placement;
    }

    /// <summary>A row of the alignment: lengths in the unit of the image's axis to nanometres.</summary>
    private double Entry(int row, int column) => "zyx".IndexOf(_axes[column].Name, StringComparison.Ordinal) is >= 0 and var axis
        ? Math.Round(Turn[row][axis] * _axes[column].UnitSize * 1e9, 9)
        : 0;

    private static async Task Put(DemoCatalog catalog, string path, JsonObject record)
    {
        using var response = await catalog.Http.PutAsJsonAsync(path, record);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
