using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Alignments;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Transforms;

/// <summary><c>GET /v1/transforms</c>: the path, its steps and what they do.</summary>
public class ResolveTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task Every_step_is_named_and_the_whole_is_one_matrix()
    {
        var (image, array) = await Api.NewImage();
        var (middle, atlas) = (await Api.NewSpace(), await Api.NewSpace("nanometer"));
        var first = await Api.Align(image, middle, Spaces.Shift(10, 20));
        var second = await Api.Align(atlas, middle, Drafts.Scale(2, 4));

        var answer = (await Api.Transform(array, atlas)).Is(200).Json;

        Assert.Equal([$"{image[6..]}/0", $"{first}@1", $"<{second}@1"], answer.Steps());
        Assert.Equal((array, image, middle, atlas), (
            (string)answer["path"]![0]!["from"]!, (string)answer["path"]![1]!["from"]!,
            (string)answer["path"]![2]!["from"]!, (string)answer["path"]![2]!["to"]!));
        Assert.Equal("[[0.25,0.0,5.0],[0.0,0.125,5.0]]", answer["matrix"]!.ToJsonString());
        Assert.Equal("sequence", (string)answer["transformation"]!["type"]!);
        Assert.Equal("nanometer", (string)answer["toAxes"]![0]!["unit"]!);
        Assert.Null(answer["fromAxes"]![0]!["unit"]);
        Assert.NotNull(answer["change"]);
        Assert.Equal((double[])[5.25, 5.125], await Api.Carry(array, atlas, [1, 1]));
        Assert.Equal((double[])[1, 1], await Api.Carry(atlas, array, [5.25, 5.125]));
    }

    [Fact]
    public async Task A_new_default_changes_the_path_and_a_pin_does_not()
    {
        var (from, to) = (await Api.NewSpace(), await Api.NewSpace());
        var alignment = await Api.Align(from, to, Spaces.Shift(1, 1));
        Assert.Equal((double[])[1, 1], await Api.Carry(from, to, [0, 0]));

        await Api.AddDefault(alignment, Spaces.Shift(5, 5));

        Assert.Equal((double[])[5, 5], await Api.Carry(from, to, [0, 0]));
        Assert.Equal((double[])[1, 1], await Api.Carry(from, to, [0, 0], $"{alignment}@1"));
        Assert.Equal((double[])[-5, -5], await Api.Carry(to, from, [0, 0]));
    }

    [Fact]
    public async Task An_alignment_without_a_default_is_walked_only_when_it_is_pinned()
    {
        var (from, to) = (await Api.NewSpace(), await Api.NewSpace());
        var alignment = await Api.New("alignments", new JsonObject { ["source"] = from, ["target"] = to });
        await Api.AddVersion($"/v1/alignments/{alignment}", 3);

        (await Api.Transform(from, to)).IsProblem(404);
        var pinned = (await Api.Transform(from, to, $"pin={alignment}@1")).Is(200).Json;

        Assert.Equal([$"{alignment}@1"], pinned.Steps());
        Assert.Equal("draft", (string)pinned["path"]![0]!["status"]!);
        Assert.Equal("version-draft", (string)pinned["diagnostics"]![0]!["rule"]!);
    }

    [Fact]
    public async Task Of_two_alignments_the_lower_rank_wins_and_the_other_is_an_alternative()
    {
        var (from, to) = (await Api.NewSpace(), await Api.NewSpace());
        var worse = await Api.Align(from, to, Spaces.Shift(1, 1), rank: 2);
        var better = await Api.Align(to, from, Spaces.Shift(-2, -2), rank: 1);

        var answer = (await Api.Transform(from, to, "alternatives=true")).Is(200).Json;

        Assert.Equal([$"<{better}@1"], answer.Steps());
        Assert.Equal([$"{worse}@1"], Assert.Single(answer["alternatives"]!.AsArray())!.Steps());
        var pinned = (await Api.Transform(from, to, "alternatives=true", $"pin={worse}@1")).Is(200).Json;
        Assert.Equal([$"{worse}@1"], pinned.Steps());
        Assert.Empty(pinned["alternatives"]!.AsArray());
    }

    [Fact]
    public async Task What_was_deleted_is_not_walked_any_more()
    {
        var (from, to) = (await Api.NewSpace(), await Api.NewSpace());
        var alignment = await Api.Align(from, to, Spaces.Shift(1, 1));
        (await Api.Transform(from, to)).Is(200);

        (await Api.Delete($"/v1/alignments/{alignment}", "*")).Is(200);

        var problem = (await Api.Transform(from, to)).IsProblem(404);
        Assert.Equal("/problems/no-path", (string)problem["type"]!);
    }

    [Fact]
    public async Task Where_there_is_no_path_both_sides_say_what_they_reach()
    {
        var (a, b, c, d) = (await Api.NewSpace(), await Api.NewSpace(), await Api.NewSpace(), await Api.NewSpace());
        await Api.Align(a, b, Spaces.Shift(1, 1));
        await Api.Align(c, d, Spaces.Shift(1, 1));

        var problem = (await Api.Transform(a, d)).IsProblem(404);

        Assert.Equal("/problems/no-path", (string)problem["type"]!);
        Assert.Equal($"[\"{b}\"]", problem["reach"]!["from"]!.ToJsonString());
        Assert.Equal($"[\"{c}\"]", problem["reach"]!["to"]!.ToJsonString());
        Assert.Equal((1, 1), ((int)problem["reach"]!["fromCount"]!, (int)problem["reach"]!["toCount"]!));
        Assert.Contains($"'{a}' reaches '{b}'", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Units_are_converted_when_those_of_a_space_change()
    {
        var (from, to) = (await Api.NewSpace(), await Api.NewSpace());
        await Api.Align(from, to, Spaces.Shift(1, 2));
        var inNanometers = new JsonObject
        {
            ["axes"] = new JsonArray(Drafts.Axis("y", "nanometer"), Drafts.Axis("x", "nanometer")),
        };
        (await Api.Patch($"/v1/spaces/{to[6..]}", "*", inNanometers)).Is(200);

        Assert.Equal((double[])[2000, 4000], await Api.Carry(from, to, [1, 2]));
    }

    [Fact]
    public async Task An_image_reaches_its_space_through_an_alignment_of_its_array()
    {
        var (image, array) = await Api.NewImage();
        var (other, _) = (await Api.NewSpace(), 0);
        var alignment = await Api.Align(array, other, Drafts.Scale(3, 3));
        Assert.Equal((double[])[6, 6], await Api.Carry(image, other, [1, 1]));

        (await Api.Patch($"/v1/arrays/{array[6..]}", "*", Drafts.Rescaled(0.25, 0.25))).Is(200);

        var answer = (await Api.Transform(image, other)).Is(200).Json;
        Assert.Equal([$"<{image[6..]}/0", $"{alignment}@1"], answer.Steps());
        Assert.Equal((double[])[12, 12], await Api.Carry(image, other, [1, 1]));
    }

    [Fact]
    public async Task Images_that_share_an_array_lead_to_each_other()
    {
        var shared = await Api.New("arrays", Drafts.Array());
        var one = $"image:{await Api.New("images", Drafts.Image(null, shared))}";
        var space = await Api.NewSpace();
        await Api.Align(one, space, Spaces.Shift(1, 1));
        var another = await Api.New("images", Drafts.Image(null, await Api.New("arrays", Drafts.Array()), shared));

        var answer = (await Api.Transform($"image:{another}", space)).Is(200).Json;

        Assert.Equal(3, answer["path"]!.AsArray().Count);
        (await Api.Transform($"array:{shared}", $"image:{another}")).Is(200);
    }

    [Fact]
    public async Task A_channel_that_an_alignment_drops_is_at_0_on_the_way_back()
    {
        var (stack, plane) = (await Api.NewSpace(axes: "cyx"), await Api.NewSpace());
        await Api.Align(stack, plane, Spaces.Affine([0, 2, 0, 1], [0, 0, 2, 1]));

        var back = (await Api.Transform(plane, stack)).Is(200).Json;

        Assert.Equal("[\"c\"]", back["path"]![0]!["free"]!.ToJsonString());
        Assert.Equal((double[])[0, 1, 2], await Api.Carry(plane, stack, [3, 5]));
        Assert.Equal((double[])[3, 5], await Api.Carry(stack, plane, [7, 1, 2]));
    }

    [Theory]
    [InlineData("yxc", true)]
    [InlineData("yxz", false)]
    public async Task Axes_that_a_transformation_by_dimension_does_not_name_are_dropped(string axes, bool leadsBack)
    {
        var (volume, plane) = (await Api.NewSpace(axes: axes), await Api.NewSpace());
        await Api.Align(volume, plane, new JsonObject
        {
            ["type"] = "byDimension",
            ["transformations"] = new JsonArray(Part(0, 2), Part(1, 4)),
        });

        Assert.Equal((double[])[6, 20], await Api.Carry(volume, plane, [3, 5, 7]));
        if (leadsBack)
        {
            Assert.Equal((double[])[3, 5, 0], await Api.Carry(plane, volume, [6, 20]));
        }
        else
        {
            (await Api.Transform(plane, volume)).IsProblem(404);
        }

        static JsonObject Part(int axis, double factor) => new()
        {
            ["transformation"] = Drafts.Scale(factor),
            ["inputAxes"] = new JsonArray(axis),
            ["outputAxes"] = new JsonArray(axis),
        };
    }

    [Fact]
    public async Task A_label_image_lies_where_its_image_lies_whatever_its_units_and_axes()
    {
        var stack = Drafts.Array();
        stack["axes"] = new JsonArray(
            new JsonObject { ["name"] = "c", ["type"] = "channel" }, Drafts.Axis("y"), Drafts.Axis("x"));
        stack["zarr"]!["shape"] = new JsonArray(2, 64, 64);
        stack["zarr"]!["chunk_grid"]!["configuration"]!["chunk_shape"] = new JsonArray(1, 64, 64);
        stack["coordinateTransformations"] = new JsonArray(Drafts.Scale(1, 0.5, 0.5));
        var image = await Api.New("images", Drafts.Image(null, await Api.New("arrays", stack)));
        var mask = Drafts.Array(pixel: 500);
        mask["axes"] = new JsonArray(Drafts.Axis("y", "nanometer"), Drafts.Axis("x", "nanometer"));
        var draft = Drafts.Image(null, await Api.New("arrays", mask));
        draft["labelOf"] = image;
        var label = $"image:{await Api.New("images", draft)}";
        var space = await Api.NewSpace();
        await Api.Align($"image:{image}", space, Spaces.Affine([0, 1, 0, 10], [0, 0, 1, 20]));

        Assert.Equal((double[])[0, 1, 2], await Api.Carry(label, $"image:{image}", [1000, 2000]));
        Assert.Equal((double[])[1000, 2000], await Api.Carry($"image:{image}", label, [1, 1, 2]));
        Assert.Equal((double[])[11, 22], await Api.Carry(label, space, [1000, 2000]));
        Assert.Equal((double[])[1000, 2000], await Api.Carry(space, label, [11, 22]));
        var document = (await Api.Get($"/zarr/0.4/in/{space[6..]}/{label[6..]}.zarr/.zattrs")).Is(200).Json;
        Assert.Equal(
            """[{"type":"scale","scale":[0.5,0.5]},{"type":"translation","translation":[10.0,20.0]}]""",
            document["multiscales"]![0]!["datasets"]![0]!["coordinateTransformations"]!.ToJsonString());
    }

    [Fact]
    public async Task A_space_leads_to_itself_without_a_step()
    {
        var space = await Api.NewSpace();
        var answer = (await Api.Transform(space, space)).Is(200).Json;
        Assert.Empty(answer["path"]!.AsArray());
        Assert.Equal("identity", (string)answer["transformation"]!["type"]!);
    }

    [Fact]
    public async Task A_retracted_pin_is_said()
    {
        var (from, to) = (await Api.NewSpace(), await Api.NewSpace());
        var alignment = await Api.Align(from, to, Spaces.Shift(1, 1));
        await Api.AddDefault(alignment, Spaces.Shift(2, 2));
        (await Api.Transform(from, to, $"pin={alignment}@1")).Is(200);
        (await Api.SetStatus($"/v1/alignments/{alignment}", 1, "retracted")).Is(200);

        var answer = (await Api.Transform(from, to, $"pin={alignment}@1")).Is(200).Json;

        Assert.Equal("version-retracted", (string)answer["diagnostics"]![0]!["rule"]!);
        Assert.Equal("retracted", (string)answer["path"]![0]!["status"]!);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused_with_the_rule()
    {
        var (from, to, other) = (await Api.NewSpace(), await Api.NewSpace(), await Api.NewSpace());
        var alignment = await Api.Align(from, to, Spaces.Shift(1, 1));
        var aside = await Api.Align(to, other, Spaces.Shift(1, 1));
        (await Api.Get($"/v1/transforms?to={to}")).IsRefusal("/from", "from-missing");
        (await Api.Transform("world", to)).IsRefusal("/from", "space-reference-invalid");
        (await Api.Transform(from, "viewpoint:a")).IsRefusal("/to", "space-reference-invalid");
        (await Api.Transform(from, to, "pin=nothing")).IsRefusal("/pins/0", "pin-invalid");
        (await Api.Transform(from, to, "pin=nothing@1")).IsRefusal("/pins/0", "alignment-version-unknown");
        (await Api.Transform(from, to, $"pin={alignment}@2")).IsRefusal("/pins/0", "alignment-version-unknown");
        (await Api.Transform(from, to, $"pin={alignment}@1", $"pin={alignment}@1")).IsRefusal("/pins/1", "pin-repeated");
        (await Api.Transform(from, to, $"pin={aside}@1")).IsRefusal("/pins/0", "pin-unused");
        (await Api.Transform(from, to, "asOf=yesterday")).IsRefusal("/asOf", "time-invalid");
        (await Api.Transform(from, to, "asOf=10:00")).IsRefusal("/asOf", "time-invalid");
        (await Api.Transform(from, to, "asOf=2026-01-02T10:00:00")).IsRefusal("/asOf", "time-invalid");
        (await Api.Transform(from, to, "asOf=2999-01-01T00:00:00Z")).IsRefusal("/asOf", "time-to-come");
        (await Api.Transform("space:nowhere", to)).IsProblem(404);
        (await Api.Transform(from, "image:nowhere")).IsProblem(404);
        (await Api.Transform(from, "array:nowhere")).IsProblem(404);
    }
}
