using System.Text.Json.Nodes;
using FsCheck.Fluent;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Scenes;

/// <summary>A scene becomes spaces, alignments and a collection, and is published as it was.</summary>
public sealed class SceneImportTests(RunningSilo silo) : SceneTests(silo)
{
    private const string Examples = "ngff-spec/0.6rc0/examples/scene";
    private const string Suite = "ngff-spec/0.6rc0/tests/attributes/spec/valid/scene";

    [Theory]
    [InlineData($"{Examples}/scene_stitching.json", "y x", "")]
    [InlineData($"{Examples}/scene_registration.json", "z y x", "")]
    [InlineData($"{Suite}/tile_stitching.json", "y x", "")]
    [InlineData($"{Suite}/scene.json", "c z y x", "rotated")]
    public async Task A_scene_of_the_specification_is_published_as_it_was_imported(
        string file, string axes, string other)
    {
        var document = JsonNode.Parse(await File.ReadAllTextAsync(ConformanceFolder.Of(file)))!;
        var scene = (document["attributes"] ?? document)["ome"]!["scene"]!;
        var folder = WrittenScene.Write(NewFolder(), scene, "0.6rc0");
        var paths = Paths(scene);
        foreach (var path in paths)
        {
            WrittenScene.WriteImage(Path.Join(folder, path), axes.Split(' '), [.. Edges(other)]);
        }

        var status = await Api.Import(folder);

        Assert.Empty(status.Errors());
        Assert.Equal((paths.Length + 1, paths.Length + 1, 0, 0, 0, 0), status.Counts());
        AssertSame(scene, await PublishedScene(Collection(status)));

        static IEnumerable<JsonObject> Edges(string other) => other.Length == 0
            ? []
            : [JsonNode.Parse(
                $$"""
                {"type": "translation", "translation": [0, 0, 1, 2],
                 "input": {"name": "physical"}, "output": {"name": "{{other}}"} }
                """)!.AsObject()];
    }

    [Theory]
    [InlineData("simple/affine.zarr", "sheared")]
    [InlineData("simple/rotation.zarr", null)]
    [InlineData("nonlinear/displacements.zarr", "displaced")]
    [InlineData("nonlinear/coordinates.zarr", null)]
    [InlineData("simple/affineParams.zarr", null)]
    [InlineData("axis_dependent/byDimension.zarr", null)]
    public async Task A_system_of_an_image_of_the_examples_of_RFC_5_is_a_space_with_an_alignment(
        string store, string? name)
    {
        var folder = NewFolder();
        Folders.Copy(ConformanceFolder.Of($"rfc5-examples/2d/{store}"), Path.Join(folder, "image.zarr"));
        var ome = Documents.OmeOfFolder(Path.Join(folder, "image.zarr"));
        var edge = ome["multiscales"]![0]!["coordinateTransformations"]![0]!;
        var (input, output) = ((string)edge["input"]!, (string)edge["output"]!);
        var level = ome["multiscales"]![0]!["datasets"]![0]!["coordinateTransformations"]![0]!;
        name ??= input == (string)level["output"]! ? output : input;
        var scene = JsonNode.Parse(
            $$"""
            {"coordinateSystems": [{"name": "world", "axes": [{"name": "b"}, {"name": "a"}]}],
             "coordinateTransformations": [
               {"type": "scale", "scale": [2, 3],
                "input": {"path": "image.zarr", "name": "{{name}}"}, "output": {"name": "world"} }]}
            """)!;
        WrittenScene.Write(folder, scene);

        var collection = await ImportScene(folder);

        AssertSame(scene, await PublishedScene(collection));
        var record = await Record($"collections/{collection}");
        var image = (string)record["members"]![0]!["image"]!;
        var system = record["systems"]!.AsArray().Single(system => (string?)system!["path"] == "image.zarr")!;
        Assert.Equal(name, (string)system["name"]!);
        var link = await Record($"alignments/{system["alignment"]}");
        var ends = new[] { (string)link["source"]!, (string)link["target"]! };
        Assert.Contains($"image:{image}", ends);
        Assert.Contains($"space:{system["space"]}", ends);
        Assert.Equal(input == name, ends[0] == $"space:{system["space"]}");
        Assert.Equal((string?)edge["name"] ?? $"image.zarr {input} to image.zarr {output}", (string)link["name"]!);
        var version = await Record($"alignments/{system["alignment"]}/versions/1");
        Assert.Equal((string)edge["type"]!, (string)version["coordinateTransformation"]!["type"]!);
        if (edge["path"] is { } path)
        {
            Assert.Equal(
                $"file://{folder}/image.zarr/{path}", (string)version["coordinateTransformation"]!["path"]!);
        }
    }

