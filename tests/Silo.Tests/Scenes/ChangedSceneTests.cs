using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Alignments;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Scenes;

/// <summary>Scenes that change, in the catalog and in their source.</summary>
public sealed class ChangedSceneTests(RunningSilo silo) : SceneTests(silo)
{
    [Fact]
    public async Task The_default_versions_of_its_alignments_are_what_a_scene_publishes()
    {
        var collection = await ImportScene(WrittenScene.WriteMixed(NewFolder()));
        var alignment = await AlignmentAt(collection, 0);
        var before = await PublishedScene(collection);
        (await Api.AddVersion(alignment, shift: 4, "published")).Is(201);
        AssertSame(before, await PublishedScene(collection));

        var body = new JsonObject { ["version"] = 2 };
        (await Api.Put($"{alignment}/default?dryRun=true", body, ("If-Match", "*"))).Is(200);
        AssertSame(before, await PublishedScene(collection));
        (await Api.SetDefault(alignment, 2)).Is(200);

        var expected = WrittenScene.Mixed();
        var edge = expected["coordinateTransformations"]![0]!.AsObject();
        edge["translation"] = new JsonArray(4, 4);
        edge.Remove("by");
        AssertSame(expected, await PublishedScene(collection));
        var history = (await Api.Get($"{alignment}/history")).Is(200).Json["items"]!.AsArray();
        Assert.Equal("version 2 is the default", (string)history[0]!["reason"]!);

        (await Api.SetDefault(alignment, 1)).Is(200);
        AssertSame(WrittenScene.Mixed(), await PublishedScene(collection));
        (await Api.SetDefault(alignment, null)).Is(200);
        var refusal = (await Api.Get($"/v1/collections/{collection}/metadata?ome=0.6")).IsProblem(409);
        Assert.Equal("scene-alignment-no-default", (string)Assert.Single(refusal["errors"]!.AsArray())!["rule"]!);
    }

    [Fact]
    public async Task A_space_in_another_unit_is_published_with_transformations_in_that_unit()
    {
        var collection = await ImportScene(WrittenScene.WriteMixed(NewFolder()));
        var world = $"/v1/spaces/{(await Record($"collections/{collection}"))["systems"]![0]!["space"]}";
        var axes = (await Api.Get(world)).Is(200).Json["axes"]!.DeepClone().AsArray();
        axes[1]!["unit"] = "nanometer";

        (await Api.Patch(world, "*", new JsonObject { ["axes"] = axes })).Is(200);

        var scene = await PublishedScene(collection);
        AssertSame(axes, scene["coordinateSystems"]![0]!["axes"]);
        AssertSame(
            JsonNode.Parse(
                """[{"type":"translation","translation":[10.5,-2.0],"by":"eye"},{"type":"scale","scale":[1.0,1000.0]}]"""),
            scene["coordinateTransformations"]![0]!["transformations"]);
        AssertSame(
            JsonNode.Parse("""{"type":"scale","scale":[1.0,0.001]}"""),
            scene["coordinateTransformations"]![2]!["transformations"]![0]);
    }

    [Fact]
    public async Task An_unchanged_scene_is_left_alone()
    {
        var folder = WrittenScene.WriteMixed(NewFolder());
        var collection = await ImportScene(folder);
        var before = await Record($"collections/{collection}");

        var status = await Api.Import(folder);

        Assert.Equal((3, 0, 0, 3, 0, 0), status.Counts());
        Assert.Equal(collection, Collection(status));
        AssertSame(before, await Record($"collections/{collection}"));
    }

    [Fact]
    public async Task What_changed_in_the_source_is_a_new_version_and_the_default_that_somebody_chose_stays()
    {
        var folder = WrittenScene.WriteMixed(NewFolder());
        var collection = await ImportScene(folder);
        var (first, second) = (await AlignmentAt(collection, 0), await AlignmentAt(collection, 4));
        (await Api.AddVersion(second, shift: 9, "published")).Is(201);
        (await Api.SetDefault(second, 2)).Is(200);
        var changed = WrittenScene.Mixed();
        changed["coordinateTransformations"]![0]!["translation"] = new JsonArray(1, 2);
        changed["coordinateTransformations"]![4]!["scale"] = new JsonArray(5, 6);
        WrittenScene.Write(folder, changed);

        var status = await Api.Import(folder);

        Assert.Equal((3, 0, 1, 2, 0, 0), status.Counts());
        Assert.Equal(collection, Collection(status));
        Assert.Equal((first, second), (await AlignmentAt(collection, 0), await AlignmentAt(collection, 4)));
        Assert.Equal((2, 2), await Versions(first));
        Assert.Equal((2, 3), await Versions(second));
        Assert.Equal((1, 1), await Versions(await AlignmentAt(collection, 2)));
        var old = (await Api.Get($"{first}/versions/1")).Is(200).Json["coordinateTransformation"]!;
        AssertSame(WrittenScene.Mixed()["coordinateTransformations"]![0]!["translation"], old["translation"]);
        AssertSame(
            changed["coordinateTransformations"]![0],
            (await PublishedScene(collection))["coordinateTransformations"]![0]);
        (await Api.SetDefault(second, 3)).Is(200);
        AssertSame(changed, await PublishedScene(collection));

        WrittenScene.WriteMixed(folder);
        Assert.Equal((3, 0, 1, 2, 0, 0), (await Api.Import(folder)).Counts());
        AssertSame(WrittenScene.Mixed(), await PublishedScene(collection));
    }

