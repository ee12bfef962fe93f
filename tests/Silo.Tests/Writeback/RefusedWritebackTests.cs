using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Writeback;

/// <summary>What is refused, and then changes nothing.</summary>
public sealed class RefusedWritebackTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task A_writeback_needs_an_image_and_its_version()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        var id = (await Api.ImportImages(folder))[0];
        var before = StoreCalls.Contents(folder);
        foreach (var (action, body) in new[]
        {
            ("writeback", new JsonObject()), ("reconcile", new JsonObject { ["keep"] = "store" }),
        })
        {
            (await Api.Post($"/v1/images/{NewName()}:{action}", body, ("If-Match", "\"1\""))).IsProblem(404);
            (await Api.Post($"/v1/images/{id}:{action}", body)).IsProblem(428);
            (await Api.Post($"/v1/images/{id}:{action}", body, ("If-Match", "\"77-0\""))).IsProblem(412);
        }

        (await Api.Get($"/v1/images/{NewName()}/drift")).IsProblem(404);
        Assert.Equal(before, StoreCalls.Contents(folder));
    }

    [Fact]
    public async Task A_request_that_means_nothing_is_refused()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        var id = (await Api.ImportImages(folder))[0];
        (await Api.Writeback(id, ome: "0.3")).IsRefusal("/ome", "ome-version-unknown");
        (await Api.Writeback(id, layout: "upside-down")).IsRefusal("/layout", "layout-unknown");
        (await Api.Reconcile(id, "both")).IsRefusal("/keep", "json-mismatch");
        (await Api.Post($"/v1/images/{id}:reconcile", new JsonObject(), ("If-Match", "*")))
            .IsRefusal("/keep", "keep-missing");
    }

    [Fact]
    public async Task A_folder_that_may_only_be_read_is_refused()
    {
        var id = (await Api.ImportImages(ConformanceFolder.Of(ConformanceFolder.Idr05)))[0];
        Assert.Equal(["store-read-only"], (await Api.Writeback(id)).Rules(409));
        Assert.Empty(await Api.Drift(id));
    }

    [Fact]
    public async Task An_image_that_lies_nowhere_is_refused()
    {
        var id = (string)(await Api.Post("/v1/images", Drafts.Image(null, Drafts.Array()))).Is(201).Json["id"]!;
        Assert.Equal(["location-missing"], (await Api.Writeback(id)).Rules(409));
        Assert.Equal(["location-missing"], (await Api.Get($"/v1/images/{id}/drift")).Rules(409));
        Assert.Equal(["location-missing"], (await Api.Reconcile(id, "store")).Rules(409));
    }

    [Fact]
    public async Task A_store_that_is_gone_is_refused()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        var id = (await Api.ImportImages(folder))[0];
        Directory.Delete(folder, recursive: true);
        Assert.Equal(["store-missing"], (await Api.Writeback(id)).Rules(409));
        Assert.Equal(["store-missing"], (await Api.Get($"/v1/images/{id}/drift")).Rules(409));
        Assert.Equal(["store-missing"], (await Api.Reconcile(id, "store")).Rules(409));
    }

    [Fact]
    public async Task Chunks_with_keys_of_v3_are_not_described_in_v2()
    {
        var folder = WrittenImage.Write(Path.Join(NewFolder(), "x.zarr"), Plain());
        await Refused(folder, "0.4", ["chunk-keys-not-in-v2"]);
    }

    [Fact]
    public async Task What_a_version_has_no_words_for_is_refused_with_the_reasons()
    {
        var folder = WrittenImage.Write(Path.Join(NewFolder(), "x.zarr"));
        var id = (await Api.ImportImages(folder))[0];
        var before = StoreCalls.Contents(folder);
        var problem = (await Api.Writeback(id, "0.5")).IsProblem(409);
        Assert.Equal("/problems/not-expressible", (string)problem["type"]!);
        Assert.NotEmpty(problem["errors"]!.AsArray());
        Assert.Equal(before, StoreCalls.Contents(folder));
    }

    [Fact]
    public async Task A_level_that_lies_in_another_place_is_refused()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        var id = (await Api.ImportImages(folder))[0];
        var image = (await Api.Get($"/v1/images/{id}")).Is(200);
        var levels = image.Json["levels"]!.DeepClone();
        levels[2]!["path"] = "elsewhere";
        (await Api.Patch($"/v1/images/{id}", image.ETag, new JsonObject { ["levels"] = levels })).Is(200);
        var before = StoreCalls.Contents(folder);

        var error = Assert.Single((await Api.Writeback(id)).IsProblem(409)["errors"]!.AsArray())!;

        Assert.Equal(("/levels/2", "level-elsewhere"), ((string)error["pointer"]!, (string)error["rule"]!));
        Assert.Equal(before, StoreCalls.Contents(folder));
    }

    [Theory]
    [InlineData("\"fill_value\": 0.0", "\"fill_value\": 1.0", "array-differs")]
    [InlineData("{", "", "level-missing")]
    public async Task The_document_of_an_array_that_is_another_now_is_not_overwritten(
        string before, string after, string rule)
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        var id = (await Api.ImportImages(folder))[0];
        Folders.Edit(Path.Join(folder, "1", ".zarray"), before, after);
        var contents = StoreCalls.Contents(folder);
        Assert.Equal([rule], (await Api.Writeback(id)).Rules(409));
        Assert.Equal([rule], (await Api.Reconcile(id, "catalog")).Rules(409));
        Assert.Equal(contents, StoreCalls.Contents(folder));
    }

    [Fact]
    public async Task A_group_with_several_images_is_not_written_for_one()
    {
        var ome = Plain();
        ome["multiscales"]!.AsArray().Add(ome["multiscales"]![0]!.DeepClone());
        var folder = WrittenImage.Write(Path.Join(NewFolder(), "x.zarr"), ome);
        await Refused(folder, null, ["group-shared"]);
    }

    [Fact]
    public async Task A_document_that_is_a_link_is_not_replaced()
    {
        var folder = WrittenImage.Write(Path.Join(NewFolder(), "x.zarr"), Plain());
        File.Move(Path.Join(folder, "zarr.json"), Path.Join(folder, "real.json"));
        File.CreateSymbolicLink(Path.Join(folder, "zarr.json"), "real.json");
        await Refused(folder, null, ["document-linked"]);
    }

    [Fact]
    public async Task A_label_image_that_lies_in_another_place_is_refused()
    {
        var folder = LabelledImage.Write(Path.Join(NewFolder(), "x.zarr"));
        var ids = await Api.ImportImages(folder);
        var labels = new JsonArray(new JsonObject { ["path"] = "other", ["image"] = ids[1] });
        var image = (await Api.Get($"/v1/images/{ids[0]}")).Is(200);
        (await Api.Patch($"/v1/images/{ids[0]}", image.ETag, new JsonObject { ["labels"] = labels })).Is(200);
        Assert.Equal(["label-elsewhere"], (await Api.Writeback(ids[0])).Rules(409));
    }

    /// <summary>An image that says nothing that only 0.6 can say.</summary>
    private static JsonNode Plain()
    {
        var ome = WrittenImage.Ome();
        ome["multiscales"]![0]!.AsObject().Remove("coordinateTransformations");
        ome["multiscales"]![0]!["coordinateSystems"]!.AsArray().RemoveAt(1);
        return ome;
    }

    private async Task Refused(string folder, string? ome, string[] rules)
    {
        var id = (await Api.ImportImages(folder))[0];
        await Api.Rescale(id, 0, 2, 3);
        var before = StoreCalls.Contents(folder);
        Assert.Equal(rules, (await Api.Writeback(id, ome)).Rules(409));
        Assert.Equal(before, StoreCalls.Contents(folder));
    }
}
