using System.Globalization;
using System.Text.Json.Nodes;
using OmeNgff.Browser.Tests.Catalog;
using OmeNgff.Browser.Tests.Clients;
using OmeNgff.Browser.Tests.Images;

namespace OmeNgff.Browser.Tests;

/// <summary>Neuroglancer, as npm has it, shows every voxel where it belongs.</summary>
[Collection(DemoCollection.Name)]
public sealed class NeuroglancerTests(DemoCatalog catalog)
{
    /// <summary>How many colours a picture has at least in which something is seen.</summary>
    private const int SomeColours = 30;

    /// <summary>How many labels are looked at.</summary>
    private const int SomeLabels = 4;

    private static readonly string[] XYZ = ["x", "y", "z"];

    [FactWithBrowser]
    public async Task It_shows_every_image_in_its_own_space_in_either_version_redirected_and_streamed()
    {
        Assert.Equal(catalog.Images.Count, catalog.RemoteImages.Count);
        foreach (var image in catalog.RemoteImages)
        {
            var state = await catalog.Get($"/neuroglancer/{image.Id}.json");
            var given = state["layers"]![0]!;
            Assert.Equal(Source(image, image.ZarrFormat == 2 ? "0.4" : "0.5", "zarr"), (string)given["source"]!["url"]!);

            // One layer for each version and way, all in the same place.
            var layers = Roots(image).Select(root =>
            {
                var layer = given.DeepClone();
                layer["name"] = $"{root.Ome} {root.Prefix}";
                layer["source"]!["url"] = Source(image, root.Ome, root.Prefix);
                return layer;
            });
            state["layers"] = new JsonArray([.. layers]);
            var seen = await catalog.Browser.Call("openGiven", state);
            AssertWhole(seen);
            Assert.Equal(
                XYZ.Where(name => image.Axes.Any(axis => axis.Name == name)), Names(seen).Where(name => XYZ.Contains(name)));
            Assert.Equal(Roots(image).Count(), seen["layers"]!.AsArray().Count);
            foreach (var layer in seen["layers"]!.AsArray())
            {
                Assert.Equal(image.IsLabel ? "segmentation" : "image", (string)layer!["type"]!);
                await AssertVoxels(image, seen, layer, Own(image));
            }
        }
    }

    [FactWithBrowser]
    public async Task It_shows_images_turned_where_the_alignment_puts_it()
    {
        foreach (var image in catalog.Kinds.Where(image => !image.IsLabel))
        {
            var placement = await Placement.Register(catalog, image);
            var seen = await Open($"/neuroglancer/{image.Id}.json?space={placement.Space}&pin={placement.Space}%401");
            await AssertVoxels(image, seen, seen["layers"]![0]!, Turned(placement, image));

            // Labels lie where their image does.
            var labels = (await catalog.Get($"/v1/images/{image.Id}"))["labels"]!.AsArray();
            var layers = seen["layers"]!.AsArray().Where(layer => (string)layer!["type"]! == "segmentation").ToList();
            Assert.Equal(labels.Count, layers.Count);
            foreach (var (link, layer) in labels.Zip(layers))
            {
                var label = catalog.Images.Single(candidate => candidate.Id == (string)link!["image"]!);
                await AssertVoxels(label, seen, layer!, Turned(placement.Of(label), label));
            }
        }
    }

    [FactWithBrowser]
    public async Task It_shows_labels_with_their_image_and_channels_as_layers()
    {
        foreach (var image in catalog.Kinds.Where(image => image.Axes.Any(axis => axis.Type == "channel")))
        {
            var channels = image.Shape[image.Axes.ToList().FindIndex(axis => axis.Type == "channel")];
            var record = await catalog.Get($"/v1/images/{image.Id}");
            var labels = record["labels"]!.AsArray().Count;

            var seen = await Open($"/neuroglancer/{image.Id}.json?channels=separate");

            var types = seen["layers"]!.AsArray().Select(layer => (string)layer!["type"]!).ToList();
            Assert.Equal(channels, types.Count(type => type == "image"));
            Assert.Equal(labels, types.Count(type => type == "segmentation"));
            Assert.True((int)await catalog.Browser.Call("colours", null as string) > SomeColours, image.Name);
        }
    }

