using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Records;

/// <summary>The voxel size is corrected once, and everything that follows from it follows.</summary>
public sealed class CalibrationTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task All_levels_and_all_images_that_share_their_arrays_follow_in_one_commit()
    {
        var (image, first, second) = (NewName(), NewName(), NewName());
        await Create(image, Drafts.Array(first, 0.5), Drafts.Array(second, 1, 256));
        var other = NewName();
        await Create(other, JsonValue.Create(second)!);

        var mark = await Api.Mark();

        var answer = await Calibrate(image, new JsonObject { ["x"] = 0.325, ["y"] = 0.325 });

        foreach (var ome in new[] { "0.4", "0.5", "0.6" })
        {
            var documents = await Api.Ome(ome, image);
            Assert.Equal([0.325, 0.325], Documents.Scale(documents, 0));
            Assert.Equal([0.65, 0.65], Documents.Scale(documents, 1));
            var shared = await Api.Ome(ome, other);
            Assert.Equal([0.65, 0.65], Documents.Scale(shared, 0));
        }

        var changes = await Api.Since(mark);
        Assert.Equal(
            new[] { first, second }.Order(StringComparer.Ordinal), changes.Select(change => (string)change["id"]!));
        Assert.Equal(answer["Change"], (string)changes[^1]["change"]!);
        Assert.Equal(1, (long)answer.Json["version"]!);
        Assert.Equal(2, (long)answer.Json["view"]!["revision"]!);
        Assert.Equal("discrete", (string)answer.Json["view"]!["kind"]!);
        Assert.Equal("""[["1","1"],["2","2"]]""", answer.Json["view"]!["factors"]!.ToJsonString());
    }

    [Fact]
    public async Task Arrays_defined_by_factors_follow_and_stay_exact()
    {
        var (image, first, third) = (NewName(), NewName(), NewName());
        (await Api.Post("/v1/arrays", Drafts.Array(first, 0.1))).Is(201);
        var derived = Drafts.Array(third, size: 171);
        derived.Remove("axes");
        derived.Remove("coordinateTransformations");
        derived["derivedFrom"] = new JsonObject
        {
            ["array"] = first,
            ["factors"] = new JsonArray("3", "7/3"),
            ["offset"] = new JsonArray("1", "0"),
        };
        (await Api.Post("/v1/arrays", derived)).Is(201);
        // The base is no level of the image, and is corrected all the same.
        await Create(image, JsonValue.Create(third)!);

        await Calibrate(image, new JsonObject { ["y"] = 1.2 });

        var corrected = (await Api.Get($"/v1/arrays/{first}")).Is(200).Json;
        Assert.Equal(0.4, (double)corrected["coordinateTransformations"]![0]!["scale"]![0]!, 1e-15);
        Assert.Equal(0.1, (double)corrected["coordinateTransformations"]![0]!["scale"]![1]!);
        var level = (await Api.Get($"/v1/arrays/{third}")).Is(200).Json;
        Assert.Equal(2, (long)level["version"]!);
        Assert.Equal("""["3","7/3"]""", level["derivedFrom"]!["factors"]!.ToJsonString());
        var ome = await Api.Ome("0.5", image);
        Assert.Equal([1.2, 0.23333333333333334], Documents.Scale(ome, 0));
    }

    [Fact]
    public async Task A_further_transformation_of_a_level_is_carried_along()
    {
        var (image, array) = (NewName(), NewName());
        (await Api.Post("/v1/arrays", Drafts.Array(array, 0.5))).Is(201);
        var draft = Drafts.Image(image, JsonValue.Create(array)!, JsonValue.Create(array)!);
        draft["levels"]![1]!["coordinateTransformations"] = new JsonArray(new JsonObject
        {
            ["type"] = "translation",
            ["translation"] = new JsonArray(10, 20),
        });
        (await Api.Post("/v1/images", draft)).Is(201);

        var answer = await Calibrate(image, new JsonObject { ["y"] = 1, ["x"] = 0.25 });

        Assert.Equal(2, (long)answer.Json["version"]!);
        Assert.Equal(
            "[20,10]", answer.Json["levels"]![1]!["coordinateTransformations"]![0]!["translation"]!.ToJsonString().Replace(".0", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_image_without_units_gets_them()
    {
        var (image, array) = (NewName(), Drafts.Array(pixel: 1));
        foreach (var axis in array["axes"]!.AsArray())
        {
            axis!.AsObject().Remove("unit");
        }

        await Create(image, array);

        await Calibrate(image, new JsonObject { ["y"] = 0.2, ["x"] = 0.2 }, "micrometer");

        var ome = await Api.Ome("0.5", image);
        Assert.All(Documents.Axes(ome).AsArray(), axis => Assert.Equal("micrometer", (string)axis!["unit"]!));
        Assert.Equal([0.2, 0.2], Documents.Scale(ome, 0));
    }

    [Fact]
    public async Task Numbers_in_another_unit_are_converted()
    {
        var image = NewName();
        await Create(image, Drafts.Array());

        await Calibrate(image, new JsonObject { ["x"] = 250 }, "nanometer");

        var ome = await Api.Ome("0.5", image);
        Assert.Equal([0.5, 0.25], Documents.Scale(ome, 0));
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_by_name_and_changes_nothing()
    {
        var (image, array) = (NewName(), NewName());
        await Create(image, Drafts.Array(array));
        var path = $"/v1/images/{image}:calibrate";
        (string Pointer, string Rule, JsonObject Body)[] refused =
        [
            ("/scale", "scale-missing", Body(new JsonObject())),
            ("/scale/z", "axis-unknown", Body(new JsonObject { ["z"] = 1 })),
            ("/scale/x", "scale-not-positive", Body(new JsonObject { ["x"] = 0 })),
            ("/scale/x", "scale-not-positive", Body(new JsonObject { ["x"] = -1 })),
            ("/unit", "unit-unknown", Body(new JsonObject { ["x"] = 1 }, "parsnip")),
            ("/unit", "unit-mismatch", Body(new JsonObject { ["x"] = 1 }, "second")),
        ];
        foreach (var (pointer, rule, body) in refused)
        {
            (await Api.Post(path, body, ("If-Match", "\"1\""))).IsRefusal(pointer, rule);
        }

        (await Api.Post(path, Body(new JsonObject { ["x"] = 1 }))).IsProblem(428);
        (await Api.Post(path, Body(new JsonObject { ["x"] = 1 }), ("If-Match", "\"7\""))).IsProblem(412);
        var stale = Body(new JsonObject { ["x"] = 1 });
        stale["arrayVersions"] = new JsonObject { [array] = 3 };
        (await Api.Post(path, stale, ("If-Match", "\"1\""))).IsProblem(412);
        (await Api.Post($"/v1/images/{NewName()}:calibrate", Body(new JsonObject { ["x"] = 1 }))).IsProblem(404);
        (await Api.Post($"{path}?dryRun=true", Body(new JsonObject { ["x"] = 1 }), ("If-Match", "\"1\""))).Is(200);
        Assert.Equal(1, (long)(await Api.Get($"/v1/arrays/{array}")).Json["version"]!);
    }

    private async Task<Answer> Calibrate(string image, JsonObject scale, string? unit = null) => (await Api.Post(
        $"/v1/images/{image}:calibrate", Body(scale, unit),
        ("If-Match", (await Api.Get($"/v1/images/{image}")).ETag))).Is(200);

    private static JsonObject Body(JsonObject scale, string? unit = null)
    {
        var body = new JsonObject { ["scale"] = scale };
        if (unit is not null)
        {
            body["unit"] = unit;
        }

        return body;
    }

    private async Task Create(string id, params JsonNode[] arrays) =>
        (await Api.Post("/v1/images", Drafts.Image(id, arrays))).Is(201);
}
