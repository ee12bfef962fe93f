using System.Text.Json.Nodes;
using OmeNgff.Silo.Demo;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Imports;

public sealed class AwkwardSourceTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task Folders_whose_names_have_signs_of_addresses_are_imported_and_resolved()
    {
        var folder = NewFolder();
        foreach (var name in (string[])["a#1.zarr", "50%.zarr", "a%20b.zarr", "mit Leer zeichen ü.zarr"])
        {
            Folders.Copy(ConformanceFolder.Of(ConformanceFolder.Idr05), Path.Join(folder, name));
        }

        var images = await Api.ImportImages(folder);

        Assert.Equal(4, images.Length);
        var found = (await Api.Get(
            $"/v1/resolve?ref={Uri.EscapeDataString(Path.Join(folder, "a%20b.zarr"))}")).Is(200).Json["items"]!;
        Assert.Contains(found.AsArray(), item => (string)item!["name"]! == "a%20b");
        Assert.Equal(images.Order(), (await Api.ImportImages(folder)).Order());
    }

    [Fact]
    public async Task Links_in_a_circle_end_and_a_folder_found_twice_counts_once()
    {
        var folder = NewFolder();
        Folders.Copy(ConformanceFolder.Of(ConformanceFolder.Idr05), Path.Join(folder, "image.zarr"));
        Directory.CreateSymbolicLink(Path.Join(folder, "again.zarr"), Path.Join(folder, "image.zarr"));
        for (var link = 0; link < 8; link++)
        {
            Directory.CreateSymbolicLink(Path.Join(folder, $"circle-{link}"), folder);
        }

        Assert.Equal((1, 1, 0, 0, 0, 0), (await Api.Import(folder)).Counts());
    }

    [Fact]
    public async Task A_label_image_that_was_deleted_and_is_imported_again_takes_its_old_place()
    {
        var folder = await SampleImage.Write(NewFolder(), null, CancellationToken.None);
        var before = await Api.ImportImages(folder);
        (await Api.Delete($"/v1/images/{before[1]}", "*")).Is(200);

        var after = await Api.ImportImages(folder);

        Assert.Equal(before[0], after[0]);
        Assert.NotEqual(before[1], after[1]);
        var labels = (await Api.Get($"/v1/images/{before[0]}")).Is(200).Json["labels"]!.AsArray();
        Assert.Equal(after[1], (string)Assert.Single(labels)!["image"]!);
        (await Api.Get($"/zarr/0.5/{before[0]}.zarr/labels/nuclei/zarr.json")).Is(200);
    }

    [Fact]
    public async Task A_change_of_a_label_in_the_source_is_no_edit_of_its_image()
    {
        var folder = await SampleImage.Write(NewFolder(), null, CancellationToken.None);
        await Api.ImportImages(folder);
        Folders.Edit(Path.Join(folder, "labels", "nuclei", "zarr.json"), "Every second or fourth voxel.", "Strided.");
        Assert.Equal((2, 0, 1, 1, 0, 0), (await Api.Import(folder)).Counts());
        Folders.Edit(Path.Join(folder, "zarr.json"), "\"Membrane\"", "\"Wall\"");
        Assert.Equal((2, 0, 1, 1, 0, 0), (await Api.Import(folder)).Counts());
    }

    [Fact]
    public async Task A_label_image_imported_by_its_own_address_is_the_one_that_its_image_links()
    {
        var folder = await SampleImage.Write(NewFolder(), null, CancellationToken.None);
        var images = await Api.ImportImages(folder);
        var label = Path.Join(folder, "labels", "nuclei");
        Assert.Equal([images[1]], await Api.ImportImages(label));

        Folders.Edit(Path.Join(label, "zarr.json"), "Every second or fourth voxel.", "Strided.");
        Assert.Equal((1, 0, 1, 0, 0, 0), (await Api.Import(label)).Counts());
        var record = (await Api.Get($"/v1/images/{images[1]}")).Is(200).Json;
        Assert.Equal(images[0], (string)record["labelOf"]!);
    }

    [Fact]
    public async Task A_label_listed_twice_is_imported_once()
    {
        var folder = await SampleImage.Write(NewFolder(), null, CancellationToken.None);
        var list = Path.Join(folder, "labels", "zarr.json");
        var document = JsonNode.Parse(await File.ReadAllTextAsync(list))!;
        document["attributes"]!["ome"]!["labels"] = new JsonArray("nuclei", "nuclei");
        await File.WriteAllTextAsync(list, document.ToJsonString());
        Assert.Equal((2, 2, 0, 0, 0, 0), (await Api.Import(folder)).Counts());
    }
}
