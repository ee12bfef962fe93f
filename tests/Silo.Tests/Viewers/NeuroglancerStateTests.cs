using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Silo.Tests.Transforms;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Viewers;

/// <summary>The states that Neuroglancer reads. That it shows them rightly the browser's tests find out.</summary>
public class NeuroglancerStateTests(RunningSilo silo, SampleFolder sample)
    : SiloTests(silo), IClassFixture<SampleFolder>
{
    [Fact]
    public async Task An_image_is_shown_with_its_labels_and_as_omero_says()
    {
        var answer = (await Api.Get($"/neuroglancer/{sample.Image}.json")).Is(200);

        Assert.Equal(("*", "no-cache"), (answer["Access-Control-Allow-Origin"], answer["Cache-Control"]));
        Assert.Equal(["x", "y", "z"], answer.Json["dimensions"]!.AsObject().Select(dimension => dimension.Key));
        var layers = answer.Json["layers"]!.AsArray();
        Assert.Equal(["image", "segmentation"], layers.Select(layer => (string)layer!["type"]!));
        Assert.Equal(
            [Source(sample.Image), Source(sample.Label)], layers.Select(layer => (string)layer!["source"]!["url"]!));
        Assert.Equal("[110,1600]", layers[0]!["shaderControls"]!["normalized"]!["range"]!.ToJsonString());
        Assert.Contains("#00FF66", (string)layers[0]!["shader"]!, StringComparison.Ordinal);
        Assert.Equal("#93C1E7", (string)layers[1]!["segmentColors"]!["1"]!);
    }

    [Fact]
    public async Task A_state_is_answered_again_only_when_it_changed()
    {
        var path = $"/neuroglancer/{sample.Image}.json";
        var first = (await Api.Get(path)).Is(200);

        Assert.Equal(304, (await Api.Get(path, ("If-None-Match", first.ETag))).Status);
        var head = (await Api.Send("HEAD", path)).Is(200);
        Assert.Equal((first.ETag, first["Content-Length"], 0), (head.ETag, head["Content-Length"], head.Bytes.Length));
        Assert.NotEqual(first.ETag, (await Api.Get($"{path}?channels=separate")).Is(200).ETag);
    }

    [Fact]
    public async Task Channels_are_layers_of_their_own_where_that_is_wanted()
    {
        var layers = (await Api.Get($"/neuroglancer/{sample.Image}.json?channels=separate")).Is(200).Json["layers"]!.AsArray();

        Assert.Equal(
            ["Synthetic nuclei: Membrane", "Synthetic nuclei: Nuclei", "nuclei"], layers.Select(layer => (string)layer!["name"]!));
        Assert.Equal(["[0]", "[1]"], layers.Take(2).Select(layer => layer!["localPosition"]!.ToJsonString()));
        Assert.All(layers.Take(2), layer => Assert.Equal("additive", (string)layer!["blend"]!));
        (await Api.Get($"/neuroglancer/{sample.Image}.json?channels=all")).IsRefusal("/channels", "channels-unknown");
    }

    [Fact]
    public async Task The_alignment_is_in_the_transform_and_pins_and_times_choose_it()
    {
        var (image, array) = await Api.NewImage(pixel: 0.5);
        var space = await Api.NewSpace("nanometer");
        var alignment = await Api.Align(image, space, Spaces.Affine([600, -800, 100], [800, 600, 0]));
        var then = (string)(await Api.Get($"/v1/alignments/{alignment}")).Is(200).Json["updatedAt"]!;
        await Api.AddDefault(alignment, Drafts.Scale(2000, 2000));
        var arrays = await Api.Get($"/v1/arrays/{array[6..]}");
        (await Api.Patch($"/v1/arrays/{array[6..]}", arrays.ETag, Drafts.Rescaled(1, 1))).Is(200);
        var path = $"/neuroglancer/{image[6..]}.json?space={space[6..]}";

        var (now, pinned, past) = (
            await Api.Get(path), await Api.Get($"{path}&pin={alignment}@1"), await Api.Get($"{path}&asOf={then}"));

        Assert.Equal([2, 0, 0, 2], Linear(now));
        Assert.Equal([0.6, -0.8, 0.8, 0.6], Linear(pinned));

        // Then a pixel was half as large as the source says now.
        Assert.Equal([0.3, -0.4, 0.4, 0.3], Linear(past));
    }

    [Fact]
    public async Task What_cannot_be_shown_is_refused_with_the_reason()
    {
        var (image, _) = await Api.NewImage(pixel: 0.5);
        var space = await Api.NewSpace();
        (await Api.Get("/neuroglancer/nobody.json")).IsProblem(404);
        (await Api.Get("/neuroglancer/viewpoints/nobody.json")).IsProblem(404);
        Assert.Equal("/problems/no-path", (string)(await Api.Get($"/neuroglancer/{image[6..]}.json?space={space[6..]}"))
            .IsProblem(404)["type"]!);
        (await Api.Get($"/neuroglancer/{image[6..]}.json?pin=some@1")).IsRefusal("/space", "space-missing");

        var (float64, unit) = (Drafts.Array(), Drafts.Array());
        float64["zarr"]!["data_type"] = "float64";
        float64["zarr"]!["fill_value"] = 0.0;
        unit["axes"] = new JsonArray(Drafts.Axis("y", "furlong"), Drafts.Axis("x", "furlong"));
        foreach (var (array, rule) in ((JsonObject, string)[])[(float64, "viewer-data-type"), (unit, "viewer-unit-unknown")])
        {
            var id = await Api.New("images", Drafts.Image(null, await Api.New("arrays", array)));
            var problem = (await Api.Get($"/neuroglancer/{id}.json")).IsProblem(409);
            Assert.Contains(rule, problem["errors"]!.AsArray().Select(error => (string)error!["rule"]!));
        }
    }

    [Fact]
    public async Task A_viewpoint_has_its_layers_pins_visibility_and_display()
    {
        var (one, _) = await Api.NewImage(pixel: 0.5);
        var (other, _) = await Api.NewImage(pixel: 0.25);
        var space = await Api.NewSpace();
        var alignment = await Api.Align(one, space, Drafts.Scale(3, 3));
        await Api.AddDefault(alignment, Drafts.Scale(4, 4));
        await Api.Align(other, space, Drafts.Scale(1, 1));
        var viewpoint = await Api.New("viewpoints", new JsonObject
        {
            ["space"] = space[6..],
            ["layers"] = new JsonArray(
                new JsonObject
                {
                    ["image"] = one[6..],
                    ["pins"] = new JsonArray($"{alignment}@1"),
                    ["attributes"] = JsonNode.Parse(
                        """{"name":"first","color":"#abcdef","opacity":0.5,"window":{"start":1,"end":9}}"""),
                },
                new JsonObject { ["image"] = other[6..], ["visible"] = false }),
        });

        var state = (await Api.Get($"/neuroglancer/viewpoints/{viewpoint}.json")).Is(200).Json;

        var (first, second) = (state["layers"]![0]!, state["layers"]![1]!);
        Assert.Equal(3, (double)first["source"]!["transform"]!["matrix"]![0]![0]!);
        Assert.Equal(("first", 0.5), ((string)first["name"]!, (double)first["opacity"]!));
        Assert.Equal("[1,9]", first["shaderControls"]!["normalized"]!["range"]!.ToJsonString());
        Assert.Contains("#ABCDEF", (string)first["shader"]!, StringComparison.Ordinal);
        Assert.Null(first["visible"]);
        Assert.False((bool)second["visible"]!);

        (await WithoutRedirects.Get($"/open/viewpoints/{viewpoint}")).Is(302);
        var (lost, _) = await Api.NewImage(pixel: 1);
        var record = await Api.Get($"/v1/viewpoints/{viewpoint}");
        (await Api.Patch($"/v1/viewpoints/{viewpoint}", record.ETag, new JsonObject
        {
            ["layers"] = new JsonArray(new JsonObject { ["image"] = other[6..] }, new JsonObject { ["image"] = lost[6..] }),
        })).Is(200);
        var problem = (await Api.Get($"/neuroglancer/viewpoints/{viewpoint}.json")).IsProblem(404);
        Assert.Equal("/layers/1", (string)problem["errors"]![0]!["pointer"]!);
        (await Api.Get($"/open/viewpoints/{viewpoint}")).IsProblem(404);
    }

    private string Source(string image) =>
        $"{Address.GetLeftPart(UriPartial.Authority)}/zarr/0.5/{image}.zarr/|zarr3:";

    private static double[] Linear(Answer answer) => [.. answer.Is(200).Json["layers"]![0]!["source"]!["transform"]!["matrix"]!
        .AsArray().SelectMany(row => row!.AsArray().Take(2).Select(value => Math.Round((double)value!, 12)))];
}
