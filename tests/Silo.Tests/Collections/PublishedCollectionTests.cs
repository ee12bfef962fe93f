using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Collections;

public sealed class PublishedCollectionTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task A_plate_publishes_itself_and_its_wells()
    {
        var (plate, _) = await NewPlate();

        var documents = (await Api.Get($"/v1/collections/{plate}/metadata?ome=0.4")).Is(200);

        Assert.Equal(
            [".zattrs", ".zgroup", "A/.zgroup", "A/1/.zattrs", "A/1/.zgroup", "B/.zgroup", "B/2/.zattrs", "B/2/.zgroup"],
            documents.Json.AsObject().Select(document => document.Key));
        AssertIs(
            """
            {"plate":{"version":"0.4","name":"screen","field_count":2,"rows":[{"name":"A"},{"name":"B"}],
              "columns":[{"name":"1"},{"name":"2"}],
              "wells":[{"path":"A/1","rowIndex":0,"columnIndex":0},{"path":"B/2","rowIndex":1,"columnIndex":1}],
              "acquisitions":[{"id":3,"name":"first","maximumfieldcount":2}]},
             "note":"kept"}
            """, documents.Json[".zattrs"]!);
        AssertIs(
            """
            {"well":{"version":"0.4","images":[{"path":"0","acquisition":3},{"path":"1","acquisition":3}]}}
            """, documents.Json["A/1/.zattrs"]!);
        AssertIs("""{"zarr_format":2}""", documents.Json["A/.zgroup"]!);
        (await Api.Get($"/v1/collections/{plate}/metadata?ome=0.4", ("If-None-Match", documents.ETag))).Is(304);

        foreach (var ome in new[] { "0.5", "0.6" })
        {
            documents = (await Api.Get($"/v1/collections/{plate}/metadata?ome={ome}")).Is(200);
            Assert.Equal(
                ["A/1/zarr.json", "A/zarr.json", "B/2/zarr.json", "B/zarr.json", "zarr.json"],
                documents.Json.AsObject().Select(document => document.Key));
            Assert.Equal(ome, (string)documents.Json["zarr.json"]!["attributes"]!["ome"]!["version"]!);
            Assert.Equal("screen", (string)documents.Json["zarr.json"]!["attributes"]!["ome"]!["plate"]!["name"]!);
            Assert.Equal("kept", (string)documents.Json["zarr.json"]!["attributes"]!["note"]!);
        }

        Assert.Equal(
            (await Api.Get($"/v1/collections/{plate}/metadata?ome=0.5")).Text,
            (await Api.Get($"/v1/collections/{plate}/metadata")).Is(200).Text);
    }

    [Theory]
    [InlineData("0.4")]
    [InlineData("0.5")]
    [InlineData("0.6")]
    public async Task A_plate_is_a_Zarr_hierarchy_down_to_the_documents_of_its_fields(string ome)
    {
        var (plate, well) = await NewPlate();
        var root = $"/zarr/{ome}/collections/{plate}.zarr";
        var documents = (await Api.Get($"/v1/collections/{plate}/metadata?ome={ome}")).Is(200).Json.AsObject();
        foreach (var (key, document) in documents)
        {
            var served = (await Api.Get($"{root}/{key}")).Is(200);
            Assert.Equal(document!.ToJsonString(), served.Text);
            Assert.Equal("*", served.Headers["Access-Control-Allow-Origin"]);
            (await Api.Get($"{root}/{key}", ("If-None-Match", served.ETag))).Is(304);
            Assert.Empty((await Api.Send("HEAD", $"{root}/{key}")).Is(200).Bytes);
        }

        var field = (string)(await Api.Get($"/v1/collections/{well}")).Json["members"]![1]!["image"]!;
        foreach (var key in ome == "0.4"
            ? new[] { ".zattrs", ".zgroup", ".zmetadata", "0/.zarray" }
            : ["zarr.json", "0/zarr.json"])
        {
            Assert.Equal(
                (await Api.Get($"/zarr/{ome}/{field}.zarr/{key}")).Is(200).Text,
                (await Api.Get($"{root}/A/1/1/{key}")).Is(200).Text);
        }

        foreach (var key in new[]
        {
            "", "A", "A/1", "A/1/1", "A/1/2/zarr.json", "A/2/zarr.json", "A/2/.zattrs", "0/zarr.json", "info",
            ".zmetadata", "labels/zarr.json", "A/1/1/labels/zarr.json", ome == "0.4" ? "zarr.json" : ".zattrs",
        })
        {
            Assert.Empty((await Api.Get($"{root}/{key}")).Is(404).Bytes);
        }
    }

    [Fact]
    public async Task A_collection_that_cannot_be_said_or_is_unknown_says_so_where_it_would_lie()
    {
        var list = await Api.New("collections");
        var scene = await Api.New("collections", await Scene());

        (await Api.Get($"/zarr/0.5/collections/{list}.zarr/zarr.json")).IsProblem(409);
        (await Api.Get($"/zarr/0.4/collections/{scene}.zarr/.zattrs")).IsProblem(409);
        (await Api.Get($"/zarr/0.4/collections/{scene}.zarr/zarr.json")).Is(404);
        (await Api.Get($"/zarr/0.5/collections/{NewName()}.zarr/zarr.json")).IsProblem(404);
        (await Api.Get($"/zarr/0.3/collections/{list}.zarr/zarr.json")).IsRefusal("/ome", "ome-version-unknown");
        (await Api.Get($"/zarr/0.6/collections/{scene}.zarr/left/zarr.json")).Is(200);
    }

    [Fact]
    public async Task A_field_that_is_taken_from_a_well_is_absent_at_the_next_read_of_the_plate()
    {
        var (plate, well) = await NewPlate();
        var root = $"/zarr/0.5/collections/{plate}.zarr";
        (await Api.Get($"{root}/A/1/0/zarr.json")).Is(200);
        var members = (await Api.Get($"/v1/collections/{well}")).Json["members"]!.DeepClone().AsArray();
        members.RemoveAt(0);

        (await Api.Patch($"/v1/collections/{well}", "*", new JsonObject { ["members"] = members })).Is(200);

        (await Api.Get($"{root}/A/1/0/zarr.json")).Is(404);
        (await Api.Get($"{root}/A/1/1/zarr.json")).Is(200);
        Assert.Single((await Api.Get($"{root}/A/1/zarr.json")).Is(200)
            .Json["attributes"]!["ome"]!["well"]!["images"]!.AsArray());
    }

    [Fact]
    public async Task A_change_of_a_well_shows_in_the_next_documents_of_its_plate()
    {
        var (plate, well) = await NewPlate();
        var address = $"/v1/collections/{plate}/metadata?ome=0.4";
        await Api.Get(address);
        var members = (await Api.Get($"/v1/collections/{well}")).Json["members"]!.DeepClone().AsArray();
        members.RemoveAt(0);

        (await Api.Patch($"/v1/collections/{well}", "*", new JsonObject { ["members"] = members })).Is(200);

        var documents = (await Api.Get(address)).Is(200).Json;
        Assert.Equal("1", (string)Assert.Single(documents["A/1/.zattrs"]!["well"]!["images"]!.AsArray())!["path"]!);
        Assert.Equal(1, (int)documents[".zattrs"]!["plate"]!["field_count"]!);
    }

    [Fact]
    public async Task A_series_publishes_the_order_of_its_images()
    {
        var series = await NewCollection("bioformats2raw", Field("0"), Field("1"));

        var v4 = (await Api.Get($"/v1/collections/{series}/metadata?ome=0.4")).Is(200).Json;
        var v5 = (await Api.Get($"/v1/collections/{series}/metadata?ome=0.5")).Is(200).Json;

        AssertIs("""{"bioformats2raw.layout":3}""", v4[".zattrs"]!);
        AssertIs("""{"series":["0","1"]}""", v4["OME/.zattrs"]!);
        AssertIs("""{"version":"0.5","bioformats2raw.layout":3}""", v5["zarr.json"]!["attributes"]!["ome"]!);
        AssertIs("""{"version":"0.5","series":["0","1"]}""", v5["OME/zarr.json"]!["attributes"]!["ome"]!);
    }

    [Fact]
    public async Task A_scene_is_published_in_0_6_and_refused_in_others_with_the_reason()
    {
        var scene = await Api.New("collections", await Scene());

        var document = (await Api.Get($"/v1/collections/{scene}/metadata?ome=0.6")).Is(200).Json["zarr.json"]!;
        var published = document["attributes"]!["ome"]!["scene"]!;
        Assert.Equal("stage", (string)published["coordinateSystems"]![0]!["name"]!);
        var edge = published["coordinateTransformations"]![0]!;
        Assert.Equal(("physical", "left"), ((string)edge["input"]!["name"]!, (string)edge["input"]!["path"]!));
        Assert.Equal("stage", (string)edge["output"]!["name"]!);

        foreach (var ome in new[] { "0.4", "0.5" })
        {
            var refusal = (await Api.Get($"/v1/collections/{scene}/metadata?ome={ome}")).IsProblem(409);
            Assert.Equal("scene-not-in-version", (string)Assert.Single(refusal["errors"]!.AsArray())!["rule"]!);
        }
    }

    [Fact]
    public async Task A_scene_names_systems_and_members_that_it_has()
    {
        var drafted = await Scene();
        await Api.StoresNothing(async () =>
        {
            var scene = drafted.DeepClone();
            scene["coordinateTransformations"]![0]!["input"]!["path"] = "right";
            (await Api.Post("/v1/collections", scene)).IsRefusal("/coordinateTransformations/0/input", "scene-reference");
            scene = drafted.DeepClone();
            scene["coordinateTransformations"]![0]!["output"]!["name"] = "nowhere";
            (await Api.Post("/v1/collections", scene)).IsRefusal("/coordinateTransformations/0/output", "scene-reference");
            scene = drafted.DeepClone();
            scene["coordinateTransformations"]![0]!["scale"] = new JsonArray(1, 1, 1);
            (await Api.Post("/v1/collections", scene)).IsProblem(400);
            scene = drafted.DeepClone();
            scene["kind"] = "list";
            (await Api.Post("/v1/collections", scene)).IsRefusal("/coordinateSystems", "collection-no-scene");
        });
    }

    [Fact]
    public async Task What_cannot_be_published_is_409_with_the_reason()
    {
        var list = await Api.New("collections");
        var empty = await NewCollection("plate");
        var well = await NewCollection("well", Field("field-1"));

        var refusal = (await Api.Get($"/v1/collections/{list}/metadata")).IsProblem(409);
        Assert.Contains("free list", (string)refusal["detail"]!, StringComparison.Ordinal);
        refusal = (await Api.Get($"/v1/collections/{empty}/metadata?ome=0.5")).IsProblem(409);
        Assert.All(refusal["errors"]!.AsArray(), error => Assert.Equal("zarr.json", (string)error!["path"]!));
        refusal = (await Api.Get($"/v1/collections/{well}/metadata?ome=0.4")).IsProblem(409);
        Assert.Equal("well-path-not-in-version", (string)Assert.Single(refusal["errors"]!.AsArray())!["rule"]!);
        (await Api.Get($"/v1/collections/{NewName()}/metadata")).IsProblem(404);
        (await Api.Get($"/v1/collections/{well}/metadata?ome=0.3")).IsRefusal("/ome", "ome-version-unknown");
    }

    [Fact]
    public async Task The_members_of_a_plate_are_wells_and_a_plate_says_when_one_no_longer_is()
    {
        var (plate, well) = await NewPlate();
        var members = (await Api.Get($"/v1/collections/{plate}")).Is(200).Json["members"]!.DeepClone();
        members[1]!["collection"] = await Api.New("collections");
        (await Api.Patch($"/v1/collections/{plate}", "*", new JsonObject { ["members"] = members }))
            .IsRefusal("/members/1/collection", "member-not-a-well");

        (await Api.Patch($"/v1/collections/{well}", "*", new JsonObject { ["kind"] = "list" })).Is(200);

        var refusal = (await Api.Get($"/v1/collections/{plate}/metadata")).IsProblem(409);
        Assert.Equal("member-not-a-well", (string)Assert.Single(refusal["errors"]!.AsArray())!["rule"]!);
    }

    [Fact]
    public async Task An_acquisition_is_one_that_OME_NGFF_has()
    {
        await Api.StoresNothing(async () =>
        {
            await Refused("/acquisitions/0", "json-mismatch", new JsonObject { ["name"] = "no id" });
            await Refused("/acquisitions/0", "json-mismatch", new JsonObject { ["id"] = -1 });
            await Refused("/acquisitions/0", "json-mismatch", new JsonObject { ["id"] = 1, ["starttime"] = "soon" });
            await Refused(
                "/acquisitions/1/id", "acquisition-duplicate", new JsonObject { ["id"] = 1 }, new JsonObject { ["id"] = 1 });
        });

        async Task Refused(string pointer, string rule, params JsonNode[] acquisitions) =>
            (await Api.Post("/v1/collections", new JsonObject
            {
                ["kind"] = "plate",
                ["acquisitions"] = new JsonArray(acquisitions),
            })).IsRefusal(pointer, rule);
    }

    /// <summary>A plate with the wells A/1, of two fields, and B/2, of one.</summary>
    private async Task<(string Plate, string Well)> NewPlate()
    {
        var (first, second) = (
            await NewCollection("well", Field("0", 3), Field("1", 3)), await NewCollection("well", Field("0", 3)));
        var plate = await Api.New("collections", new JsonObject
        {
            ["kind"] = "plate",
            ["name"] = "screen",
            ["rows"] = new JsonArray("A", "B"),
            ["columns"] = new JsonArray("1", "2"),
            ["acquisitions"] = new JsonArray(
                new JsonObject { ["id"] = 3, ["name"] = "first", ["maximumfieldcount"] = 2 }),
            ["members"] = new JsonArray(
                new JsonObject { ["collection"] = first, ["row"] = "A", ["column"] = "1" },
                new JsonObject { ["collection"] = second, ["row"] = "B", ["column"] = "2" }),
            ["attributes"] = new JsonObject { ["note"] = "kept" },
        });
        return (plate, first);
    }

    private async Task<string> NewCollection(string kind, params JsonObject[] fields)
    {
        foreach (var field in fields)
        {
            field["image"] = await Api.New("images");
        }

        return await Api.New("collections", new JsonObject { ["kind"] = kind, ["members"] = new JsonArray([.. fields]) });
    }

    private static JsonObject Field(string path, int? acquisition = null)
    {
        var field = new JsonObject { ["path"] = path };
        if (acquisition is { } id)
        {
            field["acquisition"] = id;
        }

        return field;
    }

    /// <summary>A scene with an image at <c>left</c>, which is scaled to the system <c>stage</c>.</summary>
    private async Task<JsonObject> Scene() => new()
    {
        ["kind"] = "scene",
        ["members"] = new JsonArray(new JsonObject { ["path"] = "left", ["image"] = await Api.New("images") }),
        ["coordinateSystems"] = new JsonArray(new JsonObject
        {
            ["name"] = "stage",
            ["axes"] = new JsonArray(Drafts.Axis("y"), Drafts.Axis("x")),
        }),
        ["coordinateTransformations"] = new JsonArray(new JsonObject
        {
            ["type"] = "scale",
            ["scale"] = new JsonArray(2, 2),
            ["input"] = new JsonObject { ["name"] = "physical", ["path"] = "left" },
            ["output"] = new JsonObject { ["name"] = "stage" },
        }),
    };

    private static void AssertIs(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());
}
