using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Commits;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Alignments;

/// <summary>The ends of alignment versions keep their axes, whichever way somebody would change them.</summary>
public sealed class AxesTests(RunningSilo silo) : SiloTests(silo)
{
    /// <summary>Other axes than y and x in micrometres, by what they differ in.</summary>
    public static TheoryData<string, string> Others => new()
    {
        { "names", """[{"name":"y","type":"space","unit":"micrometer"},{"name":"z","type":"space","unit":"micrometer"}]""" },
        { "order", """[{"name":"x","type":"space","unit":"micrometer"},{"name":"y","type":"space","unit":"micrometer"}]""" },
        { "types", """[{"name":"y","type":"space","unit":"micrometer"},{"name":"x","unit":"micrometer"}]""" },
        { "a kind of units", """[{"name":"y","type":"space","unit":"micrometer"},{"name":"x","type":"space","unit":"second"}]""" },
        { "having units", """[{"name":"y","type":"space"},{"name":"x","type":"space"}]""" },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public async Task An_end_takes_no_other_axes_while_a_version_refers_to_it(string what, string json)
    {
        Assert.NotEmpty(what);
        var axes = new JsonObject { ["axes"] = JsonNode.Parse(json) };
        var (space, array, inner) = (await Api.New("spaces"), await Api.New("arrays"), await Api.New("arrays"));
        var image = await Api.New("images", Drafts.Image(null, inner));
        await Align($"array:{array}", $"space:{space}");
        await Align($"image:{image}", $"space:{await Api.New("spaces")}");

        await Api.StoresNothing(async () =>
        {
            await Refused($"/v1/spaces/{space}", axes, $"space '{space}'");
            await Refused($"/v1/arrays/{array}", axes, $"array '{array}'");
            await Refused($"/v1/arrays/{inner}", axes, $"image '{image}'");
        });
        foreach (var address in new[] { $"/v1/spaces/{space}", $"/v1/arrays/{array}", $"/v1/arrays/{inner}" })
        {
            (await Api.Patch(address, "*", Kinds.Space("nanometer"))).Is(200);
        }
    }

    [Fact]
    public async Task Before_a_version_refers_to_it_an_image_takes_other_axes()
    {
        var array = await Api.New("arrays");
        var image = await Api.New("images", Drafts.Image(null, array));
        var space = await Api.New("spaces");
        var alignment = $"/v1/alignments/{await Api.New("alignments", Ends($"image:{image}", $"space:{space}"))}";
        var axes = new JsonObject { ["axes"] = new JsonArray(Drafts.Axis("b"), Drafts.Axis("a")) };

        (await Api.Patch($"/v1/arrays/{array}", "*", axes.DeepClone())).Is(200);

        var made = (await Api.AddVersion(alignment)).Json;
        Assert.Equal(["b", "a"], made["sourceAxes"]!.AsArray().Select(axis => (string)axis!["name"]!));
        (await Api.Patch($"/v1/arrays/{array}", "*", Kinds.Space())).IsProblem(409);
        (await Api.Patch($"/v1/spaces/{space}", "*", axes)).IsProblem(409);
    }

    [Fact]
    public async Task Another_first_level_has_the_axes_of_the_one_before()
    {
        var (array, alike, unlike) = (await Api.New("arrays"), await Api.New("arrays"), Drafts.Array());
        unlike["axes"] = new JsonArray(Drafts.Axis("x"), Drafts.Axis("y"));
        var other = await Api.New("arrays", unlike);
        var image = await Api.New("images", Drafts.Image(null, array));
        await Align($"image:{image}", $"space:{await Api.New("spaces")}");

        await Api.StoresNothing(async () =>
        {
            await Refused($"/v1/images/{image}", Levels(other), $"image '{image}'");

            // With the array that it was before, and with what the array becomes.
            var commit = (await Api.Post("/v1/commits", Changes.Commit(
                Changes.Patch($"/v1/images/{image}", "*", Levels(other)), Changes.Delete($"/v1/arrays/{array}", "*"))))
                .IsProblem(409);
            Assert.Contains("axes-fixed", commit.ToJsonString(), StringComparison.Ordinal);
            commit = (await Api.Post("/v1/commits", Changes.Commit(
                Changes.Patch($"/v1/images/{image}", "*", Levels(alike)),
                Changes.Patch($"/v1/arrays/{alike}", "*", new JsonObject { ["axes"] = unlike["axes"]!.DeepClone() }))))
                .IsProblem(409);
            Assert.Contains("axes-fixed", commit.ToJsonString(), StringComparison.Ordinal);
        });

        (await Api.Patch($"/v1/images/{image}", "*", Levels(alike))).Is(200);
    }

    [Fact]
    public async Task An_array_that_follows_its_base_is_an_end_all_the_same()
    {
        var (basis, derived) = (await Api.New("arrays"), Drafts.Array(size: 256));
        derived.Remove("axes");
        derived.Remove("coordinateTransformations");
        derived["derivedFrom"] = new JsonObject { ["array"] = basis, ["factors"] = new JsonArray("2", "2") };
        var image = await Api.New("images", Drafts.Image(null, await Api.New("arrays", derived)));
        await Align($"image:{image}", $"space:{await Api.New("spaces")}");

        var axes = new JsonObject { ["axes"] = new JsonArray(Drafts.Axis("x"), Drafts.Axis("y")) };

        await Api.StoresNothing(() => Refused($"/v1/arrays/{basis}", axes, $"image '{image}'"));
    }

    private static JsonObject Ends(string source, string target) => new() { ["source"] = source, ["target"] = target };

    private static JsonObject Levels(string array) =>
        new() { ["levels"] = new JsonArray(new JsonObject { ["path"] = "0", ["array"] = array }) };

    private async Task Align(string source, string target) =>
        await Api.AddVersion($"/v1/alignments/{await Api.New("alignments", Ends(source, target))}");

    private async Task Refused(string address, JsonObject patch, string whose)
    {
        var refusal = (await Api.Patch(address, "*", patch.DeepClone())).IsProblem(409);
        Assert.Equal("/problems/axes-fixed", (string)refusal["type"]!);
        Assert.Contains($"The axes of the {whose} keep", (string)refusal["detail"]!, StringComparison.Ordinal);
        Assert.Contains("@1'", (string)refusal["detail"]!, StringComparison.Ordinal);
    }
}