    [Fact]
    public async Task Transformations_and_systems_come_and_go_with_the_source()
    {
        var folder = WrittenScene.WriteMixed(NewFolder());
        var collection = await ImportScene(folder);
        var kept = await AlignmentAt(collection, 4);
        var before = await Record($"collections/{collection}");
        var changed = WrittenScene.Mixed();
        changed["coordinateTransformations"]!.AsArray().RemoveAt(3);
        changed["coordinateSystems"]![1]!["axes"]![0]!["unit"] = "meter";
        changed["coordinateSystems"]!.AsArray().Add(JsonNode.Parse("""{"name": "new", "axes": [{"name": "t"}]}"""));
        WrittenScene.Write(folder, changed);

        Assert.Equal((3, 0, 1, 2, 0, 0), (await Api.Import(folder)).Counts());

        AssertSame(changed, await PublishedScene(collection));
        Assert.Equal(kept, await AlignmentAt(collection, 3));
        var after = await Record($"collections/{collection}");
        Assert.Equal((string)before["systems"]![0]!["space"]!, (string)after["systems"]![0]!["space"]!);
        Assert.NotEqual((string)before["systems"]![1]!["space"]!, (string)after["systems"]![1]!["space"]!);
        await Record($"spaces/{before["systems"]![1]!["space"]}");
        await Record($"alignments/{before["alignments"]![3]!["alignment"]}");
    }

    [Fact]
    public async Task Transformations_without_names_between_the_same_systems_keep_their_alignments_in_order()
    {
        var folder = WrittenScene.WriteMixed(NewFolder());
        var scene = WrittenScene.Mixed();
        var edges = scene["coordinateTransformations"]!.AsArray();
        var first = edges[4]!.AsObject();
        first.Remove("name");
        foreach (var factor in Enumerable.Range(10, 20))
        {
            var next = first.DeepClone();
            next["scale"] = new JsonArray(factor, factor);
            edges.Add(next);
        }

        WrittenScene.Write(folder, scene);
        var collection = await ImportScene(folder);
        AssertSame(scene, await PublishedScene(collection));
        var before = (await Record($"collections/{collection}"))["alignments"]!;

        // One goes, the others change.
        for (var index = 5; index < edges.Count; index++)
        {
            edges[index]!["scale"] = new JsonArray(index, -1);
        }

        edges.RemoveAt(4);
        WrittenScene.Write(folder, scene);
        Assert.Equal(collection, await ImportScene(folder));

        AssertSame(scene, await PublishedScene(collection));
        var after = (await Record($"collections/{collection}"))["alignments"]!.AsArray();
        AssertSame(new JsonArray([.. before.AsArray().Take(after.Count).Select(part => part!.DeepClone())]), after);
    }