    [Fact]
    public async Task Every_part_of_a_scene_has_its_record()
    {
        var folder = WrittenScene.WriteMixed(NewFolder());

        var collection = await ImportScene(folder);

        AssertSame(
            JsonNode.Parse(
                $$"""
                {"ome": {"version": "0.6", "scene": {{WrittenScene.Mixed().ToJsonString()}}, "mood": "calm"},
                 "specimen": "cells"}
                """),
            await Published(collection));
        var record = await Record($"collections/{collection}");
        Assert.Equal("scene", (string)record["kind"]!);
        Assert.Equal($"file://{folder}/", (string)record["location"]!["store"]!);
        Assert.Null(record["coordinateTransformations"]?.AsArray().FirstOrDefault());
        var images = record["members"]!.AsArray().ToDictionary(
            member => (string)member!["path"]!, member => $"image:{member!["image"]}");
        var spaces = record["systems"]!.AsArray().ToDictionary(
            system => (string)system!["name"]!, system => $"space:{system!["space"]}");
        Assert.Equal(["world", "atlas", "stage", "turned"], spaces.Keys);

        var alignments = new List<JsonNode>();
        foreach (var part in record["alignments"]!.AsArray())
        {
            alignments.Add(await Record($"alignments/{part!["alignment"]}"));
        }

        Assert.Equal(
            [
                ("left to world", images["images/left"], spaces["world"], 0),
                ("world to images/right turned", spaces["world"], spaces["turned"], 0),
                ("warp", spaces["world"], spaces["atlas"], 0),
                ("first way", images["images/left"], spaces["stage"], 0),
                ("second way", images["images/left"], spaces["stage"], 1),
            ],
            alignments.Select(one => (
                (string)one["name"]!, (string)one["source"]!, (string)one["target"]!, (int)one["rank"]!)));
        Assert.All(alignments, one => Assert.Equal((1, 1), ((int)one["defaultVersion"]!, (int)one["lastVersion"]!)));
        var link = await Record($"alignments/{record["systems"]![3]!["alignment"]}");
        Assert.Equal((images["images/right"], spaces["turned"]), ((string)link["source"]!, (string)link["target"]!));

        var versions = new List<JsonNode>();
        foreach (var one in alignments)
        {
            versions.Add(await Record($"alignments/{one["id"]}/versions/1"));
        }

        Assert.All(versions, version => Assert.Equal("published", (string)version["status"]!));
        Assert.Equal(
            $"file://{folder}/fields/warp",
            (string)versions[2]["coordinateTransformation"]!["transformations"]![0]!["path"]!);
        Assert.Equal(
            $"file://{Path.GetDirectoryName(folder)}/shared%20matrices/a%25b",
            (string)versions[3]["coordinateTransformation"]!["path"]!);
        var space = await Record($"spaces/{record["systems"]![3]!["space"]}");
        Assert.Equal("turned of images/right", (string)space["name"]!);
        AssertSame(
            WrittenScene.Mixed()["coordinateSystems"]![0]!["axes"],
            (await Record($"spaces/{record["systems"]![0]!["space"]}"))["axes"]);
    }

    [Fact]
    public async Task A_scene_is_imported_with_its_images_though_folders_are_not_looked_through()
    {
        var folder = WrittenScene.WriteMixed(NewFolder());

        var accepted = (await Api.Post(
            "/v1/imports", new JsonObject { ["source"] = folder, ["recursive"] = false })).Is(202);
        var status = await Api.Finish(accepted["Location"]!);

        Assert.Equal((3, 3, 0, 0, 0, 0), status.Counts());
        Assert.Equal(2, status.Images().Length);
        AssertSame(WrittenScene.Mixed(), await PublishedScene(Collection(status)));
    }

