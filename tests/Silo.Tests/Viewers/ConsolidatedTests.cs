using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Viewers;

/// <summary>One request tells all documents of an image; a reader takes what is not among the copies for absent.</summary>
public sealed class ConsolidatedTests(RunningSilo silo, SampleFolder sample) : SiloTests(silo), IClassFixture<SampleFolder>
{
    private static readonly string[] V2 =
    [
        ".zattrs", ".zgroup", "0/.zarray", "1/.zarray", "2/.zarray", "labels/.zattrs", "labels/.zgroup",
        "labels/nuclei/.zattrs", "labels/nuclei/.zgroup", "labels/nuclei/0/.zarray", "labels/nuclei/1/.zarray",
        "labels/nuclei/2/.zarray",
    ];

    private static readonly string[] V3 =
    [
        "0", "1", "2", "labels", "labels/nuclei", "labels/nuclei/0", "labels/nuclei/1", "labels/nuclei/2",
    ];

    [Fact]
    public async Task Zmetadata_has_every_document_of_the_image_and_its_labels_as_it_is_served_alone()
    {
        var root = $"/zarr/0.4/{sample.Image}.zarr";
        var answer = (await Api.Get($"{root}/.zmetadata")).Is(200);

        Assert.Equal(1, (int)answer.Json["zarr_consolidated_format"]!);
        var copies = answer.Json["metadata"]!.AsObject();
        Assert.Equal(V2, copies.Select(copy => copy.Key));
        foreach (var (key, copy) in copies)
        {
            Assert.Equal((await Api.Get($"{root}/{key}")).Is(200).Text, copy!.ToJsonString());
        }

        (await Api.Get($"{root}/.zmetadata", ("If-None-Match", answer.ETag))).Is(304);
    }

    [Theory]
    [InlineData("0.5")]
    [InlineData("0.6")]
    [InlineData("0.5/distributed")]
    public async Task The_group_of_Zarr_v3_has_copies_of_every_document_below_it(string ome)
    {
        var root = $"/zarr/{ome}/{sample.Image}.zarr";
        var group = (await Api.Get($"{root}/zarr.json")).Is(200).Json;

        var copies = group["consolidated_metadata"]!["metadata"]!.AsObject();
        Assert.Equal(V3, copies.Select(copy => copy.Key));
        foreach (var (path, copy) in copies)
        {
            var alone = (await Api.Get($"{root}/{path}/zarr.json")).Is(200).Json.AsObject();
            alone.Remove("consolidated_metadata");
            Assert.Equal(alone.ToJsonString(), copy!.ToJsonString());
        }
    }

    [Fact]
    public async Task A_change_of_a_label_image_shows_in_the_next_copies_of_the_image()
    {
        var images = await Api.ImportImages(NewCopy(sample.Folder));
        foreach (var (ome, key) in new[] { ("0.4", ".zmetadata"), ("0.5", "zarr.json") })
        {
            var address = $"/zarr/{ome}/{images[0]}.zarr/{key}";
            var before = (await Api.Get(address)).Is(200);
            Assert.Equal(before.ETag, (await Api.Get(address)).Is(200).ETag);

            var name = $"Renamed for {ome}";
            (await Api.Patch($"/v1/images/{images[1]}", "*", new JsonObject { ["name"] = name })).Is(200);

            var after = (await Api.Get(address)).Is(200);
            Assert.NotEqual(before.ETag, after.ETag);
            Assert.Contains(name, after.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_label_image_that_is_gone_has_no_copies()
    {
        var images = await Api.ImportImages(NewCopy(sample.Folder));
        var address = $"/zarr/0.4/{images[0]}.zarr/.zmetadata";
        (await Api.Get(address)).Is(200);
        (await Api.Delete($"/v1/images/{images[1]}", "*")).Is(200);

        var copies = (await Api.Get(address)).Is(200).Json["metadata"]!.AsObject();

        Assert.DoesNotContain(copies, copy => copy.Key.StartsWith("labels/nuclei/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Label_images_lie_below_folders_and_below_each_other()
    {
        var (image, outer, inner) = (
            (await Api.ImportImages(NewCopy(sample.Folder)))[0], await New("outer"), await New("inner"));
        var labels = new JsonArray(Link("cells", outer), Link("cells/deep/nuclei", inner), Link("deep/spots", inner));
        (await Api.Patch($"/v1/images/{image}", "*", new JsonObject { ["labels"] = labels })).Is(200);
        var root = $"/zarr/0.5/{image}.zarr";

        var copies = (await Api.Get($"{root}/zarr.json")).Is(200).Json["consolidated_metadata"]!["metadata"]!.AsObject();

        Assert.Equal("outer", await Name("cells"));
        Assert.Equal("inner", await Name("cells/deep/nuclei"));
        Assert.Equal("inner", await Name("deep/spots"));
        Assert.Equal("group", (string)(await Api.Get($"{root}/labels/deep/zarr.json")).Is(200).Json["node_type"]!);
        (await Api.Get($"{root}/labels/deep/nuclei/zarr.json")).Is(404);
        foreach (var path in copies.Select(copy => copy.Key))
        {
            (await Api.Get($"{root}/{path}/zarr.json")).Is(200);
        }

        async Task<string> New(string name)
        {
            var draft = Drafts.Image(null, await Api.New("arrays", Drafts.Array()));
            draft["name"] = name;
            return await Api.New("images", draft);
        }

        async Task<string> Name(string path) => (string)(await Api.Get($"{root}/labels/{path}/zarr.json"))
            .Is(200).Json["attributes"]!["ome"]!["multiscales"]![0]!["name"]!;

        static JsonObject Link(string path, string id) => new() { ["path"] = path, ["image"] = id };
    }

    [Fact]
    public async Task Many_readers_at_once_while_a_label_image_changes_all_get_whole_copies()
    {
        var images = await Api.ImportImages(NewCopy(sample.Folder));
        var address = $"/zarr/0.5/{images[0]}.zarr/zarr.json";
        var writes = Task.Run(async () =>
        {
            for (var number = 0; number < 20; number++)
            {
                var name = $"Number {number}";
                (await Api.Patch($"/v1/images/{images[1]}", "*", new JsonObject { ["name"] = name })).Is(200);
                Assert.Contains(name, (await Api.Get(address)).Is(200).Text, StringComparison.Ordinal);
            }
        });
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            do
            {
                var copies = (await Api.Get(address)).Is(200).Json["consolidated_metadata"]!["metadata"]!.AsObject();
                Assert.Equal(V3, copies.Select(copy => copy.Key));
            }
            while (!writes.IsCompleted);
        }));
        await Task.WhenAll([writes, .. readers]);
    }
}
