using System.Text.Json.Nodes;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Records;

public sealed class RegistrationTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task An_image_and_its_inline_arrays_are_one_commit()
    {
        var (id, first) = (NewName(), NewName());
        var mark = await Api.Mark();

        var made = (await Api.Post(
            "/v1/images", Drafts.Image(id, Drafts.Array(first), Drafts.Array(pixel: 1, size: 256)))).Is(201);

        var levels = made.Json["levels"]!.AsArray().Select(level => (string)level!["array"]!).ToList();
        Assert.Equal(first, levels[0]);
        Assert.All(levels, array => Assert.Equal(1L, (long)made.Json["view"]!["arrayVersions"]![array]!));
        var entries = await Api.Since(mark);
        Assert.Equal(
            new[] { $"array {levels[0]}", $"array {levels[1]}", $"image {id}" }.Order(),
            entries.Select(entry => $"{entry["kind"]} {entry["id"]}").Order());
        Assert.Equal(made["Change"], (string)entries[^1]["change"]!);
        Assert.Single(entries.Select(entry => (string)entry["at"]!).Distinct());
        var ome = (await Api.Get($"/zarr/0.5/{id}.zarr/zarr.json")).Is(200).Json["attributes"]!["ome"]!;
        Assert.Equal([0.5, 1.0], Enumerable.Range(0, 2).Select(level => Imports.Documents.Scale(ome, level)[0]));
    }

    [Fact]
    public async Task When_one_inline_array_is_wrong_none_is_stored_and_the_pointer_leads_to_it()
    {
        var wrong = Drafts.Array(pixel: 1);
        wrong["coordinateTransformations"] = new JsonArray(Drafts.Scale(1, 1, 1));

        await Api.StoresNothing(async () =>
            (await Api.Post("/v1/images", Drafts.Image(NewName(), Drafts.Array(NewName()), wrong))).IsRefusal(
                "/levels/1/array/coordinateTransformations/0/scale", "transformation-rank-mismatch"));
    }

    [Fact]
    public async Task An_unknown_field_of_an_inline_array_is_refused_with_its_pointer()
    {
        var wrong = Drafts.Array();
        wrong["chunks"] = new JsonArray(1, 1);

        await Api.StoresNothing(async () =>
            (await Api.Post("/v1/images", Drafts.Image(NewName(), Drafts.Array(NewName()), wrong)))
                .IsRefusal("/levels/1/array/chunks", "json-mismatch"));
    }

    [Fact]
    public async Task Arrays_that_exist_are_referenced_and_their_tag_tells()
    {
        var array = (await Api.Post("/v1/arrays", Drafts.Array())).Is(201);
        var id = (string)array.Json["id"]!;

        var image = (await Api.Post("/v1/images", Drafts.Image(null, id))).Is(201).Json;

        var referenced = (await Api.Get($"/v1/arrays/{id}", ("If-None-Match", array.ETag))).Is(200).Json;
        Assert.Equal([(string)image["id"]!], referenced["referencedBy"]!.AsArray().Select(by => (string)by!));
        Assert.Equal(1, (long)referenced["version"]!);
    }

    [Fact]
    public async Task An_image_of_an_array_that_does_not_exist_is_refused() => await Api.StoresNothing(async () =>
        (await Api.Post("/v1/images", Drafts.Image(null, Drafts.Array(), NewName())))
            .IsRefusal("/levels/1/array", "array-unknown"));

    [Fact]
    public async Task The_same_inline_id_twice_is_refused()
    {
        var id = NewName();

        await Api.StoresNothing(async () =>
            (await Api.Post("/v1/images", Drafts.Image(null, Drafts.Array(id), Drafts.Array(id, 1)))).IsProblem(400));
    }

    [Fact]
    public async Task An_id_that_is_taken_is_409_and_nothing_is_stored()
    {
        var (image, array) = (NewName(), NewName());
        (await Api.Post("/v1/images", Drafts.Image(image, Drafts.Array(array)))).Is(201);

        await Api.StoresNothing(async () =>
        {
            (await Api.Post("/v1/images", Drafts.Image(image, Drafts.Array()))).IsProblem(409);
            (await Api.Post("/v1/images", Drafts.Image(null, Drafts.Array(array)))).IsProblem(409);
            (await Api.Post("/v1/arrays", Drafts.Array(array))).IsProblem(409);
        });
    }

    [Fact]
    public async Task An_unknown_dataset_is_refused()
    {
        var array = Drafts.Array();
        array["dataset"] = NewName();

        await Api.StoresNothing(async () =>
            (await Api.Post("/v1/arrays", array)).IsRefusal("/dataset", "dataset-unknown"));
    }

    [Fact]
    public async Task Records_without_a_name_are_named_after_their_path()
    {
        var image = Drafts.Image(null, Drafts.Array());
        image.Remove("name");
        image["location"] = new JsonObject { ["store"] = "file:///data/brain.ome.zarr/", ["path"] = "" };

        Assert.Equal("brain", (string)(await Api.Post("/v1/images", image)).Is(201).Json["name"]!);
    }

    [Fact]
    public async Task A_level_is_placed_by_its_array_and_the_reference_together()
    {
        var image = Drafts.Image(NewName(), Drafts.Array(), Drafts.Array(pixel: 0.25));
        image["levels"]![1]!["coordinateTransformations"] = new JsonArray(Drafts.Scale(4, 8));

        (await Api.Post("/v1/images", image)).Is(201);

        var ome = (await Api.Get($"/zarr/0.5/{image["id"]}.zarr/zarr.json")).Is(200).Json["attributes"]!["ome"]!;
        var scale = Imports.Documents.Scale(ome, 1);
        Assert.Equal([1, 2], scale);
    }

    [Fact]
    public async Task An_image_whose_arrays_disagree_in_their_axes_is_refused()
    {
        var other = Drafts.Array(pixel: 1);
        other["axes"] = new JsonArray(Drafts.Axis("x"), Drafts.Axis("y"));
        var array = (string)(await Api.Post("/v1/arrays", Drafts.Array())).Is(201).Json["id"]!;

        await Api.StoresNothing(async () =>
        {
            var error = Assert.Single((await Api.Post("/v1/images", Drafts.Image(null, array, other)))
                .IsProblem(400)["errors"]!.AsArray())!;
            Assert.Equal("axes-disagree", (string)error["rule"]!);
            Assert.StartsWith("/levels/1", (string)error["pointer"]!, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task An_array_cannot_be_changed_so_that_it_disagrees_with_its_image()
    {
        var id = NewName();
        (await Api.Post("/v1/images", Drafts.Image(null, Drafts.Array(), Drafts.Array(id, 1)))).Is(201);
        var tag = (await Api.Get($"/v1/arrays/{id}")).ETag;

        await Api.StoresNothing(async () =>
        {
            var patch = new JsonObject { ["axes"] = new JsonArray(Drafts.Axis("z"), Drafts.Axis("x")) };
            var refusal = (await Api.Patch($"/v1/arrays/{id}", tag, patch)).IsProblem(409);
            Assert.Equal("/problems/contradicts-image", (string)refusal["type"]!);
            Assert.Contains(refusal["errors"]!.AsArray(), error => (string)error!["rule"]! == "axes-disagree");
        });
    }
}
