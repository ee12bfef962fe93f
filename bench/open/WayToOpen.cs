using System.Text.Json;

namespace OmeNgff.Bench.Open;

/// <summary>A way to read all metadata that an image needs to be shown: axes, the shape and the scale of each level.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Layout">The hierarchy below <c>/zarr/0.5/</c>: empty, or <c>distributed/</c>.</param>
/// <param name="UsesConsolidated">Whether it takes the documents of the arrays from the group's.</param>
/// <param name="InParallel">Whether it asks for the documents of all arrays at once.</param>
internal sealed record WayToOpen(string Name, string Layout, bool UsesConsolidated, bool InParallel)
{
    public static readonly WayToOpen[] All =
    [
        new("Zarr-consolidated", "", UsesConsolidated: true, InParallel: false),
        new("in the group, parallel", "", UsesConsolidated: false, InParallel: true),
        new("in the group, sequential", "", UsesConsolidated: false, InParallel: false),
        new("with the arrays, parallel", "distributed/", UsesConsolidated: false, InParallel: true),
        new("with the arrays, sequential", "distributed/", UsesConsolidated: false, InParallel: false),
    ];

    /// <summary>How many documents it asks for.</summary>
    public int Requests(int levels) => UsesConsolidated ? 1 : 1 + levels;

    /// <summary>Opens an image, and says what it is: the shape and the scale of each level.</summary>
    public async Task<string> Open(HttpClient http, string image)
    {
        var root = $"/zarr/0.5/{Layout}{image}.zarr";
        using var group = await Get($"{root}/zarr.json");
        var multiscale = group.RootElement.GetProperty("attributes").GetProperty("ome").GetProperty("multiscales")[0];
        var paths = multiscale.GetProperty("datasets").EnumerateArray()
            .Select(dataset => dataset.GetProperty("path").GetString()!).ToList();
        var arrays = new List<JsonElement>();
        if (UsesConsolidated)
        {
            var documents = group.RootElement.GetProperty("consolidated_metadata").GetProperty("metadata");
            arrays.AddRange(paths.Select(path => documents.GetProperty(path)));
        }
        else if (InParallel)
        {
            arrays.AddRange((await Task.WhenAll(paths.Select(path => Get($"{root}/{path}/zarr.json"))))
                .Select(document => document.RootElement));
        }
        else
        {
            foreach (var path in paths)
            {
                arrays.Add((await Get($"{root}/{path}/zarr.json")).RootElement);
            }
        }

        return string.Join(' ', arrays.Select((array, level) =>
            $"{array.GetProperty("shape").GetRawText()}{ScaleOf(multiscale.GetProperty("datasets")[level], array).GetRawText()}"));

        async Task<JsonDocument> Get(string path)
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            return answer.IsSuccessStatusCode
                ? JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync())
                : throw new InvalidDataException($"{path}: {(int)answer.StatusCode}");
        }
    }

    /// <summary>The scale of a level: in the group's document, or in that of the array.</summary>
    private static JsonElement ScaleOf(JsonElement dataset, JsonElement array)
    {
        var transformations = dataset.TryGetProperty("coordinateTransformations", out var own)
            ? own
            : array.GetProperty("attributes").GetProperty("ome").GetProperty("coordinateTransformations");
        return transformations[0].GetProperty("scale");
    }
}
