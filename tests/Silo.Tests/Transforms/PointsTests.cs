using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Transforms;

/// <summary>Points, boxes and extents over HTTP.</summary>
public class PointsTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task As_many_points_as_a_call_may_have_come_out_in_order()
    {
        var (from, to) = (await Api.NewSpace(), await Api.NewSpace());
        await Api.Align(from, to, Spaces.Affine([0.5, 0.25, 1], [0, -3, 2]));
        var points = Enumerable.Range(0, 100_000).Select(index => Spaces.Numbers([index, -index]));

        var answer = (await Api.Post("/v1/transforms/points", new JsonObject
        {
            ["from"] = from,
            ["to"] = to,
            ["points"] = new JsonArray([.. points]),
        })).Is(200).Json;

        Assert.Equal(
            Enumerable.Range(0, 100_000).Select(index => ((index * 0.25) + 1, (index * 3.0) + 2)),
            answer["points"]!.AsArray().Select(point => ((double)point![0]!, (double)point[1]!)));
        Assert.Single(answer["path"]!.AsArray());
        Assert.Null(answer["faults"]);
    }

    [Fact]
    public async Task A_point_that_leaves_the_range_of_numbers_is_named_and_the_others_are_carried()
    {
        var (from, to) = (await Api.NewSpace(), await Api.NewSpace());
        await Api.Align(from, to, Drafts.Scale(1e300, 1));

        var answer = (await Api.Post("/v1/transforms/points", new JsonObject
        {
            ["from"] = from,
            ["to"] = to,
            ["points"] = new JsonArray(Spaces.Numbers([1e20, 1]), Spaces.Numbers([1, 1])),
        })).Is(200).Json;

        Assert.Null(answer["points"]![0]);
        Assert.Equal("[1E+300,1]", answer["points"]![1]!.ToJsonString());
        Assert.Equal((0, "point-overflow"), ((int)answer["faults"]![0]!["point"]!, (string)answer["faults"]![0]!["rule"]!));
    }

    [Theory]
    [InlineData("", "", "json-invalid")]
    [InlineData("[]", "", "json-mismatch")]
    [InlineData("{", "", "json-invalid")]
    [InlineData("""{"from":"F","to":"T"}""", "/points", "points-missing")]
    [InlineData("""{"from":"F","points":[]}""", "/to", "to-missing")]
    [InlineData("""{"from":"F","to":"T","points":[[1,2],[3]]}""", "/points/1", "point-rank")]
    [InlineData("""{"from":"F","to":"T","points":[[]]}""", "/points/0", "point-rank")]
    [InlineData("""{"from":"F","to":"T","points":[[1,2,3]]}""", "/points", "point-rank")]
    [InlineData("""{"from":"F","to":"T","points":[[1,1e999]]}""", "/points/0/1", "json-mismatch")]
    [InlineData("""{"from":"F","to":"T","points":[[1,"2"]]}""", "/points/0/1", "json-mismatch")]
    [InlineData("""{"from":"F","to":"T","points":[[1,[2]]]}""", "/points/0/1", "json-mismatch")]
    [InlineData("""{"from":"F","to":"T","points":[7]}""", "/points/0", "json-mismatch")]
    [InlineData("""{"from":"F","to":"T","points":{}}""", "/points", "json-mismatch")]
    [InlineData("""{"from":7,"to":"T","points":[]}""", "/from", "json-mismatch")]
    [InlineData("""{"from":"F","to":"T","points":[],"pins":"a@1"}""", "/pins", "json-mismatch")]
    [InlineData("""{"from":"F","to":"T","points":[],"asOf":"soon"}""", "/asOf", "time-invalid")]
    [InlineData("""{"from":"F","to":"T","points":[],"colour":1}""", "/colour", "json-mismatch")]
    [InlineData("""{"from":"F","from":"F","to":"T","points":[]}""", "/from", "json-mismatch")]
    [InlineData("""{"from":"F","to":"T","points":[]} {}""", "", "json-invalid")]
    public async Task A_body_that_does_not_fit_is_refused_with_the_place(string body, string pointer, string rule)
    {
        var (from, to) = (await Api.NewSpace(), await Api.NewSpace());
        await Api.Align(from, to, Spaces.Shift(1, 1));
        var text = body.Replace("\"F\"", $"\"{from}\"", StringComparison.Ordinal)
            .Replace("\"T\"", $"\"{to}\"", StringComparison.Ordinal);
        (await Api.SendBytes("POST", "/v1/transforms/points", Encoding.UTF8.GetBytes(text))).IsRefusal(pointer, rule);
    }

    [Fact]
    public async Task One_point_too_many_is_refused()
    {
        var space = await Api.NewSpace();
        var body = $$"""{"from":"{{space}}","to":"{{space}}","points":[{{string.Join(',', Enumerable.Repeat("[0,0]", 100_001))}}]}""";
        (await Api.SendBytes("POST", "/v1/transforms/points", Encoding.UTF8.GetBytes(body)))
            .IsRefusal("/points", "point-count");
    }

    [Fact]
    public async Task A_box_is_exact_along_the_axes_and_the_hull_of_its_corners_where_it_is_turned()
    {
        var (from, to, turned) = (await Api.NewSpace(), await Api.NewSpace(), await Api.NewSpace());
        await Api.Align(from, to, Drafts.Scale(-2, 3));
        await Api.Align(from, turned, Spaces.Affine([0.6, -0.8, 0], [0.8, 0.6, 0]));

        Assert.Equal("""{"min":[-8,6],"max":[-2,15],"exact":true}""", await Box(to));
        var hull = JsonNode.Parse(await Box(turned))!;
        Assert.Equal(0.6 - 4, (double)hull["min"]![0]!, 1e-12);
        Assert.Equal((0.8 * 4) + 3, (double)hull["max"]![1]!, 1e-12);

        async Task<string> Box(string target) => (await Api.Post("/v1/transforms/boxes", new JsonObject
        {
            ["from"] = from,
            ["to"] = target,
            ["boxes"] = new JsonArray(new JsonObject
            {
                ["min"] = Spaces.Numbers([1, 2]),
                ["max"] = Spaces.Numbers([4, 5]),
            }),
        })).Is(200).Json["boxes"]![0]!.ToJsonString();
    }

    [Theory]
    [InlineData("[1]", "[2]", "box-rank")]
    [InlineData("[1,5]", "[2,4]", "box-empty")]
    [InlineData("[1,-1e999]", "[2,4]", "box-not-finite")]
    public async Task A_box_that_is_none_is_refused(string min, string max, string rule)
    {
        var space = await Api.NewSpace();
        var body = $$"""{"from":"{{space}}","to":"{{space}}","boxes":[{"min":{{min}},"max":{{max}}}]}""";
        (await Api.SendBytes("POST", "/v1/transforms/boxes", Encoding.UTF8.GetBytes(body))).IsRefusal("/boxes/0", rule);
    }

    [Fact]
    public async Task A_box_beyond_the_range_of_numbers_is_none()
    {
        var (image, _) = await Api.NewImage();
        var space = await Api.NewSpace();
        await Api.Align(image, space, Drafts.Scale(1e308, 1));

        var boxes = (await Api.Post("/v1/transforms/boxes", new JsonObject
        {
            ["from"] = image,
            ["to"] = space,
            ["boxes"] = new JsonArray(
                new JsonObject { ["min"] = Spaces.Numbers([0, 0]), ["max"] = Spaces.Numbers([1e10, 1]) },
                new JsonObject { ["min"] = Spaces.Numbers([0, 0]), ["max"] = Spaces.Numbers([1, 1]) }),
        })).Is(200).Json["boxes"]!;

        Assert.Null(boxes[0]);
        Assert.NotNull(boxes[1]);
        var problem = (await Api.Get($"/v1/images/{image[6..]}/extent?space={space[6..]}")).IsProblem(409);
        Assert.Equal("/problems/no-extent", (string)problem["type"]!);
    }

    [Fact]
    public async Task Alignments_that_overflow_together_are_a_conflict_that_is_said()
    {
        var (from, middle, to) = (await Api.NewSpace(), await Api.NewSpace(), await Api.NewSpace());
        await Api.Align(from, middle, Drafts.Scale(1e300, 1));
        await Api.Align(middle, to, Drafts.Scale(1e300, 1));
        Assert.Equal("/problems/path-unusable", (string)(await Api.Transform(from, to)).IsProblem(409)["type"]!);
    }

    [Fact]
    public async Task An_image_fills_a_box_in_each_space()
    {
        var (image, _) = await Api.NewImage(pixel: 0.5, size: 100);
        var space = await Api.NewSpace("nanometer");
        await Api.Align(image, space, Drafts.Scale(1000, 2000));

        var own = (await Api.Get($"/v1/images/{image[6..]}/extent")).Is(200).Json;
        var there = (await Api.Get($"/v1/images/{image[6..]}/extent?space={space[6..]}")).Is(200).Json;

        Assert.Equal(("[-0.25,-0.25]", "[49.75,49.75]"), (own["min"]!.ToJsonString(), own["max"]!.ToJsonString()));
        Assert.Equal(("[-250,-500]", "[49750,99500]"), (there["min"]!.ToJsonString(), there["max"]!.ToJsonString()));
        Assert.True((bool)there["exact"]!);
        (await Api.Get($"/v1/images/{image[6..]}/extent?space=nowhere")).IsProblem(404);
        (await Api.Get($"/v1/images/{image[6..]}/extent?space={(await Api.NewSpace())[6..]}")).IsProblem(404);
    }

    [Fact]
    public async Task Points_are_carried_there_and_back_through_a_long_chain()
    {
        var chain = new List<string> { await Api.NewSpace() };
        for (var step = 1; step <= 6; step++)
        {
            chain.Add(await Api.NewSpace(step % 2 == 0 ? "micrometer" : "nanometer"));
            var (sine, cosine) = Math.SinCos(step);
            await Api.Align(
                chain[step - 1], chain[step], Spaces.Affine([cosine, -sine, step], [sine, cosine, -step]));
        }

        var there = await Api.Carry(chain[0], chain[^1], [1.5, -2.25]);
        var back = await Api.Carry(chain[^1], chain[0], there);

        Assert.Equal(1.5, back[0], 1e-9);
        Assert.Equal(-2.25, back[1], 1e-9);
        Assert.NotEqual(1.5.ToString(CultureInfo.InvariantCulture), there[0].ToString(CultureInfo.InvariantCulture));
    }
}
