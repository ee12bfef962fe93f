using System.Text.Json.Nodes;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Imports;

/// <summary>Plates, wells and series are registered with their images, and published as they were.</summary>
public sealed class CollectionImportTests(RunningSilo silo) : SiloTests(silo)
{
    private static readonly string[] Wells = ["A/1", "B/2"];

    [Fact]
    public async Task A_plate_and_its_wells_are_published_as_they_were_imported()
    {
        var folder = NewPlate();

        var status = await Api.Import(folder);

        Assert.Empty(status.Errors());
        Assert.Equal((4, 4, 0, 0, 0, 0), status.Counts());
        var collections = Collections(status);
        Assert.Equal(3, collections.Length);
        var published = (await Api.Get($"/v1/collections/{collections[^1]}/metadata?ome=0.6")).Is(200).Json;
        foreach (var key in (string[])["zarr.json", "A/1/zarr.json", "B/2/zarr.json"])
        {
            AssertSame(Documents.Read(folder, key)["attributes"]!, published[key]!["attributes"]!);
        }

        foreach (var field in (string[])["A/1/0", "A/1/1", "B/2/0", "B/2/1"])
        {
            var served = $"/zarr/0.6/collections/{collections[^1]}.zarr/{field}";
            Assert.Equal(
                "cells", (string)(await Api.Get($"{served}/zarr.json")).Is(200).Json
                    ["attributes"]!["ome"]!["multiscales"]![0]!["name"]!);
            Assert.Equal(WrittenImage.Chunk, (await Api.Get($"{served}/1/c/0/0")).Is(200).Bytes);
        }
    }

    [Fact]
    public async Task Images_are_found_by_their_plate_and_well_right_after_the_import()
    {
        var name = NewName();
        var status = await Api.Import(NewPlate(name));

        var found = (await Api.Get($"/v1/search?kind=image&filter=plate%3D'{Collections(status)[^1]}'")).Is(200).Json;

        Assert.Equal(4, (int)found["matched"]!["count"]!);
        var wells = (await Api.Get($"/v1/search?kind=collection&q={name}")).Is(200).Json["items"]!.AsArray();
        Assert.Equal(name, (string)Assert.Single(wells)!["name"]!);
    }

    [Fact]
    public async Task A_plate_that_did_not_change_is_left_alone()
    {
        var folder = NewPlate();
        var first = Collections(await Api.Import(folder));
        await Api.Import(Path.Join(folder, "A"));

        var again = await Api.Import(folder);

        Assert.Equal(first, Collections(again));
        Assert.Equal((4, 0, 0, 4, 0, 0), again.Counts());
        foreach (var id in first)
        {
            Assert.Equal(1, (int)(await Api.Get($"/v1/collections/{id}")).Is(200).Json["version"]!);
        }
    }

    [Fact]
    public async Task A_plate_that_changed_is_taken_over_and_keeps_what_people_added()
    {
        var folder = NewPlate();
        var plate = Collections(await Api.Import(folder))[^1];
        Write(folder, Plate("other", ["A/1"]));

        var again = Collections(await Api.Import(folder));

        Assert.Equal(plate, again[^1]);
        var record = (await Api.Get($"/v1/collections/{plate}")).Is(200).Json;
        Assert.Equal(("other", 2), ((string)record["name"]!, (int)record["version"]!));
        Assert.Equal(["A/1"], record["members"]!.AsArray().Select(member => (string)member!["path"]!));
    }

    [Fact]
    public async Task A_plate_that_changed_in_both_places_is_marked_and_left_alone()
    {
        var folder = NewPlate();
        var path = $"/v1/collections/{Collections(await Api.Import(folder))[^1]}";
        var standing = (await Api.Get(path)).Is(200);
        (await Api.Send("PATCH", path, new JsonObject { ["name"] = "mine" }, ("If-Match", standing.ETag))).Is(200);
        Write(folder, Plate("other", ["A/1"]));

        for (var times = 0; times < 2; times++)
        {
            Assert.Equal("succeeded", (string)(await Api.Import(folder))["state"]!);
            var record = (await Api.Get(path)).Is(200).Json;
            Assert.Equal(("mine", 3), ((string)record["name"]!, (int)record["version"]!));
            Assert.Equal(2, record["members"]!.AsArray().Count);
            Assert.Single(
                record["diagnostics"]!.AsArray(), diagnostic => (string)diagnostic!["rule"]! == "source-drifted");
        }
    }

