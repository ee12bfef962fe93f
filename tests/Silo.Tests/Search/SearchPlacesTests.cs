using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Http;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Search;

/// <summary>Images by where they lie: in their own space, and through alignments, pins and times in any other.</summary>
public sealed class SearchPlacesTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task A_box_in_an_atlas_finds_what_lies_there_by_the_default_versions_by_pins_and_as_of_a_time()
    {
        var (atlas, parts) = (NewName(), NewName());
        await Space(atlas, "nanometer");
        await Space(parts, "micrometer");
        await Align($"{parts}-in", $"space:{parts}", $"space:{atlas}", new JsonObject
        {
            ["type"] = "affine",
            ["affine"] = new JsonArray(new JsonArray(1000, 0, 0), new JsonArray(0, 1000, 1_000_000)),
        });
        var near = await Image();
        var far = await Image();
        await Align($"{near}-in", $"image:{near}", $"space:{parts}", Translation(0, 0));
        await Align($"{far}-in", $"image:{far}", $"space:{parts}", Translation(500, 500));

        // Half a millimetre on, in nanometres.
        Assert.Equal([near], await Found($"space={atlas}&bbox=0,1000000,1000,1001000"));
        Assert.Equal([far], await Found($"space={atlas}&point=500000,1500000"));
        Assert.Equal(new[] { near, far }.Order(), (await Found($"space={atlas}")).Order());
        Assert.Equal([near], await Found(
            $"filter={Uri.EscapeDataString($"S_INTERSECTS(in.{parts}, BBOX(0,0,1,1)) AND A_CONTAINS(spaces, ('{atlas}'))")}"));
        Assert.Equal([far], await Found(
            $"filter={Uri.EscapeDataString($"A_CONTAINS(spaces, ('{atlas}')) AND NOT S_INTERSECTS(in.{parts}, BBOX(0,0,1,1))")}"));
        Assert.Empty(await Found($"overlaps=image:{near}"));

        var moment = (string)(await Api.Get($"/v1/alignments/{far}-in")).Is(200).Json["updatedAt"]!;
        await Version($"{near}-in", Translation(500, 500));
        Assert.Equal(new[] { near, far }.Order(), (await Found($"space={atlas}&point=500000,1500000")).Order());
        Assert.Equal([far], await Found($"overlaps=image:{near}"));
        Assert.Equal([far], await Found($"space={atlas}&point=500000,1500000&pin={near}-in@1"));
        Assert.Equal([far], await Found($"space={atlas}&point=500000,1500000&asOf={moment}"));
    }

    [Fact]
    public async Task An_image_that_is_corrected_is_found_where_it_lies_now()
    {
        var atlas = NewName();
        await Space(atlas, "micrometer");
        var image = await Image();
        await Align($"{image}-in", $"image:{image}", $"space:{atlas}", Translation(0, 0));
        Assert.Equal([image], await Found($"space={atlas}&point=10,10"));
        Assert.Empty(await Found($"space={atlas}&point=1000,1000"));

        var array = (string)(await Api.Get($"/v1/images/{image}")).Is(200).Json["levels"]![0]!["array"]!;
        (await Api.Patch($"/v1/arrays/{array}", "*", new JsonObject
        {
            ["coordinateTransformations"] = new JsonArray(
                new JsonObject { ["type"] = "scale", ["scale"] = new JsonArray(10, 10) }),
        })).Is(200);
        Assert.Equal([image], await Found($"space={atlas}&point=1000,1000"));
    }

    [Fact]
    public async Task A_box_without_a_space_is_in_the_images_own_in_metres()
    {
        var dataset = NewName();
        (await Api.Put($"/v1/datasets/{dataset}", new JsonObject())).Is(201);
        var image = await Image(dataset);

        Assert.Equal([image], await Found($"dataset={dataset}&bbox=1e-5,1e-5,2e-5,2e-5"));
        Assert.Empty(await Found($"dataset={dataset}&bbox=1,1,2,2"));
        Assert.Equal([image], await Found($"dataset={dataset}&bbox=1e-5,1e-5,7,2e-5,2e-5,8"));
    }

    private async Task<string[]> Found(string query) =>
        [.. (await Api.Items($"/v1/search?limit=1000&{query}")).Select(item => (string)item["id"]!)];

    private async Task<string> Image(string dataset = "default")
    {
        var image = Drafts.Image(null, Drafts.Array());
        image["dataset"] = dataset;
        return (string)(await Api.Post("/v1/images", image)).Is(201).Json["id"]!;
    }

    private static JsonArray Axes(string unit) => new(Drafts.Axis("y", unit), Drafts.Axis("x", unit));

    private static JsonObject Translation(double y, double x) =>
        new() { ["type"] = "translation", ["translation"] = new JsonArray(y, x) };

    private async Task Space(string id, string unit) =>
        (await Api.Put($"/v1/spaces/{id}", new JsonObject { ["axes"] = Axes(unit) })).Is(201);

    private async Task Align(string id, string source, string target, JsonObject transformation)
    {
        (await Api.Put($"/v1/alignments/{id}", new JsonObject { ["source"] = source, ["target"] = target })).Is(201);
        await Version(id, transformation);
    }

    private async Task Version(string id, JsonObject transformation)
    {
        var version = (await Api.Post($"/v1/alignments/{id}/versions", new JsonObject
        {
            ["coordinateTransformation"] = transformation,
            ["status"] = "published",
        })).Is(201);
        (await Api.Put(
            $"/v1/alignments/{id}/default", new JsonObject { ["version"] = (int)version.Json["version"]! },
            ("If-Match", "*"))).Is(200);
    }
}