    [Fact]
    public async Task A_changed_transformation_of_a_member_is_a_new_version_of_its_alignment()
    {
        var folder = WrittenScene.WriteMixed(NewFolder());
        var collection = await ImportScene(folder);
        var turned = WrittenScene.Rotation("turned");
        turned["rotation"] = JsonNode.Parse("[[0.0, 1.0], [-1.0, 0.0]]");
        WrittenScene.WriteImage(Path.Join(folder, "images", "right"), ["y", "x"], turned);

        Assert.Equal((3, 0, 2, 1, 0, 0), (await Api.Import(folder)).Counts());

        var link = $"/v1/alignments/{(await Record($"collections/{collection}"))["systems"]![3]!["alignment"]}";
        Assert.Equal((2, 2), await Versions(link));
        AssertSame(WrittenScene.Mixed(), await PublishedScene(collection));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_edited_scene_is_not_overwritten(bool isSpace)
    {
        var folder = WrittenScene.WriteMixed(NewFolder());
        var collection = await ImportScene(folder);
        var space = (string)(await Record($"collections/{collection}"))["systems"]![0]!["space"]!;
        var edited = isSpace ? $"/v1/spaces/{space}" : $"/v1/collections/{collection}";
        (await Api.Patch(edited, "*", new JsonObject { ["tags"] = new JsonArray("mine") })).Is(200);
        Assert.Equal((3, 0, 0, 3, 0, 0), (await Api.Import(folder)).Counts());
        var changed = WrittenScene.Mixed();
        changed["coordinateTransformations"]![0]!["translation"] = new JsonArray(1, 2);
        WrittenScene.Write(folder, changed);

        Assert.Equal((3, 0, 0, 2, 1, 0), (await Api.Import(folder)).Counts());
        var marked = await Record($"collections/{collection}");
        Assert.Equal((3, 0, 0, 2, 1, 0), (await Api.Import(folder)).Counts());

        Assert.Equal("source-drifted", (string)Assert.Single(marked["diagnostics"]!.AsArray())!["rule"]!);
        AssertSame(marked, await Record($"collections/{collection}"));
        AssertSame(WrittenScene.Mixed(), await PublishedScene(collection));
        Assert.Equal((1, 1), await Versions(await AlignmentAt(collection, 0)));
    }

    [Fact]
    public async Task What_a_scene_is_made_of_cannot_be_deleted_and_lies_between_its_systems()
    {
        var collection = await ImportScene(WrittenScene.WriteMixed(NewFolder()));
        var record = await Record($"collections/{collection}");
        (await Api.Delete(await AlignmentAt(collection, 0), "*")).IsProblem(409);
        (await Api.Delete($"/v1/spaces/{record["systems"]![0]!["space"]}", "*")).IsProblem(409);

        var other = (await Api.NewAlignment()).Split('/')[^1];
        await Api.StoresNothing(async () =>
        {
            var alignments = record["alignments"]!.DeepClone().AsArray();
            alignments.Add(new JsonObject { ["alignment"] = other });
            (await Api.Patch($"/v1/collections/{collection}", "*", new JsonObject { ["alignments"] = alignments.DeepClone() }))
                .IsRefusal("/alignments/5/alignment", "scene-alignment-end");
            alignments = record["alignments"]!.DeepClone().AsArray();
            alignments.Add(alignments[0]!.DeepClone());
            (await Api.Patch($"/v1/collections/{collection}", "*", new JsonObject { ["alignments"] = alignments.DeepClone() }))
                .IsRefusal("/alignments/5/alignment", "scene-alignment-repeated");
            alignments[5] = new JsonObject { ["alignment"] = "absent" };
            (await Api.Patch($"/v1/collections/{collection}", "*", new JsonObject { ["alignments"] = alignments.DeepClone() }))
                .IsRefusal("/alignments/5/alignment", "alignment-unknown");
            var systems = record["systems"]!.DeepClone().AsArray();
            systems[1]!["space"] = systems[0]!["space"]!.DeepClone();
            (await Api.Patch($"/v1/collections/{collection}", "*", new JsonObject { ["systems"] = systems }))
                .IsRefusal("/systems/1/space", "scene-space-repeated");
        });
    }

    [Fact]
    public async Task Systems_and_transformations_of_the_scenes_own_come_after_those_of_the_catalog()
    {
        var collection = await ImportScene(WrittenScene.WriteMixed(NewFolder()));
        var expected = WrittenScene.Mixed();
        var system = JsonNode.Parse("""{"name": "extra", "axes": [{"name": "b"}, {"name": "a"}]}""")!;
        var edge = JsonNode.Parse(
            """{"type": "scale", "scale": [7, 8], "input": {"name": "world"}, "output": {"name": "extra"}}""")!;
        expected["coordinateSystems"]!.AsArray().Add(system.DeepClone());
        expected["coordinateTransformations"]!.AsArray().Add(edge.DeepClone());

        (await Api.Patch($"/v1/collections/{collection}", "*", new JsonObject
        {
            ["coordinateSystems"] = new JsonArray(system),
            ["coordinateTransformations"] = new JsonArray(edge),
        })).Is(200);

        AssertSame(expected, await PublishedScene(collection));
    }

    [Fact]
    public async Task A_scene_is_made_of_spaces_and_alignments_that_stand_already()
    {
        var alignment = await Api.NewAlignment();
        (await Api.AddVersion(alignment, shift: 3, "published")).Is(201);
        (await Api.SetDefault(alignment, 1)).Is(200);
        var ends = await Record(alignment["/v1/".Length..]);

        var scene = await Api.New("collections", new JsonObject
        {
            ["kind"] = "scene",
            ["members"] = new JsonArray(
                new JsonObject { ["path"] = "left", ["image"] = ((string)ends["source"]!)["image:".Length..] }),
            ["systems"] = new JsonArray(
                new JsonObject { ["name"] = "atlas", ["space"] = ((string)ends["target"]!)["space:".Length..] }),
            ["alignments"] = new JsonArray(
                new JsonObject { ["alignment"] = alignment.Split('/')[^1], ["name"] = "by hand" }),
            ["origin"] = new JsonObject { ["digest"] = "made up" },
        });

        AssertSame(
            JsonNode.Parse(
                """
                [{"type": "translation", "translation": [3, 3], "name": "by hand",
                  "input": {"path": "left", "name": "physical"}, "output": {"name": "atlas"}}]
                """),
            (await PublishedScene(scene))["coordinateTransformations"]);
        Assert.Null((await Record($"collections/{scene}"))["origin"]);
    }

    private async Task<(int Default, int Last)> Versions(string alignment)
    {
        var record = (await Api.Get(alignment)).Is(200).Json;
        return ((int)record["defaultVersion"]!, (int)record["lastVersion"]!);
    }
}