    [FactWithBrowser]
    public async Task It_shows_viewpoints()
    {
        var viewpoints = (await catalog.Get("/v1/viewpoints"))["items"]!.AsArray();
        Assert.NotEmpty(viewpoints);
        foreach (var viewpoint in viewpoints)
        {
            var seen = await Open($"/neuroglancer/viewpoints/{viewpoint!["id"]}.json");
            Assert.Equal(viewpoint["layers"]!.AsArray().Count, seen["layers"]!.AsArray().Count);
            Assert.True((int)await catalog.Browser.Call("colours", null as string) > SomeColours);

            // Where an image of it lies is what the catalog carries its points to.
            foreach (var (layer, shown) in viewpoint["layers"]!.AsArray().Zip(seen["layers"]!.AsArray()))
            {
                var image = catalog.Images.Single(candidate => candidate.Id == (string)layer!["image"]!);
                var pins = new JsonArray([.. layer!["pins"]!.AsArray().Select(pin => pin!.DeepClone())]);
                await AssertVoxels(image, seen, shown!, await Carried(image, (string)viewpoint["space"]!, pins));
            }
        }
    }

    [FactWithBrowser]
    public async Task The_catalog_serves_the_viewer_itself_and_leads_to_it()
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = catalog.Http.BaseAddress };
        var image = catalog.Images.First(candidate => candidate.Axes.Count > 3);
        using var answer = await http.GetAsync($"/open/{image.Id}");
        Assert.Equal(302, (int)answer.StatusCode);
        var link = answer.Headers.Location!.OriginalString;
        Assert.StartsWith($"{catalog.Address}/viewer/#!{catalog.Address}/neuroglancer/", link, StringComparison.Ordinal);

        var seen = await catalog.Browser.Call("openViewer", link);

        AssertWhole(seen);
        Assert.True((int)await catalog.Browser.Call("colours", null as string) > SomeColours);
    }

    /// <summary>Opens a state in the viewer of another origin.</summary>
    private async Task<JsonNode> Open(string state)
    {
        // Its own message is better than that of a viewer without layers.
        await catalog.Get(state);
        var seen = await catalog.Browser.Call("openState", catalog.Address + state);
        AssertWhole(seen);
        return seen;
    }

    private static void AssertWhole(JsonNode seen)
    {
        Assert.Empty(seen["failures"]!.AsArray());
        Assert.All(seen["layers"]!.AsArray(), layer => Assert.True(
            (string?)layer!["error"] is null, $"{layer["name"]}: {layer["error"]}"));
    }

    private string Source(StoredImage image, string ome, string prefix) =>
        $"{catalog.Address}/{prefix}/{ome}/{image.Id}.zarr/|zarr{(ome == "0.4" ? 2 : 3)}:";

    /// <summary>The versions that can say an image, each redirected and streamed. Neuroglancer has no word for the zlib of
    /// Zarr v3.</summary>
    private static IEnumerable<(string Ome, string Prefix)> Roots(StoredImage image) =>
        from ome in (string[])["0.4", "0.5"]
        where !(ome == "0.4" ? image.IsSharded : image.UsesZlib)
        from prefix in (string[])["zarr", "proxied/zarr"]
        select (ome, prefix);

    /// <summary>Where points of an image lie in a space that it is turned into, in SI units; times stay.</summary>
    private static Func<double[], IReadOnlyDictionary<string, double>> Turned(Placement placement, StoredImage image) =>
        physical =>
        {
            var at = placement.Carry(physical);
            var places = new Dictionary<string, double> { ["z"] = at[0], ["y"] = at[1], ["x"] = at[2] };
            for (var axis = 0; axis < image.Axes.Count; axis++)
            {
                if (image.Axes[axis].Type == "time")
                {
                    places[image.Axes[axis].Name] = physical[axis] * image.Axes[axis].UnitSize;
                }
            }

            return places;
        };

    /// <summary>Where points of an image lie in its own space, in SI units.</summary>
    private static Func<double[], IReadOnlyDictionary<string, double>> Own(StoredImage image) => physical => image.Axes
        .Select((axis, index) => (axis, index)).Where(pair => pair.axis.Type != "channel")
        .ToDictionary(pair => pair.axis.Name, pair => physical[pair.index] * pair.axis.UnitSize);

    private static IEnumerable<string> Names(JsonNode seen) =>
        seen["dimensions"]!.AsArray().Select(dimension => (string)dimension!["name"]!);

    /// <summary>Compares voxels on disk with what the viewer has at the place where they ought to be.</summary>
    /// <param name="image">The image.</param>
    /// <param name="seen">What the viewer says of itself.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="place">From a physical position to the place along each dimension of the viewer, in SI units.</param>
    private async Task AssertVoxels(
        StoredImage image, JsonNode seen, JsonNode layer, Func<double[], IReadOnlyDictionary<string, double>> place)
    {
        var level = image.Levels[0];
        var folder = Path.Join(image.Folder, level.Path);
        var indices = Voxels(image.Shape).ToList();
        if (image.IsLabel)
        {
            // Most of a label image is none, and looks alike wherever it lies.
            var labels = (await catalog.Browser.Call("storedLabels", folder, SomeLabels)).AsArray();
            Assert.Equal(SomeLabels, labels.Count);
            indices.AddRange(labels.Select(index => index!.AsArray().Select(at => (long)at!).ToArray()));
        }

        var expected = (await catalog.Browser.Call("storedElements", folder, indices)).AsArray();
        var dimensions = seen["dimensions"]!.AsArray();
        foreach (var (index, value) in indices.Zip(expected))
        {
            var places = place([.. index.Select((at, axis) => (at * level.Scale[axis]) + level.Translation[axis])]);
            var position = dimensions.Select(dimension =>
                places.GetValueOrDefault((string)dimension!["name"]!) / (double)dimension["scale"]!).ToArray();
            var local = layer["local"]!.AsArray().Select(_ => index[image.Axes.ToList().FindIndex(axis => axis.Type == "channel")])
                .ToArray();
            var shown = await catalog.Browser.Call(
                "probe", new { name = (string)layer["name"]!, position, local });
            Assert.True((string)value! == (string)shown!,
                $"{image.Name} [{string.Join(", ", index)}] is {value} on disk and {shown} at ["
                + $"{string.Join(", ", position.Select(at => at.ToString(CultureInfo.InvariantCulture)))}]");
        }
    }

    /// <summary>The first voxel, the last, and some between.</summary>
    private static IEnumerable<long[]> Voxels(IReadOnlyList<long> shape)
    {
        yield return [.. shape.Select(_ => 0L)];
        yield return [.. shape.Select(length => length - 1)];
        foreach (var part in (double[])[0.31, 0.5, 0.77])
        {
            yield return [.. shape.Select((length, axis) => (long)(length * ((part + (0.13 * axis)) % 1)))];
        }
    }

    /// <summary>Where the catalog says that points of an image lie in a space.</summary>
    private async Task<Func<double[], IReadOnlyDictionary<string, double>>> Carried(
        StoredImage image, string space, JsonArray pins)
    {
        var query = string.Concat(pins.Select(pin => $"&pin={Uri.EscapeDataString((string)pin!)}"));
        var answer = await catalog.Get($"/v1/transforms?from=image:{image.Id}&to=space:{space}{query}");
        var axes = answer["toAxes"]!.AsArray().Select(axis => new StoredAxis(
            (string)axis!["name"]!, (string?)axis["type"], (string?)axis["unit"])).ToList();
        var matrix = answer["matrix"]!.AsArray()
            .Select(row => row!.AsArray().Select(value => (double)value!).ToArray()).ToList();
        return physical => axes.Select((axis, row) => (axis, row)).ToDictionary(pair => pair.axis.Name, pair =>
            (physical.Select((value, column) => matrix[pair.row][column] * value).Sum() + matrix[pair.row][^1])
            * pair.axis.UnitSize);
    }
}
