using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Writeback;

public sealed class WritebackTests(RunningSilo silo) : SiloTests(silo)
{
    [Theory]
    [InlineData(ConformanceFolder.Idr04, "0.4", "consolidated")]
    [InlineData(ConformanceFolder.Idr04, "0.4", "distributed")]
    [InlineData(ConformanceFolder.Idr04, "0.5", "consolidated")]
    [InlineData(ConformanceFolder.Idr04, "0.6", "distributed")]
    [InlineData(ConformanceFolder.Idr05, "0.5", "consolidated")]
    [InlineData(ConformanceFolder.Idr05, "0.5", "distributed")]
    [InlineData(ConformanceFolder.Idr05, "0.6", "consolidated")]
    [InlineData(ConformanceFolder.Idr05, "0.6", "distributed")]
    public async Task What_was_edited_stands_in_the_store_and_reads_back_the_same(
        string source, string ome, string layout)
    {
        var folder = NewCopy(ConformanceFolder.Of(source));
        var id = (await Api.ImportImages(folder))[0];
        var scale = Documents.Scale(await Api.Ome("0.5", id), 1);
        scale[^1] = 0.123456789012345678;
        await Api.Rescale(id, 1, scale);

        var answer = (await Api.Writeback(id, ome, layout)).Is(200).Json;

        Assert.Equal((ome, layout), ((string)answer["ome"]!, (string)answer["layout"]!));
        Assert.Empty(answer["differences"]!.AsArray());
        Assert.Empty(await Api.Drift(id));
        var copy = await Api.ImportImages(NewCopy(folder));
        foreach (var asked in (string[])["0.5", "0.6"])
        {
            Assert.True(JsonNode.DeepEquals(await Api.MetadataOme(asked, id), await Api.MetadataOme(asked, copy[0])));
            Assert.Equal(scale[^1], Documents.Scale(await Api.MetadataOme(asked, copy[0]), 1)[^1]);
        }

        Assert.Equal(ome, (string)(await Api.Get($"/v1/images/{copy[0]}")).Is(200).Json["omeVersion"]!);
        var found = (await Api.Get($"/v1/images/{copy[0]}")).Json["diagnostics"]!.AsArray()
            .Select(diagnostic => (string)diagnostic!["rule"]!);
        Assert.Equal(layout == "distributed", found.Contains("layout-distributed"));
    }

    [Fact]
    public async Task The_next_import_does_not_take_our_own_writing_for_a_change()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        var id = (await Api.ImportImages(folder))[0];
        await Api.Rescale(id, 1, 1, 0.5, 0.25, 0.25);
        (await Api.Writeback(id)).Is(200);

        Assert.Equal((1, 0, 0, 1, 0, 0), (await Api.Import(folder)).Counts());

