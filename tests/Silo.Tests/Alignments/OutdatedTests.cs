using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Alignments;

/// <summary>An image that was calibrated since an alignment was made says so until a new version says otherwise.</summary>
public sealed class OutdatedTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task A_calibrated_image_says_so_until_a_newer_version_is_the_default()
    {
        var (alignment, image, _) = await Aligned();
        Assert.Empty(await Warnings(image));

        (await Calibrate(image, 0.25)).Is(200);

        var warning = Assert.Single(await Warnings(image));
        Assert.Equal(("alignment-outdated", "warning", ""), (
            (string)warning["rule"]!, (string)warning["severity"]!, (string)warning["pointer"]!));
        Assert.Contains($"{alignment.Split('/')[^1]}@1", (string)warning["message"]!, StringComparison.Ordinal);
        var made = (await Api.AddVersion(alignment, 2, "published")).Json;
        Assert.Equal([0.25, 0.25], made["sourcePlacement"]!["scale"]!.AsArray().Select(number => (double)number!));
        Assert.Null(made["targetPlacement"]);
        Assert.Single(await Warnings(image));

        var before = await Revision(image);
        var answer = (await Api.SetDefault(alignment, 2)).Is(200);

        Assert.Null(answer.Json["pendingViews"]);
        Assert.Empty(await Warnings(image));
        Assert.Equal(before + 1, await Revision(image));
        (await Api.SetDefault(alignment, 1)).Is(200);
        Assert.Single(await Warnings(image));
        Assert.DoesNotContain(image, (await Api.Get("/v1/admin/verify")).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calibrating_back_and_having_no_default_end_it_too()
    {
        var (alignment, image, _) = await Aligned();
        foreach (var size in new[] { 0.3, 0.7, 0.1 })
        {
            (await Calibrate(image, size)).Is(200);
            Assert.Single(await Warnings(image));
        }

        (await Calibrate(image, 0.5)).Is(200);
        Assert.Empty(await Warnings(image));
        (await Calibrate(image, 0.25)).Is(200);
        (await Api.SetDefault(alignment, null)).Is(200);
        Assert.Empty(await Warnings(image));
        (await Api.SetDefault(alignment, 1)).Is(200);
        Assert.Single(await Warnings(image));
        (await Api.Delete(alignment, "*")).Is(200);
        Assert.Empty(await Warnings(image));
    }

    [Fact]
    public async Task All_that_places_the_first_level_counts_and_nothing_else()
    {
        var (_, image, array) = await Aligned();
        var other = (await Api.Post("/v1/arrays", Drafts.Array(pixel: 1, size: 256))).Is(201).Json;
        var levels = (await Api.Get($"/v1/images/{image}")).Json["levels"]!.DeepClone().AsArray();
        levels.Add(new JsonObject { ["path"] = "1", ["array"] = (string)other["id"]! });

        await Patch(new JsonObject { ["levels"] = levels.DeepClone(), ["description"] = "more" }, outdated: false);
        (await Api.Patch($"/v1/arrays/{other["id"]}", "*", Drafts.Rescaled(2, 2))).Is(200);
        Assert.Empty(await Warnings(image));
        await Patch(
            new JsonObject { ["coordinateTransformations"] = new JsonArray(Drafts.Scale(2, 2)) }, outdated: true);
        await Patch(new JsonObject { ["coordinateTransformations"] = new JsonArray() }, outdated: false);
        var further = levels.DeepClone().AsArray();
        further[0]!["coordinateTransformations"] = new JsonArray(Drafts.Scale(3, 3));
        await Patch(new JsonObject { ["levels"] = further.DeepClone() }, outdated: true);

        // Half of it with the array, half with the level: the same place.
        further[0]!["coordinateTransformations"] = new JsonArray(Drafts.Scale(0.5, 0.5));
        await Patch(new JsonObject { ["levels"] = further }, outdated: true);
        (await Api.Patch($"/v1/arrays/{array}", "*", Drafts.Rescaled(1, 1))).Is(200);
        Assert.Empty(await Warnings(image));

        async Task Patch(JsonObject patch, bool outdated)
        {
            (await Api.Patch($"/v1/images/{image}", "*", patch)).Is(200);
            Assert.Equal(outdated, (await Warnings(image)).Count == 1);
        }
    }

    [Fact]
    public async Task Each_alignment_of_an_image_is_told_and_those_of_others_are_not()
    {
        var (first, image, _) = await Aligned();
        var (_, other, _) = await Aligned();
        var second = $"/v1/alignments/{await Api.New("alignments", new JsonObject
        {
            ["source"] = $"image:{other}",
            ["target"] = $"image:{image}",
        })}";
        await Api.AddVersion(second, 1, "published");
        (await Api.SetDefault(second, 1)).Is(200);

        (await Calibrate(image, 0.25)).Is(200);

        var told = (await Warnings(image)).Select(warning => (string)warning["message"]!).ToList();
        Assert.Equal(2, told.Count);
        Assert.All(new[] { first, second }, alignment => Assert.Contains(
            told, message => message.Contains($"{alignment.Split('/')[^1]}@1", StringComparison.Ordinal)));
        Assert.Empty(await Warnings(other));
    }

    [Fact]
    public async Task A_draft_added_to_an_alignment_changes_no_view()
    {
        var (alignment, image, _) = await Aligned();
        var before = await Revision(image);

        await Api.AddVersion(alignment, 2);
        (await Api.SetStatus(alignment, 2, "published")).Is(200);
        (await Api.Patch(alignment, "*", new JsonObject { ["rank"] = 2 })).Is(200);

        Assert.Equal(before, await Revision(image));
    }

    /// <summary>An image of pixels of half a micrometre, aligned to a space, with a default version.</summary>
    private async Task<(string Alignment, string Image, string Array)> Aligned()
    {
        var array = await Api.New("arrays");
        var image = await Api.New("images", Drafts.Image(null, array));
        var alignment = $"/v1/alignments/{await Api.New("alignments", new JsonObject
        {
            ["source"] = $"image:{image}",
            ["target"] = $"space:{await Api.New("spaces")}",
        })}";
        await Api.AddVersion(alignment, 1, "published");
        (await Api.SetDefault(alignment, 1)).Is(200);
        return (alignment, image, array);
    }

    private Task<Answer> Calibrate(string image, double size) => Api.Post(
        $"/v1/images/{image}:calibrate",
        new JsonObject { ["scale"] = new JsonObject { ["y"] = size, ["x"] = size } }, ("If-Match", "*"));

    private async Task<List<JsonNode>> Warnings(string image) =>
    [
        .. (await Api.Get($"/v1/images/{image}")).Is(200).Json["view"]!["diagnostics"]!.AsArray().Select(item => item!)
            .Where(item => (string)item["rule"]! == "alignment-outdated"),
    ];

    private async Task<long> Revision(string image) =>
        (long)(await Api.Get($"/v1/images/{image}")).Is(200).Json["view"]!["revision"]!;
}
