using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Alignments;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Silo.Tests.Transforms;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Viewers;

/// <summary>An image as it is published in spaces other than its own.</summary>
public class PlacedImageTests(RunningSilo silo) : SiloTests(silo)
{
    [Theory]
    [InlineData("0.4", ".zattrs", "")]
    [InlineData("0.5", "zarr.json", "/attributes/ome")]
    public async Task A_scale_and_a_translation_are_said_in_every_version(string ome, string key, string prefix)
    {
        var (image, _) = await Api.NewImage(pixel: 0.5);
        var space = await Api.NewSpace("nanometer");
        var alignment = await Api.New("alignments", new JsonObject { ["source"] = image, ["target"] = space });
        await Api.AddDefault(alignment, new JsonObject
        {
            ["type"] = "sequence",
            ["transformations"] = new JsonArray(Drafts.Scale(1000, 2000), Spaces.Shift(5, 7)),
        });

        var document = (await Api.Get($"/zarr/{ome}/in/{space[6..]}/{image[6..]}.zarr/{key}")).Is(200);

        var multiscale = Multiscale(document, prefix);
        Assert.Equal("nanometer", (string)multiscale["axes"]![0]!["unit"]!);
        Assert.Equal(
            """[{"type":"scale","scale":[500.0,1000.0]},{"type":"translation","translation":[5.0,7.0]}]""",
            multiscale["datasets"]![0]!["coordinateTransformations"]!.ToJsonString());
        (await Api.Get($"/zarr/{ome}/in/{space[6..]}/{image[6..]}.zarr/nothing")).Is(404);
        Assert.Equal(304, (await Api.Get(
            $"/zarr/{ome}/in/{space[6..]}/{image[6..]}.zarr/{key}", ("If-None-Match", document.ETag))).Status);
    }

    [Fact]
    public async Task Axes_of_the_space_go_with_the_dimensions_of_the_arrays()
    {
        var (image, _) = await Api.NewImage(pixel: 0.5);
        var space = await Api.NewSpace(axes: "xy");
        await Api.Align(image, space, Spaces.Affine([0, 3, 1], [2, 0, 4]));

        var multiscale = Multiscale(await Api.Get($"/zarr/0.4/in/{space[6..]}/{image[6..]}.zarr/.zattrs"), "");

        Assert.Equal(["y", "x"], multiscale["axes"]!.AsArray().Select(axis => (string)axis!["name"]!));
        Assert.Equal(
            """[{"type":"scale","scale":[1.0,1.5]},{"type":"translation","translation":[4.0,1.0]}]""",
            multiscale["datasets"]![0]!["coordinateTransformations"]!.ToJsonString());
    }

    [Fact]
    public async Task A_rotation_is_said_in_0_6_and_refused_before_that()
    {
        var (image, _) = await Api.NewImage(pixel: 0.5);
        var space = await Api.NewSpace();
        await Api.Align(image, space, Spaces.Affine([0.6, -0.8, 1], [0.8, 0.6, 2]));

        var problem = (await Api.Get($"/zarr/0.5/in/{space[6..]}/{image[6..]}.zarr/zarr.json")).IsProblem(409);
        var document = (await Api.Get($"/zarr/0.6/in/{space[6..]}/{image[6..]}.zarr/zarr.json")).Is(200);

        Assert.Equal("transformation-not-in-version", (string)problem["errors"]![0]!["rule"]!);
        Assert.EndsWith(
            $"Ask for OME 0.6 (/zarr/0.6/in/{space[6..]}/{image[6..]}.zarr/).", (string)problem["detail"]!,
            StringComparison.Ordinal);
        var multiscale = Multiscale(document, "/attributes/ome");
        Assert.Equal(
            ["physical", space[6..]], multiscale["coordinateSystems"]!.AsArray().Select(system => (string)system!["name"]!));
        var edge = Assert.Single(multiscale["coordinateTransformations"]!.AsArray())!;
        Assert.Equal(("physical", space[6..]), ((string)edge["input"]!["name"]!, (string)edge["output"]!["name"]!));
        Assert.Equal([1.6, 5.3], Carried(edge, [3, 1.5]));
        var read = Ngff.Versions.OmeReader.Read(
            3, Ngff.Json.RawJson.Parse(System.Text.Encoding.UTF8.GetBytes(document.Json["attributes"]!.ToJsonString())));
        Assert.DoesNotContain(read.Diagnostics, found => found.Severity == Ngff.Diagnostics.Severity.Error);
    }

