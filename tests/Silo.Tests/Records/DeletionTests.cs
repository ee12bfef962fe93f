using System.Text.Json.Nodes;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Records;

public sealed class DeletionTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task An_array_that_an_image_references_cannot_be_deleted()
    {
        var (image, arrays) = await NewImage();
        var address = $"/v1/arrays/{arrays[0]}";
        var tag = (await Api.Get(address)).ETag;

        await Api.StoresNothing(async () =>
        {
            var refusal = (await Api.Delete(address, tag)).IsProblem(409);
            Assert.Contains(image, (string)refusal["detail"]!, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Deleting_an_image_leaves_its_arrays()
    {
        var (image, arrays) = await NewImage();

        var deleted = (await Api.Delete($"/v1/images/{image}", "\"1-0\"")).Is(200);

        Assert.NotNull(deleted["Change"]);
        Assert.Empty(deleted.Json["pendingViews"]!.AsArray());
        (await Api.Get($"/v1/images/{image}")).IsProblem(404);
        (await Api.Get($"/zarr/0.5/{image}.zarr/zarr.json")).IsProblem(404);
        foreach (var array in arrays)
        {
            Assert.Empty((await Api.Get($"/v1/arrays/{array}")).Is(200).Json["referencedBy"]!.AsArray());
            (await Api.Delete($"/v1/arrays/{array}", "*")).Is(200);
        }
    }

    [Fact]
    public async Task A_cascade_takes_the_arrays_that_no_other_image_references()
    {
        var (image, arrays) = await NewImage();
        var other = (string)(await Api.Post("/v1/images", Drafts.Image(null, arrays[1]))).Is(201).Json["id"]!;
        var mark = await Api.Mark();

        (await Api.Delete($"/v1/images/{image}?cascade=true", "*")).Is(200);

        (await Api.Get($"/v1/images/{image}")).Is(404);
        (await Api.Get($"/v1/arrays/{arrays[0]}")).Is(404);
        (await Api.Get($"/v1/arrays/{arrays[1]}")).Is(200);
        (await Api.Get($"/zarr/0.5/{other}.zarr/zarr.json")).Is(200);
        var entries = await Api.Since(mark);
        Assert.Equal(
            new[] { $"array {arrays[0]} 2", $"image {image} 2" },
            entries.Select(entry => $"{entry["kind"]} {entry["id"]} {entry["version"]}").Order());
    }

    [Fact]
    public async Task An_id_that_is_used_again_goes_on_counting_versions()
    {
        var (id, array) = (NewName(), NewName());
        var (address, draft) = ($"/v1/images/{id}", Drafts.Image(id, Drafts.Array(array)));
        var first = (await Api.Put(address, draft)).Is(201);
        (await Api.Delete($"{address}?cascade=true", first.ETag)).Is(200);

        var again = (await Api.Put(address, Drafts.Image(id, Drafts.Array(array, pixel: 7)))).Is(201);

        Assert.Equal(3, (long)again.Json["version"]!);
        Assert.True((long)again.Json["view"]!["revision"]! > (long)first.Json["view"]!["revision"]!);
        Assert.Equal(3, (long)again.Json["view"]!["arrayVersions"]![array]!);
        var history = (await Api.Get($"{address}/history")).Is(200).Json["items"]!.AsArray();
        Assert.Equal([3L, 2L, 1L], history.Select(entry => (long)entry!["version"]!));
        (await Api.Get($"{address}?version=2")).IsProblem(404);
        Assert.Equal(1, (long)(await Api.Get($"{address}?version=1")).Is(200).Json["version"]!);
        var ome = (await Api.Get($"/zarr/0.5/{id}.zarr/zarr.json")).Is(200).Json["attributes"]!["ome"]!;
        Assert.Equal(7, Imports.Documents.Scale(ome, 0)[0]);
        (await Api.Patch(address, first.ETag, new JsonObject { ["name"] = "late" })).IsProblem(412);
    }

    [Fact]
    public async Task The_history_of_what_was_deleted_stays()
    {
        var address = (await Api.Post("/v1/arrays", Drafts.Array())).Is(201)["Location"]!;
        var record = (await Api.Get(address)).Json;
        (await Api.Delete($"{address}?reason=not%20needed", "*")).Is(200);

        (await Api.Get(address)).IsProblem(404);
        var history = (await Api.Get($"{address}/history")).Is(200).Json["items"]!.AsArray();
        Assert.Equal("not needed", (string)history[0]!["reason"]!);
        (await Api.Get($"{address}?asOf={Uri.EscapeDataString((string)record["updatedAt"]!)}")).Is(200);
        (await Api.Get($"{address}?asOf={Uri.EscapeDataString((string)history[0]!["at"]!)}")).IsProblem(404);
    }

    [Fact]
    public async Task The_default_dataset_stays_and_so_does_one_with_records()
    {
        var dataset = (string)(await Api.Post("/v1/datasets", new JsonObject())).Is(201).Json["id"]!;
        var array = Drafts.Array();
        array["dataset"] = dataset;
        var made = (await Api.Post("/v1/arrays", array)).Is(201);

        await Api.StoresNothing(async () =>
        {
            (await Api.Delete("/v1/datasets/default", "*")).IsProblem(409);
            (await Api.Delete($"/v1/datasets/{dataset}", "*")).IsProblem(409);
        });

        (await Api.Delete(made["Location"]!, "*")).Is(200);
        (await Api.Delete($"/v1/datasets/{dataset}", "*")).Is(200);
    }

    [Fact]
    public async Task A_source_whose_image_was_deleted_is_registered_anew()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        var first = Assert.Single(await Imports.Importing.ImportImages(Api, folder));
        (await Api.Delete($"/v1/images/{first}?cascade=true", "*")).Is(200);

        var status = await Imports.Importing.Import(Api, folder);

        Assert.Equal((1, 1, 0, 0, 0, 0), Imports.Importing.Counts(status));
        (await Api.Get($"/v1/images/{Imports.Importing.Images(status)[0]}")).Is(200);
    }

    /// <summary>A new image with two levels.</summary>
    private async Task<(string Image, string[] Arrays)> NewImage()
    {
        var (image, first, second) = (NewName(), NewName(), NewName());
        (await Api.Post("/v1/images", Drafts.Image(image, Drafts.Array(first), Drafts.Array(second, 1)))).Is(201);
        return (image, [first, second]);
    }
}
