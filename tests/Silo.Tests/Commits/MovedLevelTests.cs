using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Commits;

/// <summary>An array keeps its place wherever it is referenced from.</summary>
public sealed class MovedLevelTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task A_level_that_is_moved_to_another_image_keeps_its_place()
    {
        var (from, to, moved) = (NewName(), NewName(), NewName());
        var source = (await Api.Put($"/v1/images/{from}", Drafts.Image(
            null, Drafts.Array(), Placed(Drafts.Array(moved, 1, 256), 3, 4)))).Is(201);
        var target = (await Api.Put($"/v1/images/{to}", Drafts.Image(null, Drafts.Array()))).Is(201);
        var place = await Placement(from, 1);
        var left = source.Json["levels"]!.AsArray().Take(1).Select(level => level!.DeepClone());
        var joined = target.Json["levels"]!.AsArray().Select(level => level!.DeepClone()).Append(
            new JsonObject { ["path"] = "1", ["array"] = moved });

        (await Api.Post("/v1/commits", Changes.Commit(
            Changes.Patch($"/v1/images/{from}", source.ETag, new JsonObject { ["levels"] = new JsonArray([.. left]) }),
            Changes.Patch($"/v1/images/{to}", target.ETag, new JsonObject { ["levels"] = new JsonArray([.. joined]) }))))
            .Is(200);

        Assert.Equal(place, await Placement(to, 1));
        Assert.Single(Datasets(await Api.MetadataOme("0.5", from)));
        var array = (await Api.Get($"/v1/arrays/{moved}")).Is(200).Json;
        Assert.Equal(1, (long)array["version"]!);
        Assert.Equal([to], array["referencedBy"]!.AsArray().Select(image => (string)image!));
        (await Api.Get($"/zarr/0.5/{from}.zarr/1/zarr.json")).Is(404);
        (await Api.Get($"/zarr/0.5/{to}.zarr/1/zarr.json")).Is(200);
    }

    [Fact]
    public async Task When_one_half_of_a_move_fails_the_level_stays_where_it_was()
    {
        var (from, to, moved) = (NewName(), NewName(), NewName());
        (await Api.Put($"/v1/images/{from}", Drafts.Image(null, Drafts.Array(), Drafts.Array(moved, 1, 256)))).Is(201);
        (await Api.Put($"/v1/images/{to}", Drafts.Image(null, Drafts.Array()))).Is(201);

        await Api.StoresNothing(async () => Assert.Equal(
            ["/changes/1 version-conflict"],
            (await Api.Post("/v1/commits", Changes.Commit(
                Changes.Patch($"/v1/images/{from}", "1", Levels(("0", Drafts.Array()))),
                Changes.Patch($"/v1/images/{to}", "7", Levels(("0", moved)))))).IsProblem(409).Faults()));
    }

    [Fact]
    public async Task An_array_of_several_images_moves_in_all_of_them()
    {
        var shared = NewName();
        (await Api.Put($"/v1/arrays/{shared}", Drafts.Array())).Is(201);
        var images = new List<string>();
        for (var count = 0; count < 3; count++)
        {
            images.Add((string)(await Api.Post("/v1/images", Drafts.Image(null, shared))).Is(201).Json["id"]!);
        }

        var answer = (await Api.Post("/v1/commits", Changes.Commit(
            Changes.Patch($"/v1/arrays/{shared}", "1", Drafts.Rescaled(5, 6))))).Is(200);

        Assert.Empty(answer.Json["pendingViews"]!.AsArray());
        Assert.Equal(
            images.Order(StringComparer.Ordinal),
            (await Api.Get($"/v1/arrays/{shared}")).Json["referencedBy"]!.AsArray().Select(image => (string)image!));
        foreach (var image in images)
        {
            var ome = await Api.MetadataOme("0.5", image);
            Assert.Equal([5, 6], Documents.Scale(ome, 0));
        }
    }

    [Fact]
    public async Task A_volume_of_arrays_of_other_images_is_published_as_one_image_in_every_version()
    {
        var (overview, cut, combined) = (NewName(), NewName(), NewName());
        (await Api.Post("/v1/images", Drafts.Image(null, Drafts.Array(overview, 4, 256)))).Is(201);
        (await Api.Post("/v1/images", Drafts.Image(null, Drafts.Array(cut, 0.5, 128)))).Is(201);
        var levels = Levels(("cut", cut), ("overview", overview));
        levels["levels"]![0]!["coordinateTransformations"] = new JsonArray(Translation(100, 200));
        levels["levels"]![1]!["coordinateTransformations"] = new JsonArray(Drafts.Scale(2, 2));
        levels["name"] = "combined";

        (await Api.Post("/v1/commits", Changes.Commit(Changes.Put($"/v1/images/{combined}", levels)))).Is(200);

        foreach (var version in new[] { "0.4", "0.5", "0.6" })
        {
            var datasets = Datasets(await Api.MetadataOme(version, combined));
            Assert.Equal(["cut", "overview"], datasets.Select(level => (string)level!["path"]!));
            Assert.Equal("scale 0.5 0.5, translation 100 200", Place(datasets[0]!));
            Assert.Equal("scale 8 8", Place(datasets[1]!));
            Assert.True(JsonNode.DeepEquals(datasets, Datasets(await Api.Ome(version, combined))), version);
            var array = version == "0.4" ? ".zarray" : "zarr.json";
            (await Api.Get($"/zarr/{version}/{combined}.zarr/cut/{array}")).Is(200);
        }

        // The arrays know nothing of it.
        Assert.Equal(1, (long)(await Api.Get($"/v1/arrays/{cut}")).Json["version"]!);
    }

    private static JsonObject Levels(params (string Path, JsonNode Array)[] levels) => new()
    {
        ["levels"] = new JsonArray([.. levels.Select(JsonNode (level) =>
            new JsonObject { ["path"] = level.Path, ["array"] = level.Array })]),
    };

    private static JsonObject Placed(JsonObject array, double y, double x)
    {
        array["coordinateTransformations"] = new JsonArray(new JsonObject
        {
            ["type"] = "sequence",
            ["transformations"] = new JsonArray(
                array["coordinateTransformations"]![0]!.DeepClone(), Translation(y, x)),
        });
        return array;
    }

    private static JsonObject Translation(double y, double x) =>
        new() { ["type"] = "translation", ["translation"] = new JsonArray(y, x) };

    private async Task<string> Placement(string image, int level) =>
        Datasets(await Api.MetadataOme("0.5", image))[level]!["coordinateTransformations"]!.ToJsonString();

    private static JsonArray Datasets(JsonNode ome) => ome["multiscales"]![0]!["datasets"]!.AsArray();

    /// <summary>What is done to a level's pixels, in words; 0.6 has a sequence for several.</summary>
    private static string Place(JsonNode level) => string.Join(", ", level["coordinateTransformations"]!.AsArray()
        .SelectMany(step => step!["transformations"]?.AsArray().ToList() ?? [step])
        .Select(step => (Type: (string)step!["type"]!, Step: step))
        .Select(step => $"{step.Type} {string.Join(' ', step.Step[step.Type]!.AsArray().Select(Number))}"));

    private static string Number(JsonNode? number) =>
        ((double)number!).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