    [Fact]
    public async Task A_channel_that_the_way_drops_stays_in_the_document()
    {
        var array = Drafts.Array();
        array["axes"] = new JsonArray(new JsonObject { ["name"] = "c", ["type"] = "channel" }, Drafts.Axis("y"), Drafts.Axis("x"));
        array["zarr"]!["shape"] = new JsonArray(2, 64, 64);
        array["zarr"]!["chunk_grid"]!["configuration"]!["chunk_shape"] = new JsonArray(1, 64, 64);
        array["coordinateTransformations"] = new JsonArray(Drafts.Scale(1, 0.5, 0.5));
        var image = await Api.New("images", Drafts.Image(null, await Api.New("arrays", array)));
        var space = await Api.NewSpace();
        await Api.Align($"image:{image}", space, Spaces.Affine([0, 2, 0, 1], [0, 0, 2, 1]));

        var old = Multiscale(await Api.Get($"/zarr/0.4/in/{space[6..]}/{image}.zarr/.zattrs"), "");
        var now = Multiscale(await Api.Get($"/zarr/0.6/in/{space[6..]}/{image}.zarr/zarr.json"), "/attributes/ome");

        Assert.Equal(["c", "y", "x"], old["axes"]!.AsArray().Select(axis => (string)axis!["name"]!));
        Assert.Equal("[1.0,1.0,1.0]", old["datasets"]![0]!["coordinateTransformations"]![0]!["scale"]!.ToJsonString());
        Assert.Equal(
            ["c", "y", "x"],
            now["coordinateSystems"]![1]!["axes"]!.AsArray().Select(axis => (string)axis!["name"]!));
    }

    [Fact]
    public async Task Pins_are_taken_from_the_address_and_a_retracted_one_is_said()
    {
        var (image, _) = await Api.NewImage(pixel: 1);
        var space = await Api.NewSpace();
        var alignment = await Api.Align(image, space, Drafts.Scale(2, 2));
        await Api.AddDefault(alignment, Drafts.Scale(3, 3));
        var pinned = $"/zarr/0.4/in/{space[6..]}/pin/{alignment}@1/{image[6..]}.zarr/.zattrs";
        var current = $"/zarr/0.4/in/{space[6..]}/{image[6..]}.zarr/.zattrs";
        var now = (string)(await Api.Get($"/v1/alignments/{alignment}")).Is(200).Json["updatedAt"]!;
        var then = $"/zarr/0.4/in/{space[6..]}/pin/{alignment}@1/at/{now}/{image[6..]}.zarr/.zattrs";

        Assert.Equal(2, Scale(await Api.Get(pinned)));
        Assert.Equal(3, Scale(await Api.Get(current)));
        Assert.Null((await Api.Get(pinned))["Warning"]);
        Assert.Equal(2, Scale(await Api.Get(then)));
        Assert.Null((await Api.Get(then))["Warning"]);
        (await Api.SetStatus($"/v1/alignments/{alignment}", 1, "retracted")).Is(200);
        Assert.Contains("retracted", (await Api.Get(pinned))["Warning"], StringComparison.Ordinal);
        Assert.Contains("retracted", (await Api.Get(then))["Warning"], StringComparison.Ordinal);
        Assert.Null((await Api.Get(current))["Warning"]);
        (await Api.Get(pinned.Replace("@1", "@9", StringComparison.Ordinal))).IsProblem(400);

        await Api.AddDefault(alignment, Drafts.Scale(4, 4));
        Assert.Equal((2, 4), (Scale(await Api.Get(pinned)), Scale(await Api.Get(current))));
        Assert.Equal(4, (double)(await Api.Get($"/v1/images/{image[6..]}/metadata?ome=0.4&space={space}")).Is(200)
            .Json[".zattrs"]!["multiscales"]![0]!["datasets"]![0]!["coordinateTransformations"]![0]!["scale"]![0]!);
    }

