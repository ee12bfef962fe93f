using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Writeback;

public sealed class ReconcileTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task The_catalog_is_kept_in_the_stores_own_version_and_layout()
    {
        var (folder, id) = await Drifted();

        var answer = (await Api.Reconcile(id, "catalog")).Is(200);

        Assert.Equal(
            ["zarr.json"],
            answer.Json["writeback"]!["written"]!.AsArray().Select(document => (string)document!["path"]!));
        Assert.Equal("0.5", (string)answer.Json["writeback"]!["ome"]!);
        Assert.Equal(0.25, Documents.Scale(Documents.OmeOfFolder(folder), 1)[2]);
        await Reconciled(folder, id, answer);
    }

    [Fact]
    public async Task The_store_is_kept_by_one_commit()
    {
        var (folder, id) = await Drifted();
        var before = StoreCalls.Contents(folder);

        var answer = (await Api.Reconcile(id, "store")).Is(200);

        Assert.Null(answer.Json["writeback"]);
        Assert.Equal(before, StoreCalls.Contents(folder));
        Assert.Equal(0.75, Documents.Scale(await Api.Ome("0.5", id), 1)[1]);
        await Reconciled(folder, id, answer);
    }

    [Fact]
    public async Task A_dry_run_changes_neither_side()
    {
        var (folder, id) = await Drifted();
        var contents = StoreCalls.Contents(folder);
        var image = (await Api.Get($"/v1/images/{id}")).Is(200);

        var told = (await Api.Reconcile(id, "catalog", "?dryRun=true")).Is(200).Json["writeback"]!["written"]!;
        Assert.NotEmpty(told.AsArray());
        (await Api.Reconcile(id, "store", "?dryRun=true")).Is(200);

        Assert.Equal(contents, StoreCalls.Contents(folder));
        Assert.Equal(image.Text, (await Api.Get($"/v1/images/{id}")).Is(200).Text);
        Assert.NotEmpty(await Api.Drift(id));
    }

    [Fact]
    public async Task A_label_image_that_is_new_in_the_store_is_taken_over_with_it()
    {
        var folder = LabelledImage.Write(Path.Join(NewFolder(), "x.zarr"));
        var id = (await Api.ImportImages(folder))[0];
        var link = (await Api.Get($"/v1/images/{id}")).Is(200).Json["labels"]![0]!;
        LabelledImage.WriteLabel(folder, "more");
        var list = Documents.Read(folder, "labels/zarr.json");
        list["attributes"]!["ome"]!["labels"]!.AsArray().Add("more");
        File.WriteAllText(Path.Join(folder, "labels", "zarr.json"), list.ToJsonString());
        Assert.Equal(["labels/zarr.json /attributes/ome/labels"], await Api.Drift(id));

        var image = (await Api.Reconcile(id, "store")).Is(200).Json["image"]!;

        Assert.True(JsonNode.DeepEquals(link, image["labels"]![0]));
        Assert.Equal("more", (string)image["labels"]![1]!["path"]!);
        var more = (await Api.Get($"/v1/images/{image["labels"]![1]!["image"]}")).Is(200).Json;
        Assert.Equal(id, (string)more["labelOf"]!);
        Assert.Empty(await Api.Drift(id));
        Assert.Equal(0, (await Api.Import(folder)).Counts().Registered);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_is_not_taken_over_but_can_be_written_anew()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        var id = (await Api.ImportImages(folder))[0];
        var metadata = await Api.MetadataOme("0.5", id);
        File.WriteAllText(Path.Join(folder, "zarr.json"), "{\"zarr_format\": 3, ");

        Assert.Contains("json-truncated", (await Api.Reconcile(id, "store")).Rules(409));
        (await Api.Reconcile(id, "catalog")).Is(200);

        Assert.Empty(await Api.Drift(id));
        Assert.True(JsonNode.DeepEquals(metadata, Documents.OmeOfFolder(folder)));
    }

    /// <summary>An image that was edited in the catalog and in its store, and that an import found so.</summary>
    private async Task<(string Folder, string Id)> Drifted()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        var id = (await Api.ImportImages(folder))[0];
        await Api.Rescale(id, 1, 1, 0.5, 0.25, 0.25);
        Folders.Edit(Path.Join(folder, "zarr.json"), "0.5002025531914894", "0.75");
        Assert.Equal((1, 0, 0, 0, 1, 0), (await Api.Import(folder)).Counts());
        Assert.Contains("source-drifted", await Diagnostics(id));
        return (folder, id);
    }

    private async Task Reconciled(string folder, string id, Answer answer)
    {
        var image = (await Api.Get($"/v1/images/{id}")).Is(200);
        Assert.Equal(image.ETag, answer.ETag);
        Assert.NotNull(answer["Change"]);
        Assert.True(JsonNode.DeepEquals(image.Json, answer.Json["image"]));
        Assert.DoesNotContain("source-drifted", await Diagnostics(id));
        Assert.Empty(await Api.Drift(id));
        Assert.Equal((1, 0, 0, 1, 0, 0), (await Api.Import(folder)).Counts());
        Folders.Edit(Path.Join(folder, "zarr.json"), "0.3603981534640209", "0.125");
        Assert.Equal((1, 0, 1, 0, 0, 0), (await Api.Import(folder)).Counts());
    }

    private async Task<string[]> Diagnostics(string id) =>
    [
        .. (await Api.Get($"/v1/images/{id}")).Is(200).Json["view"]!["diagnostics"]!.AsArray()
            .Select(found => (string)found!["rule"]!),
    ];
}