    [Fact]
    public async Task A_member_that_cannot_be_used_is_an_error_and_the_rest_is_imported()
    {
        var folder = WrittenScene.WriteMixed(NewFolder());
        File.Delete(Path.Join(folder, "images", "right", "0", "zarr.json"));

        var status = await Api.Import(folder);

        Assert.Equal((3, 2, 0, 0, 0, 1), status.Counts());
        Assert.Contains(("scene-member-missing", $"file://{folder}/images/right/"), status.Errors());
        var expected = WrittenScene.Mixed();
        expected["coordinateTransformations"]!.AsArray().RemoveAt(1);
        AssertSame(expected, await PublishedScene(Collection(status)));

        WrittenScene.WriteMixed(folder);
        status = await Api.Import(folder);

        Assert.Equal((3, 1, 1, 1, 0, 0), status.Counts());
        AssertSame(WrittenScene.Mixed(), await PublishedScene(Collection(status)));
    }

    [Fact]
    public async Task A_transformation_that_does_not_fit_its_ends_is_an_error_and_the_rest_is_imported()
    {
        var folder = WrittenScene.WriteMixed(NewFolder());
        var scene = WrittenScene.Mixed();
        scene["coordinateTransformations"]![0]!["translation"] = new JsonArray(1, 2, 3);
        scene["coordinateTransformations"]![0]!["output"] = scene["coordinateTransformations"]![1]!["output"]!.DeepClone();
        scene["coordinateTransformations"]![1]!["output"]!["name"] = "nowhere";
        scene["coordinateTransformations"]![4]!["input"]!["path"] = "../outside";
        WrittenScene.Write(folder, scene);

        var status = await Api.Import(folder);

        Assert.Equal("succeeded", (string)status["state"]!);
        var document = $"file://{folder}/zarr.json";
        Assert.Equal(
            [("scene-reference", document), ("transformation-rank-mismatch", document)],
            status.Errors().Distinct().Order());
        foreach (var index in new[] { 4, 1, 0 })
        {
            scene["coordinateTransformations"]!.AsArray().RemoveAt(index);
        }

        AssertSame(scene["coordinateTransformations"],
            (await PublishedScene(Collection(status)))["coordinateTransformations"]);
    }

    [Fact]
    public async Task A_scene_that_cannot_be_read_or_has_no_image_is_an_error()
    {
        var folder = WrittenScene.WriteMixed(NewFolder());
        WrittenScene.Write(folder, new JsonObject { ["coordinateTransformations"] = "none" });

        var status = await Api.Import(folder);

        Assert.Equal((3, 2, 0, 0, 0, 1), status.Counts());
        Assert.Equal([("scene-invalid", $"file://{folder}/zarr.json")], status.Errors());
        Assert.Empty(status["collections"]!.AsArray());

        status = await Api.Import(WrittenScene.Write(NewFolder(), WrittenScene.Mixed()));

        Assert.Equal("failed", (string)status["state"]!);
        Assert.All(status.Errors(), error => Assert.Equal("scene-member-missing", error.Rule));
    }

    [Fact]
    public async Task A_scene_of_a_development_version_is_imported_as_what_it_is_in_06()
    {
        var folder = WrittenScene.WriteMixed(NewFolder());
        WrittenScene.Write(
            folder,
            JsonNode.Parse(
                """
                {"coordinateSystems": [{"name": "world", "axes": [{"name": "y"}, {"name": "x"}]}],
                 "coordinateTransformations": [
                   {"type": "scale", "scale": [2, 3],
                    "input": {"path": "images/left", "name": "physical"}, "output": {"name": "world"}}]}
                """)!,
            "0.6.dev4");

        var scene = await PublishedScene(await ImportScene(folder));

        AssertSame(
            JsonNode.Parse("""{"path": "images/left", "name": "physical"}"""),
            scene["coordinateTransformations"]![0]!["input"]);
    }

    [Fact]
    public async Task Any_scene_is_published_as_it_was_imported()
    {
        var folder = WrittenScene.WriteMixed(NewFolder());
        var collection = await ImportScene(folder);
        foreach (var scene in RandomScene.Scenes.Sample(6, 60))
        {
            WrittenScene.Write(folder, scene);

            // From nothing, and as a change of the scene before.
            var copy = NewCopy(folder);
            AssertSame(scene, await PublishedScene(await ImportScene(copy)));
            Assert.Equal(collection, await ImportScene(folder));
            AssertSame(scene, await PublishedScene(collection));
        }
    }

    private static string[] Paths(JsonNode scene) =>
    [
        .. scene["coordinateTransformations"]!.AsArray()
            .SelectMany(edge => new[] { (string?)edge!["input"]!["path"], (string?)edge["output"]!["path"] })
            .OfType<string>().Distinct(),
    ];
}