    [Fact]
    public async Task Members_that_are_not_there_are_told_and_left_out()
    {
        var folder = NewPlate();
        Directory.Delete(Path.Join(folder, "B"), recursive: true);
        Directory.Delete(Path.Join(folder, "A", "1", "0"), recursive: true);

        var status = await Api.Import(folder);

        Assert.Equal("succeeded", (string)status["state"]!);
        Assert.Equal(
            [("collection-member-missing", $"file://{folder}/A/1/0"), ("collection-member-missing", $"file://{folder}/B/2")],
            status.Errors());
        var (well, plate) = (Collections(status)[0], Collections(status)[1]);
        Assert.Equal("1", (string)Assert.Single(
            (await Api.Get($"/v1/collections/{well}")).Is(200).Json["members"]!.AsArray())!["path"]!);
        Assert.Equal("A/1", (string)Assert.Single(
            (await Api.Get($"/v1/collections/{plate}")).Is(200).Json["members"]!.AsArray())!["path"]!);
    }

    [Fact]
    public async Task A_plate_that_cannot_be_read_is_told_and_its_images_are_registered()
    {
        var folder = NewPlate();
        Folders.Edit(Path.Join(folder, "zarr.json"), "\"rows\":[", "\"lines\":[");

        var status = await Api.Import(folder);

        Assert.Equal(4, status.Images().Length);
        Assert.Equal(2, Collections(status).Length);
        Assert.All(status.Errors(), error => Assert.StartsWith("plate-", error.Rule, StringComparison.Ordinal));
        Assert.NotEmpty(status.Errors());
    }

    [Fact]
    public async Task A_group_that_is_a_series_and_a_scene_is_both_each_time()
    {
        var folder = NewFolder();
        WrittenImage.Write(Path.Join(folder, "0"));
        var ome = new JsonObject
        {
            ["bioformats2raw.layout"] = 3,
            ["scene"] = JsonNode.Parse(
                """
                {"coordinateSystems": [{"name": "world", "axes": [
                    {"name": "y", "type": "space", "unit": "micrometer"}, {"name": "x", "type": "space", "unit": "micrometer"}]}],
                 "coordinateTransformations": [{"type": "translation", "translation": [1, 2],
                    "input": {"path": "0", "name": "native"}, "output": {"name": "world"} }]}
                """),
        };
        Write(folder, ome);

        var first = await Api.Import(folder);
        var again = await Api.Import(folder);

        Assert.Equal(2, Collections(first).Distinct().Count());
        Assert.Equal(Collections(first), Collections(again));
        foreach (var id in Collections(first))
        {
            Assert.Equal(1, (int)(await Api.Get($"/v1/collections/{id}")).Is(200).Json["version"]!);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_series_is_published_in_its_order(bool isListed)
    {
        var folder = NewFolder();
        Write(folder, new JsonObject { ["bioformats2raw.layout"] = 3 });
        string[] paths = isListed ? ["second", "first"] : ["0", "1"];
        foreach (var path in paths)
        {
            WrittenImage.Write(Path.Join(folder, path));
        }

        if (isListed)
        {
            Write(Path.Join(folder, "OME"), new JsonObject { ["series"] = new JsonArray("second", "first") });
        }

        var status = await Api.Import(folder);

        Assert.Empty(status.Errors());
        Assert.Equal((2, 2, 0, 0, 0, 0), status.Counts());
        var id = Assert.Single(Collections(status));
        var published = (await Api.Get($"/v1/collections/{id}/metadata?ome=0.6")).Is(200).Json;
        Assert.Equal(3, (int)published["zarr.json"]!["attributes"]!["ome"]!["bioformats2raw.layout"]!);
        Assert.Equal(paths, published["OME/zarr.json"]!["attributes"]!["ome"]!["series"]!.AsArray()
            .Select(path => (string)path!));
        (await Api.Get($"/zarr/0.6/collections/{id}.zarr/{paths[0]}/zarr.json")).Is(200);
    }

    [Fact]
    public async Task A_series_without_an_image_is_no_collection()
    {
        var folder = NewFolder();
        Write(folder, new JsonObject { ["bioformats2raw.layout"] = 3 });

        var status = await Api.Import(folder);

        Assert.Equal("failed", (string)status["state"]!);
        Assert.Empty(status["collections"]!.AsArray());
    }

    [Fact]
    public async Task The_events_of_an_import_tell_its_status_until_it_ends()
    {
        var accepted = (await Api.Post("/v1/imports", new JsonObject { ["source"] = NewPlate() })).Is(202);

        var events = (await Api.Get($"{accepted["Location"]}/events")).Is(200);

        Assert.StartsWith("text/event-stream", events["Content-Type"], StringComparison.Ordinal);
        var statuses = events.Text.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal))
            .Select(line => JsonNode.Parse(line[6..])!).ToList();
        Assert.Equal("succeeded", (string)statuses[^1]["state"]!);
        Assert.All(statuses[..^1], status => Assert.Contains((string)status["state"]!, (string[])["queued", "running"]));
        AssertSame((await Api.Get(accepted["Location"]!)).Is(200).Json, statuses[^1]);
        Assert.EndsWith("\n\n", events.Text, StringComparison.Ordinal);
        Assert.Single(events.Text.Split('\n'), line => line == "id: end");
        (await Api.Get($"{accepted["Location"]}/events", ("Last-Event-ID", "end"))).Is(204);
        (await Api.Get("/v1/imports/nothing/events")).IsProblem(404);
    }