        // What changes there from now on is taken over again: nothing was edited since.
        Folders.Edit(Path.Join(folder, "zarr.json"), "0.25", "0.125");
        Assert.Equal((1, 0, 1, 0, 0, 0), (await Api.Import(folder)).Counts());
    }

    [Fact]
    public async Task The_old_documents_lie_beside_the_new_ones_and_chunks_are_not_touched()
    {
        var folder = WrittenImage.Write(Path.Join(NewFolder(), "x.zarr"));
        var before = StoreCalls.Contents(folder);
        var id = (await Api.ImportImages(folder))[0];
        await Api.Rescale(id, 0, 2, 3);

        var answer = (await Api.Writeback(id)).Is(200).Json;

        var written = Assert.Single(answer["written"]!.AsArray())!;
        Assert.Equal("zarr.json", (string)written["path"]!);
        Assert.Equal(["0/zarr.json", "1/zarr.json"], answer["unchanged"]!.AsArray().Select(path => (string)path!));
        var after = StoreCalls.Contents(folder);
        Assert.Equal(before["zarr.json"], after[(string)written["kept"]!]);
        Assert.Equal(
            before.Where(file => file.Key != "zarr.json"),
            after.Where(file => file.Key != "zarr.json" && file.Key != (string)written["kept"]!));
        Assert.Equal(
            "cells", (string)Documents.Read(folder, "zarr.json")["attributes"]!["specimen"]!);
    }

    [Fact]
    public async Task Beside_the_old_document_the_new_one_shows_what_is_new()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        var id = (await Api.ImportImages(folder))[0];
        await Api.Rescale(id, 1, 1, 0.65, 0.65);

        var kept = (string)(await Api.Writeback(id)).Is(200).Json["written"]![0]!["kept"]!;

        string[] Lines(string name) => [.. File.ReadLines(Path.Join(folder, name)).Select(line => line.Trim(' ', ','))];
        Assert.Equal(
            ["0.65", "0.65", "\"name\": \"10501752\""],
            Lines(".zattrs").Where(line => !Lines(kept).Contains(line)));
    }

    [Fact]
    public async Task An_array_that_says_that_it_has_no_attributes_is_left_alone()
    {
        var folder = WrittenImage.Write(Path.Join(NewFolder(), "x.zarr"));
        Folders.Edit(Path.Join(folder, "0", "zarr.json"), "{\"stain\":\"DAPI\"}", "{}");
        var id = (await Api.ImportImages(folder))[0];
        Assert.Empty((await Api.Writeback(id)).Written());
    }

    [Fact]
    public async Task What_is_written_already_is_not_written_again()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        var id = (await Api.ImportImages(folder))[0];
        Assert.NotEmpty((await Api.Writeback(id, "0.5", "distributed")).Written());
        var before = StoreCalls.Contents(folder);

        Assert.Empty((await Api.Writeback(id, "0.5", "distributed")).Written());

        Assert.Equal(before, StoreCalls.Contents(folder));
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_written_and_writes_nothing()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        var id = (await Api.ImportImages(folder))[0];
        var before = StoreCalls.Contents(folder);

        var told = (await Api.Writeback(id, "0.5", "consolidated", "?dryRun=true")).Written();

        Assert.Equal(before, StoreCalls.Contents(folder));
        Assert.Equal(told, (await Api.Writeback(id, "0.5", "consolidated")).Written());
        Assert.Contains("0/zarr.json", told);
    }

    [Fact]
    public async Task Documents_of_v3_beside_those_of_v2_lead_to_the_same_chunks()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        byte[] chunk = [4, 2];
        Directory.CreateDirectory(Path.Join(folder, "3", "0", "0"));
        File.WriteAllBytes(Path.Join(folder, "3", "0", "0", "0"), chunk);
        var id = (await Api.ImportImages(folder))[0];
        (await Api.Writeback(id, "0.5")).Is(200);

        var copy = (await Api.ImportImages(NewCopy(folder)))[0];

        Assert.Equal(3, (int)Documents.Read(folder, "3/zarr.json")["zarr_format"]!);
        Assert.Equal(2, (int)Documents.Read(folder, "3/.zarray")["zarr_format"]!);
        Assert.Equal(chunk, (await Api.Get($"/zarr/0.5/{copy}.zarr/3/0/0/0")).Is(200).Bytes);

        // Both formats are kept up, each by its own writeback.
        await Api.Rescale(copy, 3, 1, 7, 7);
        (await Api.Writeback(copy, "0.4")).Is(200);
    }

    [Fact]
    public async Task Where_documents_of_both_formats_lie_those_of_the_other_are_told_to_be_stale()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        var id = (await Api.ImportImages(folder))[0];
        (await Api.Writeback(id, "0.5")).Is(200);
        await Api.Rescale(id, 3, 1, 7, 7);

        var stale = (await Api.Writeback(id, "0.4")).Is(200).Json["differences"]!.AsArray();

        Assert.Equal(
            ["zarr.json /attributes/ome/multiscales/0/datasets/3/coordinateTransformations"],
            stale.Select(found => $"{found!["path"]} {found["pointer"]}"));
        Assert.NotEmpty(await Api.Drift(id));

        // The import reads those, and must not take them over.
        Assert.Equal(0, (await Api.Import(folder)).Counts().Updated);
        Assert.Empty((await Api.Writeback(id, "0.5")).Is(200).Json["differences"]!.AsArray());
        Assert.Empty(await Api.Drift(id));
    }

    [Fact]
    public async Task Attributes_of_arrays_groups_and_label_lists_that_are_not_OMEs_stay()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        File.WriteAllText(Path.Join(folder, "0", ".zattrs"), """{"stain": "DAPI"}""");
        Folders.Edit(Path.Join(folder, "labels", ".zattrs"), "{", """{"curator": "me", """);
        var id = (await Api.ImportImages(folder))[0];
        await Api.Rescale(id, 0, 1, 5, 5);
        var labels = Documents.Read(folder, "labels/.zattrs");

        (await Api.Writeback(id, "0.4", "distributed")).Is(200);
        var distributed = Documents.Read(folder, "0/.zattrs");
        (await Api.Writeback(id, "0.4", "consolidated")).Is(200);

        Assert.Equal("DAPI", (string)distributed["stain"]!);
        Assert.NotNull(distributed["coordinateTransformations"]);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"stain": "DAPI"}"""), Documents.Read(folder, "0/.zattrs")));
        Assert.Equal("{}", JsonNode.Parse(File.ReadAllText(Path.Join(folder, "1", ".zattrs")))!.ToJsonString());
        Assert.True(JsonNode.DeepEquals(labels, Documents.Read(folder, "labels/.zattrs")));
        Assert.Empty(await Api.Drift(id));
    }

    [Fact]
    public async Task A_label_image_is_written_by_itself_and_listed_by_its_image()
    {
        var folder = LabelledImage.Write(Path.Join(NewFolder(), "x.zarr"));
        var ids = await Api.ImportImages(folder);
        var image = (await Api.Get($"/v1/images/{ids[0]}")).Is(200);
        var label = (string)Assert.Single(image.Json["labels"]!.AsArray())!["path"]!;
        await Api.Rescale(ids[1], 0, 9, 9, 9, 9);

        Assert.Equal(["zarr.json"], (await Api.Writeback(ids[1])).Written());
        Assert.Equal(9, Documents.Scale(Documents.OmeOfFolder(Path.Join(folder, "labels", label)), 0)[0]);

        (await Api.Patch($"/v1/images/{ids[0]}", image.ETag, new JsonObject { ["labels"] = new JsonArray() })).Is(200);
        Assert.Equal(["labels/zarr.json /attributes/ome/labels"], await Api.Drift(ids[0]));
        Assert.Contains("labels/zarr.json", (await Api.Writeback(ids[0])).Written());
        Assert.Empty(Documents.Read(folder, "labels/zarr.json")["attributes"]!["ome"]!["labels"]!.AsArray());
        Assert.Empty(await Api.Drift(ids[0]));
    }
}