    [Fact]
    public async Task Every_level_lies_in_the_space_with_what_the_whole_group_adds()
    {
        var fine = await Api.New("arrays", Drafts.Array(pixel: 0.5));
        var coarse = Drafts.Array(pixel: 1, size: 256);
        coarse["coordinateTransformations"] = new JsonArray(new JsonObject
        {
            ["type"] = "sequence",
            ["transformations"] = new JsonArray(Drafts.Scale(1, 1), Spaces.Shift(0.25, 0.25)),
        });
        var draft = Drafts.Image(null, fine, await Api.New("arrays", coarse));
        draft["coordinateTransformations"] = new JsonArray(Spaces.Shift(3, 4));
        var image = await Api.New("images", draft);
        var space = await Api.NewSpace();
        await Api.Align($"image:{image}", space, Drafts.Scale(2, 10));

        var datasets = Multiscale(await Api.Get($"/zarr/0.5/in/{space[6..]}/{image}.zarr/zarr.json"), "/attributes/ome")
            ["datasets"]!.AsArray().Select(level => level!["coordinateTransformations"]!.ToJsonString());
        var extent = (await Api.Get($"/v1/images/{image}/extent?space={space[6..]}")).Is(200).Json;

        Assert.Equal(
            [
                """[{"type":"scale","scale":[1.0,5.0]},{"type":"translation","translation":[6.0,40.0]}]""",
                """[{"type":"scale","scale":[2.0,10.0]},{"type":"translation","translation":[6.5,42.5]}]""",
            ],
            datasets);
        Assert.Equal("[5.5,37.5]", extent["min"]!.ToJsonString());
        var level = (await Api.Transform($"array:{fine}", space)).Is(200).Json;
        Assert.Equal("[[1.0,0.0,6.0],[0.0,5.0,40.0]]", level["matrix"]!.ToJsonString());
    }

    [Fact]
    public async Task An_image_that_does_not_lead_to_the_space_says_what_it_reaches()
    {
        var (image, _) = await Api.NewImage();
        var space = await Api.NewSpace();
        var problem = (await Api.Get($"/zarr/0.5/in/{space[6..]}/{image[6..]}.zarr/zarr.json")).IsProblem(404);
        Assert.Equal("/problems/no-path", (string)problem["type"]!);
        (await Api.Get($"/zarr/0.5/in/nowhere/{image[6..]}.zarr/zarr.json")).IsProblem(404);
        (await Api.Get($"/zarr/0.5/in/{space[6..]}/nowhere.zarr/zarr.json")).IsProblem(404);
        (await Api.Get($"/v1/images/{image[6..]}/metadata?pin=a@1")).IsRefusal("/space", "space-missing");
    }

    private static double Scale(Answer document) => (double)Multiscale(document, "")["datasets"]![0]!
        ["coordinateTransformations"]![0]!["scale"]![0]!;

    private static JsonNode Multiscale(Answer document, string prefix) => prefix
        .Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate(document.Is(200).Json, (node, name) => node[name]!)["multiscales"]![0]!;

    private static double[] Carried(JsonNode edge, double[] point)
    {
        var transformation = System.Text.Json.JsonSerializer.Deserialize<Ngff.Transformations.CoordinateTransformation>(
            edge.ToJsonString())!;
        var result = new double[point.Length];
        Ngff.Transformations.TransformationPoints.ApplyTo(transformation, point, result);
        return [.. result.Select(number => Math.Round(number, 9))];
    }
}
