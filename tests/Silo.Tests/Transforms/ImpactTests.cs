using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Transforms;

/// <summary><c>GET /v1/alignments/{id}/impact</c></summary>
public class ImpactTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task Images_spaces_and_viewpoints_that_resolve_through_an_alignment_are_listed()
    {
        var (near, _) = await Api.NewImage();
        var (far, array) = await Api.NewImage();
        var (aside, _) = await Api.NewImage();
        var (middle, atlas) = (await Api.NewSpace(), await Api.NewSpace());
        var alignment = await Api.Align(middle, atlas, Spaces.Shift(1, 1));
        await Api.Align(near, middle, Spaces.Shift(1, 1));
        await Api.Align(array, middle, Spaces.Shift(1, 1));
        await Api.Align(aside, atlas, Spaces.Shift(1, 1));
        var shown = await NewViewpoint(atlas, far);
        await NewViewpoint(atlas, aside);
        await NewViewpoint(middle, near);

        var items = (await Api.Get($"/v1/alignments/{alignment}/impact")).Is(200).Json["items"]!.AsArray();

        // What lies aside resolves through it to the space in the middle.
        string[] expected = [near, far, aside, middle, atlas, $"viewpoint:{shown}"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), Keys(items).Order(StringComparer.Ordinal));
        Assert.All(items, item => Assert.Equal("default", (string)item!["by"]!));
        Assert.Equal(2, (int)items.Single(item => (string)item!["id"]! == near[6..])!["alignments"]!);
    }

    [Fact]
    public async Task What_a_viewpoint_pins_is_listed_though_no_default_leads_there()
    {
        var (image, _) = await Api.NewImage();
        var atlas = await Api.NewSpace();
        var alignment = await Api.Align(image, atlas, Spaces.Shift(1, 1));
        await Api.Align(image, atlas, Spaces.Shift(2, 2), rank: -1);
        var viewpoint = await NewViewpoint(atlas, image, $"{alignment}@1");

        var items = (await Api.Get($"/v1/alignments/{alignment}/impact")).Is(200).Json["items"]!.AsArray();

        Assert.Equal([image, atlas, $"viewpoint:{viewpoint}"], Keys(items));
        Assert.All(items, item => Assert.Equal(("pin", 1), ((string)item!["by"]!, (int)item["version"]!)));
    }

    [Fact]
    public async Task It_is_paged_and_an_alignment_that_is_not_there_is_not_found()
    {
        var (from, to) = (await Api.NewSpace(), await Api.NewSpace());
        var alignment = await Api.Align(from, to, Spaces.Shift(1, 1));
        var first = (await Api.Get($"/v1/alignments/{alignment}/impact?limit=1")).Is(200).Json;
        var second = (await Api.Get($"/v1/alignments/{alignment}/impact?limit=1&cursor={first["next"]}")).Is(200).Json;
        Assert.Equal(
            new[] { from, to }.Order(StringComparer.Ordinal),
            Keys(first["items"]!.AsArray()).Concat(Keys(second["items"]!.AsArray())));
        Assert.Null(second["next"]);
        (await Api.Get("/v1/alignments/nowhere/impact")).IsProblem(404);
    }

    private static IEnumerable<string> Keys(JsonArray items) =>
        items.Select(item => $"{(string)item!["kind"]!}:{(string)item["id"]!}");

    private Task<string> NewViewpoint(string space, string image, params string[] pins) =>
        Api.New("viewpoints", new JsonObject
        {
            ["space"] = space[6..],
            ["layers"] = new JsonArray(new JsonObject
            {
                ["image"] = image[6..],
                ["pins"] = new JsonArray([.. pins.Select(JsonNode (pin) => pin)]),
            }),
        });
}