    private static string[] Collections(JsonNode status) =>
        [.. status["collections"]!.AsArray().Select(id => (string)id!)];

    private static JsonObject Plate(string name, string[] wells) => new()
    {
        ["plate"] = new JsonObject
        {
            ["name"] = name,
            ["rows"] = new JsonArray(new JsonObject { ["name"] = "A" }, new JsonObject { ["name"] = "B" }),
            ["columns"] = new JsonArray(new JsonObject { ["name"] = "1" }, new JsonObject { ["name"] = "2" }),
            ["wells"] = new JsonArray([.. wells.Select(JsonNode (well) => new JsonObject
            {
                ["path"] = well,
                ["rowIndex"] = well[0] - 'A',
                ["columnIndex"] = well[2] - '1',
                ["treated"] = true,
            })]),
            ["field_count"] = 2,
            ["acquisitions"] = new JsonArray(new JsonObject { ["id"] = 7, ["name"] = "morning" }),
            ["protocol"] = "P4",
        },
        ["_creator"] = new JsonObject { ["name"] = "microscope" },
    };

    /// <summary>A plate of two by two wells, two of which are there, each with two fields.</summary>
    private string NewPlate(string name = "screen")
    {
        var folder = NewFolder();
        Write(folder, Plate(name, Wells));
        foreach (var well in Wells)
        {
            var path = Path.Join(folder, well);
            Write(path, new JsonObject
            {
                ["well"] = new JsonObject
                {
                    ["images"] = new JsonArray(
                        new JsonObject { ["path"] = "0", ["acquisition"] = 7, ["focus"] = 3 },
                        new JsonObject { ["path"] = "1", ["acquisition"] = 7 }),
                    ["note"] = "kept",
                },
            });
            WrittenImage.Write(Path.Join(path, "0"));
            WrittenImage.Write(Path.Join(path, "1"));
        }

        return folder;
    }

    private static void Write(string folder, JsonObject ome)
    {
        ome["version"] = "0.6";
        WrittenImage.Write(folder, new JsonObject
        {
            ["zarr.json"] = new JsonObject
            {
                ["zarr_format"] = 3,
                ["node_type"] = "group",
                ["attributes"] = new JsonObject { ["ome"] = ome, ["site"] = "north" },
            },
        });
    }

    private static void AssertSame(JsonNode expected, JsonNode published) =>
        Assert.True(JsonNode.DeepEquals(expected, published), $"{expected.ToJsonString()}\n{published.ToJsonString()}");
}
