using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Viewers;

public sealed class SampleImageTests(RunningSilo silo, SampleFolder sample)
    : SiloTests(silo), IClassFixture<SampleFolder>
{
    [Fact]
    public async Task A_label_image_is_an_image_of_its_own_and_linked_to_what_it_labels()
    {
        var image = (await Api.Get($"/v1/images/{sample.Image}")).Is(200).Json;
        var label = (await Api.Get($"/v1/images/{sample.Label}")).Is(200).Json;

        var link = Assert.Single(image["labels"]!.AsArray())!;
        Assert.Equal(("nuclei", sample.Label), ((string)link["path"]!, (string)link["image"]!));
        Assert.Null(image["labelOf"]);
        Assert.Equal(sample.Image, (string)label["labelOf"]!);
        Assert.Equal(["z", "y", "x"], label["view"]!["axes"]!.AsArray().Select(axis => (string)axis!["name"]!));

        // The version is that of the document, not of the record.
        var own = Documents.OmeOfFolder(Path.Join(sample.Folder, "labels", "nuclei"))["image-label"]!.AsObject();
        own.Remove("version");
        Assert.True(JsonNode.DeepEquals(own, label["imageLabel"]));
    }

    [Fact]
    public async Task A_copy_registers_the_image_and_its_label_image()
    {
        var status = await Api.Import(NewCopy(sample.Folder));

        Assert.Equal("succeeded", (string)status["state"]!);
        Assert.Equal((2, 2, 0, 0, 0, 0), status.Counts());
        Assert.Empty(status.Errors());
        var parent = (await Api.Get($"/v1/images/{status.Images()[0]}")).Is(200).Json;
        Assert.Equal(status.Images()[1], (string)parent["labels"]![0]!["image"]!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0/")]
    [InlineData("2/")]
    [InlineData("labels/")]
    [InlineData("labels/nuclei/")]
    [InlineData("labels/nuclei/1/")]
    public async Task The_documents_of_05_mean_what_the_files_mean(string node)
    {
        var recorded = Documents.Read(sample.Folder, $"{node}zarr.json");

        var served = (await Api.Get($"{sample.Root}/{node}zarr.json")).Is(200).Json;

        Assert.Equal((string)recorded["node_type"]!, (string)served["node_type"]!);
        foreach (var (name, value) in recorded.AsObject().Where(member => member.Key != "attributes"))
        {
            Assert.True(JsonNode.DeepEquals(value, served[name]), $"{name}: {served[name]}");
        }

        foreach (var (name, value) in recorded["attributes"]!.AsObject())
        {
            var other = served["attributes"]![name];
            Assert.True(JsonNode.DeepEquals(value, other), $"{name}: {other}");
        }
    }

    [Theory]
    [InlineData("0.5", "zarr.json")]
    [InlineData("0.5", "1/zarr.json")]
    [InlineData("0.4", ".zattrs")]
    [InlineData("0.4", ".zgroup")]
    [InlineData("0.4", "1/.zarray")]
    [InlineData("0.5", "2/c/1/0/0")]
    [InlineData("0.6", "zarr.json")]
    [InlineData("0.6", "1/zarr.json")]
    [InlineData("0.6", "2/c/1/0/0")]
    [InlineData("0.4", "2/1/0/0")]
    public async Task A_label_image_is_served_below_its_parent_as_alone(string ome, string key)
    {
        var alone = (await Api.Get($"/zarr/{ome}/{sample.Label}.zarr/{key}")).Is(200);
        var below = (await Api.Get($"/zarr/{ome}/{sample.Image}.zarr/labels/nuclei/{key}")).Is(200);

        Assert.Equal(alone.Bytes, below.Bytes);
        Assert.Equal(alone.ETag, below.ETag);
    }

    [Fact]
    public async Task The_list_of_labels_is_served_in_each_version()
    {
        var v04 = (await Api.Get($"/zarr/0.4/{sample.Image}.zarr/labels/.zattrs")).Is(200).Json;
        var v05 = (await Api.Get($"{sample.Root}/labels/zarr.json")).Is(200).Json["attributes"]!["ome"]!;

        Assert.Equal(["nuclei"], v04["labels"]!.AsArray().Select(name => (string)name!));
        Assert.Equal(["nuclei"], v05["labels"]!.AsArray().Select(name => (string)name!));
        var v06 = (await Api.Get($"/zarr/0.6/{sample.Image}.zarr/labels/zarr.json")).Is(200).Json["attributes"]!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"version":"0.6","labels":["nuclei"]}"""), v06["ome"]));
        (await Api.Get($"/zarr/0.4/{sample.Image}.zarr/labels/.zgroup")).Is(200);
    }

    [Fact]
    public async Task Every_chunk_has_the_bytes_of_its_file_under_the_keys_of_every_version()
    {
        var chunks = Folders.Files(sample.Folder).Select(file => Path.GetRelativePath(sample.Folder, file))
            .Where(key => Path.GetFileName(key) != "zarr.json").ToList();
        Assert.InRange(chunks.Count, 50, 200);

        foreach (var key in chunks)
        {
            var bytes = sample.File(key);
            var v05 = (await Api.Get($"{sample.Root}/{key}")).Is(200);
            var oldKey = key.Replace("/c/", "/", StringComparison.Ordinal);
            var v04 = (await Api.Get($"/zarr/0.4/{sample.Image}.zarr/{oldKey}")).Is(200);
            var v06 = (await Api.Get($"/zarr/0.6/{sample.Image}.zarr/{key}")).Is(200);
            Assert.Equal(bytes, v05.Bytes);
            Assert.Equal(bytes, v06.Bytes);
            Assert.Equal(bytes, v04.Bytes);
            Assert.Equal("application/octet-stream", v05["Content-Type"]);
            Assert.Null(v05["Content-Encoding"]);
        }
    }

    [Fact]
    public async Task Zarr_v2_says_the_same_array()
    {
        var served = (await Api.Get($"/zarr/0.4/{sample.Image}.zarr/1/.zarray")).Is(200).Json;

        var expected = JsonNode.Parse(
            """
            {"zarr_format":2,"shape":[2,16,128,128],"chunks":[1,8,128,128],"dtype":"<u2","fill_value":0,"order":"C",
             "filters":null,"dimension_separator":"/","compressor":{"id":"gzip","level":6}}
            """)!;
        expected["shape"] = Documents.Read(sample.Folder, "1/zarr.json")["shape"]!.DeepClone();
        Assert.True(JsonNode.DeepEquals(expected, served), served.ToJsonString());
    }

    [Theory]
    [InlineData("0.4", ".zattrs")]
    [InlineData("0.4", ".zgroup")]
    [InlineData("0.4", "0/.zarray")]
    [InlineData("0.5", "zarr.json")]
    [InlineData("0.5", "0/zarr.json")]
    [InlineData("0.6", "zarr.json")]
    [InlineData("0.6", "0/zarr.json")]
    public async Task The_metadata_hold_the_documents_of_the_hierarchy(string ome, string key)
    {
        var documents = (await Api.Get($"/v1/images/{sample.Image}/metadata?ome={ome}")).Is(200).Json;

        var single = (await Api.Get($"/zarr/{ome}/{sample.Image}.zarr/{key}")).Is(200).Json.AsObject();
        single.Remove("consolidated_metadata");

        Assert.True(JsonNode.DeepEquals(single, documents[key]), documents.ToJsonString());
    }

    [Theory]
    [InlineData("0.4")]
    [InlineData("0.5")]
    public async Task The_distributed_layout_has_places_with_the_arrays_alone(string ome)
    {
        var consolidated = await Api.Ome(ome, sample.Image);
        var root = $"/zarr/{ome}/distributed/{sample.Image}.zarr";
        var group = (await Api.Get($"{root}/{(ome == "0.4" ? ".zattrs" : "zarr.json")}")).Is(200).Json.AsObject();
        group.Remove("consolidated_metadata");

        Assert.DoesNotContain("coordinateTransformations", group.ToJsonString(), StringComparison.Ordinal);
        for (var level = 0; level < 3; level++)
        {
            var array = (await Api.Get($"{root}/{level}/{(ome == "0.4" ? ".zattrs" : "zarr.json")}")).Is(200).Json;
            var own = ome == "0.4" ? array : array["attributes"]!["ome"]!;
            var expected = consolidated["multiscales"]![0]!;
            Assert.True(JsonNode.DeepEquals(expected["axes"], own["axes"]), own.ToJsonString());
            Assert.True(JsonNode.DeepEquals(
                expected["datasets"]![level]!["coordinateTransformations"], own["coordinateTransformations"]));
        }
    }
}
