using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Transforms;

/// <summary><c>asOf</c>: the whole graph as it was.</summary>
public class PastTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task Before_a_new_default_the_old_one_is_taken()
    {
        var (from, to) = (await Api.NewSpace(), await Api.NewSpace());
        var alignment = await Api.Align(from, to, Spaces.Shift(1, 1));
        var before = await Now("alignments", alignment);
        await Api.AddDefault(alignment, Spaces.Shift(2, 2));

        var then = (await Api.Transform(from, to, $"asOf={before}")).Is(200).Json;

        Assert.Equal([$"{alignment}@1"], then.Steps());
        Assert.Equal([$"{alignment}@2"], (await Api.Transform(from, to)).Is(200).Json.Steps());
        (await Api.Transform(from, to, $"asOf={before}", $"pin={alignment}@2"))
            .IsRefusal("/pins/0", "alignment-version-unknown");
    }

    [Fact]
    public async Task What_was_deleted_since_is_walked_as_it_was()
    {
        var (from, to) = (await Api.NewSpace("nanometer"), await Api.NewSpace());
        var alignment = await Api.Align(from, to, Spaces.Shift(1, 1));
        var before = await Now("alignments", alignment);
        (await Api.Delete($"/v1/alignments/{alignment}", "*")).Is(200);
        (await Api.Delete($"/v1/{from.Replace(":", "s/", StringComparison.Ordinal)}", "*")).Is(200);

        var then = (await Api.Transform(from, to, $"asOf={before}")).Is(200).Json;

        Assert.Equal([$"{alignment}@1"], then.Steps());
        Assert.Equal("nanometer", (string)then["fromAxes"]![0]!["unit"]!);
        (await Api.Transform(from, to)).IsProblem(404);
        (await Api.Transform(from, to, "asOf=2001-01-01T00:00:00Z")).IsProblem(404);
    }

    [Fact]
    public async Task A_level_leads_to_the_image_that_had_it_then()
    {
        var (moved, stays) = (await Api.New("arrays", Drafts.Array(pixel: 0.5)), await Api.New("arrays", Drafts.Array()));
        var image = await Api.New("images", Drafts.Image(null, stays, moved));
        var space = await Api.NewSpace();
        var alignment = await Api.Align($"array:{moved}", space, Drafts.Scale(3, 3));
        var before = await Now("alignments", alignment);
        var without = new JsonObject
        {
            ["levels"] = new JsonArray(new JsonObject { ["path"] = "0", ["array"] = stays }),
        };
        (await Api.Patch($"/v1/images/{image}", "*", without)).Is(200);
        (await Api.Patch($"/v1/arrays/{moved}", "*", Drafts.Rescaled(0.25, 0.25))).Is(200);

        var then = (await Api.Transform($"image:{image}", space, $"asOf={before}")).Is(200).Json;

        Assert.Equal([$"<{image}/1", $"{alignment}@1"], then.Steps());
        Assert.Equal(6, (double)then["matrix"]![0]![0]!);
        (await Api.Transform($"image:{image}", space)).IsProblem(404);
    }

    [Fact]
    public async Task An_image_is_published_as_it_was_where_it_was()
    {
        var (image, array) = await Api.NewImage(pixel: 1);
        var space = await Api.NewSpace();
        var alignment = await Api.Align(image, space, Drafts.Scale(2, 2));
        var before = await Now("alignments", alignment);
        await Api.AddDefault(alignment, Drafts.Scale(3, 3));
        (await Api.Patch($"/v1/arrays/{array[6..]}", "*", Drafts.Rescaled(10, 10))).Is(200);

        Assert.Equal(30, await Scale($"/zarr/0.4/in/{space[6..]}/{image[6..]}.zarr/.zattrs"));
        Assert.Equal(2, await Scale($"/zarr/0.4/in/{space[6..]}/at/{before}/{image[6..]}.zarr/.zattrs"));
        Assert.Equal(20, await Scale($"/zarr/0.4/in/{space[6..]}/pin/{alignment}@1/{image[6..]}.zarr/.zattrs"));
        var extent = (await Api.Get($"/v1/images/{image[6..]}/extent?space={space[6..]}&asOf={before}")).Is(200).Json;
        Assert.Equal(-1, (double)extent["min"]![0]!);
    }

    private async Task<string> Now(string kind, string id) =>
        (string)(await Api.Get($"/v1/{kind}/{id}")).Is(200).Json["updatedAt"]!;

    private async Task<double> Scale(string path) => (double)(await Api.Get(path)).Is(200).Json["multiscales"]![0]!
        ["datasets"]![0]!["coordinateTransformations"]![0]!["scale"]![0]!;
}
