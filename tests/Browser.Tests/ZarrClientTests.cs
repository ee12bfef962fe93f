using System.Text.Json.Nodes;
using OmeNgff.Browser.Tests.Catalog;
using OmeNgff.Browser.Tests.Clients;
using OmeNgff.Browser.Tests.Images;

namespace OmeNgff.Browser.Tests;

/// <summary>Clients that read Zarr open every image, in every OME version that can say it, redirected and streamed.</summary>
[Collection(DemoCollection.Name)]
public sealed class ZarrClientTests(DemoCatalog catalog)
{
    [FactWithBrowser]
    public Task Zarrita_reads_what_lies_on_disk_from_another_origin() => ForEach(async (image, ome, root) =>
    {
        var seen = await catalog.Browser.Call("zarrita", root);
        await AssertSame(image, ome, seen["multiscales"]![0]!, seen["levels"]!.AsArray());
    });

    [FactWithBrowser]
    public async Task Zarrita_reads_fields_through_their_plate()
    {
        const string Folder = "/plate.zarr/";
        var plate = (await catalog.Get("/v1/collections?limit=1000"))["items"]!.AsArray()
            .Single(collection => (string)collection!["kind"]! == "plate")!["id"];
        var fields = catalog.Images.Where(image => image.Folder.Contains(Folder, StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(fields);
        foreach (var field in fields)
        {
            var path = field.Folder.Split(Folder)[1].Trim('/');
            foreach (var ome in (string[])["0.4", "0.5"])
            {
                var seen = await catalog.Browser.Call(
                    "zarrita", $"{catalog.Address}/zarr/{ome}/collections/{plate}.zarr/{path}");
                await AssertSame(field, ome, seen["multiscales"]![0]!, seen["levels"]!.AsArray());
            }
        }
    }

    [FactWithBrowser]
    public Task Ome_zarr_js_opens_and_renders_from_another_origin() => ForEach(async (image, ome, root) =>
    {
        if (image.UsesZlib && ome == "0.5")
        {
            // Zarr v3 has no codec of this name, and the zarrita in ome-zarr.js does not know that of numcodecs.
            var failure = await Assert.ThrowsAsync<ClientFailedException>(() => catalog.Browser.Call("omeZarr", root));
            Assert.Contains("numcodecs.zlib", failure.Message, StringComparison.Ordinal);
            return;
        }

        var seen = await catalog.Browser.Call("omeZarr", root);
        Assert.Equal(ome, (string)seen["version"]!);
        Assert.Equal(
            image.Levels.Select(level => level.Scale),
            seen["scales"]!.AsArray().Select(scale => scale!.AsArray().Select(value => (double)value!).ToArray()));
        await AssertSameArrays(image, seen["levels"]!.AsArray());
        Assert.Equal(
            seen["levels"]!.AsArray().Select(level => level!["shape"]!.ToJsonString()).First(),
            seen["shapes"]![0]!.ToJsonString());
        var rendered = seen["rendered"]!;
        Assert.Equal((int)rendered["width"]! * (int)rendered["height"]! * 4, (int)rendered["bytes"]!);
    });

    [FactWithPython]
    public Task Zarr_python_reads_OME_04() => OpenWithPython("plain");

    [FactWithPython]
    public Task Zarr_python_reads_OME_04_consolidated() => OpenWithPython("consolidated");

    private async Task OpenWithPython(string how)
    {
        await using var python = ClientProcess.Python();
        await ForEach(async (image, ome, root) =>
        {
            if (ome == "0.4")
            {
                var seen = JsonNode.Parse(await python.Line($"{how} {root}"))!;
                await AssertSame(image, ome, seen["multiscales"]![0]!, seen["levels"]!.AsArray());
            }
        });
    }

    /// <summary>Every image in every version, redirected to a web server and streamed from there. Only shards of v3 cannot be
    /// said, in 0.4.</summary>
    private async Task ForEach(Func<StoredImage, string, string, Task> open)
    {
        var ways = catalog.RemoteImages.SelectMany(image =>
            new[] { (image, prefix: "/zarr"), (image, prefix: "/proxied/zarr") });
        foreach (var (image, prefix) in ways)
        {
            foreach (var ome in (string[])["0.4", "0.5"])
            {
                var root = $"{catalog.Address}{prefix}/{ome}/{image.Id}.zarr";
                if (image.IsSharded && ome == "0.4")
                {
                    using var refused = await catalog.Http.GetAsync($"{root}/.zattrs");
                    Assert.Equal(409, (int)refused.StatusCode);
                    continue;
                }

                await open(image, ome, root);
            }
        }
    }

    private async Task AssertSame(StoredImage image, string ome, JsonNode multiscale, JsonArray arrays)
    {
        var (axes, levels) = StoredImage.Levelled(multiscale);
        Assert.Equal(image.Axes, axes);
        Assert.Equal(image.Levels.Select(level => level.Path), levels.Select(level => level.Path));
        for (var index = 0; index < levels.Count; index++)
        {
            Assert.Equal(image.Levels[index].Scale, levels[index].Scale);
            Assert.Equal(image.Levels[index].Translation, levels[index].Translation);
        }

        Assert.Equal(ome == "0.4" ? ome : null, (string?)multiscale["version"]);
        await AssertSameArrays(image, arrays);
    }

    private async Task AssertSameArrays(StoredImage image, JsonArray arrays)
    {
        for (var index = 0; index < image.Levels.Count; index++)
        {
            var expected = await catalog.Browser.Call(
                "storedArray", Path.Join(image.Folder, image.Levels[index].Path));
            Assert.True(JsonNode.DeepEquals(expected, arrays[index]),
                $"{image.Name}, level {index}: {arrays[index]!.ToJsonString()}, on disk {expected.ToJsonString()}");
        }
    }
}
