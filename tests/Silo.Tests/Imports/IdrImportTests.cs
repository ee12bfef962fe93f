using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Imports;

/// <summary>Two published images, one of each OME version; their documents without their chunks and labels.</summary>
public sealed class IdrImportTests(RunningSilo silo) : SiloTests(silo)
{
    [Theory]
    [InlineData(ConformanceFolder.Idr04, 4)]
    [InlineData(ConformanceFolder.Idr05, 3)]
    public async Task An_image_lies_in_the_catalog_as_it_was_recorded(string source, int levels)
    {
        var folder = NewCopy(ConformanceFolder.Of(source));
        var id = Assert.Single(await Api.ImportImages(folder));
        var recorded = Documents.OmeOfFolder(folder);

        var image = (await Api.Get($"/v1/images/{id}")).Is(200).Json;
        Assert.Equal($"file://{folder}/", (string)image["location"]!["store"]!);
        Assert.Equal(levels, image["levels"]!.AsArray().Count);
        Assert.Empty(image["labels"]!.AsArray());
        foreach (var (level, bits) in image["levels"]!.AsArray().Zip(Documents.ScaleBits(recorded)))
        {
            var array = (await Api.Get($"/v1/arrays/{level!["array"]}")).Is(200).Json;
            Assert.True(JsonNode.DeepEquals(Documents.Axes(recorded), array["axes"]), array["axes"]!.ToJsonString());
            Assert.Equal(bits, Documents.Bits(array["coordinateTransformations"]![0]!["scale"]!.AsArray()));
            Assert.Equal([id], array["referencedBy"]!.AsArray().Select(reference => (string)reference!));
        }
    }

    [Theory]
    [InlineData(ConformanceFolder.Idr04, "0.4")]
    [InlineData(ConformanceFolder.Idr04, "0.5")]
    [InlineData(ConformanceFolder.Idr04, "0.6")]
    [InlineData(ConformanceFolder.Idr05, "0.5")]
    [InlineData(ConformanceFolder.Idr05, "0.6")]
    public async Task A_hierarchy_places_the_levels_as_they_were_recorded(string source, string ome)
    {
        var folder = NewCopy(ConformanceFolder.Of(source));
        var id = Assert.Single(await Api.ImportImages(folder));

        AssertSame(Documents.OmeOfFolder(folder), await Api.Ome(ome, id));
    }

    [Theory]
    [InlineData(ConformanceFolder.Idr04, "0.4")]
    [InlineData(ConformanceFolder.Idr04, "0.5")]
    [InlineData(ConformanceFolder.Idr04, "0.6")]
    [InlineData(ConformanceFolder.Idr05, "0.5")]
    [InlineData(ConformanceFolder.Idr05, "0.4")]
    [InlineData(ConformanceFolder.Idr05, "0.6")]
    public async Task The_metadata_place_the_levels_as_they_were_recorded(string source, string ome)
    {
        var folder = NewCopy(ConformanceFolder.Of(source));
        var id = Assert.Single(await Api.ImportImages(folder));

        AssertSame(Documents.OmeOfFolder(folder), await Api.MetadataOme(ome, id));
    }

    [Fact]
    public async Task Arrays_that_lie_in_v2_keep_their_documents_in_04()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        var id = Assert.Single(await Api.ImportImages(folder));

        foreach (var path in (string[])["0", "1", "2", "3"])
        {
            var recorded = Documents.Read(folder, $"{path}/.zarray");
            var served = (await Api.Get($"/zarr/0.4/{id}.zarr/{path}/.zarray")).Is(200).Json;
            Assert.True(JsonNode.DeepEquals(recorded, served), served.ToJsonString());
        }
    }

    [Fact]
    public async Task Arrays_that_lie_in_v2_are_described_as_v3_in_05()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        var id = Assert.Single(await Api.ImportImages(folder));

        var served = (await Api.Get($"/zarr/0.5/{id}.zarr/1/zarr.json")).Is(200).Json;

        var recorded = Documents.Read(folder, "1/.zarray");
        Assert.Equal(3, (int)served["zarr_format"]!);
        Assert.Equal(("array", "float64"), ((string)served["node_type"]!, (string)served["data_type"]!));
        Assert.True(JsonNode.DeepEquals(recorded["shape"], served["shape"]));
        Assert.True(JsonNode.DeepEquals(
            recorded["chunks"], served["chunk_grid"]!["configuration"]!["chunk_shape"]));
        AssertJson("""{"name":"v2","configuration":{"separator":"/"}}""", served["chunk_key_encoding"]!);
        AssertJson("""["c","y","x"]""", served["dimension_names"]!);
        AssertJson(
            """
            [{"name":"bytes","configuration":{"endian":"little"}},
             {"name":"blosc","configuration":
                {"cname":"lz4","clevel":5,"shuffle":"shuffle","typesize":8,"blocksize":0}}]
            """,
            served["codecs"]!);
        Assert.Equal(0, (double)served["fill_value"]!);
    }

    [Theory]
    [InlineData("0.4", "zarr.json", "1/zarr.json")]
    [InlineData("0.5", ".zgroup", ".zattrs", ".zmetadata", "1/.zarray", "1/.zattrs")]
    [InlineData("0.6", ".zgroup", ".zattrs", ".zmetadata", "1/.zarray", "1/.zattrs")]
    public async Task A_hierarchy_has_one_Zarr_format(string ome, params string[] keys)
    {
        var id = Assert.Single(await Api.ImportImages(NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04))));

        foreach (var key in keys)
        {
            Assert.Empty((await Api.Get($"/zarr/{ome}/{id}.zarr/{key}")).Is(404).Bytes);
        }
    }

    [Theory]
    [InlineData(".zgroup")]
    [InlineData(".zattrs")]
    [InlineData("0/.zarray")]
    [InlineData("2/.zarray")]
    [InlineData("0/0/0/0/0")]
    public async Task Shards_cannot_be_said_in_04_under_any_key_that_would_be_there(string key)
    {
        var id = Assert.Single(await Api.ImportImages(NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05))));

        var refusal = (await Api.Get($"/zarr/0.4/{id}.zarr/{key}")).IsProblem(409);

        Assert.Contains("shard", (string)refusal["detail"]!, StringComparison.OrdinalIgnoreCase);
        Assert.All(refusal["errors"]!.AsArray(), error => Assert.Equal("sharding-not-in-v2", (string)error!["rule"]!));
    }

    [Theory]
    [InlineData("zarr.json")]
    [InlineData("0/zarr.json")]
    [InlineData("0/c/0/0/0/0")]
    [InlineData("0/0/0/0")]
    [InlineData("9/.zarray")]
    [InlineData("labels/.zattrs")]
    [InlineData("info")]
    [InlineData("")]
    public async Task Keys_that_would_not_be_there_are_absent_where_shards_cannot_be_said(string key)
    {
        var id = Assert.Single(await Api.ImportImages(NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05))));

        Assert.Empty((await Api.Get($"/zarr/0.4/{id}.zarr/{key}")).Is(404).Bytes);
    }

    [Theory]
    [InlineData(ConformanceFolder.Idr04)]
    [InlineData(ConformanceFolder.Idr05)]
    public async Task A_label_image_that_is_listed_and_missing_is_one_error_of_an_import_that_succeeds(string source)
    {
        var folder = NewCopy(ConformanceFolder.Of(source));

        var status = await Api.Import(folder);

        Assert.Equal("succeeded", (string)status["state"]!);
        Assert.Equal((1, 1, 0, 0, 0, 0), status.Counts());
        Assert.Equal([("label-missing", $"file://{folder}/labels/0")], status.Errors());
        Assert.Null(status["problem"]);
    }

    [Fact]
    public async Task What_is_imported_again_is_unchanged_and_keeps_its_ids()
    {
        var folder = NewFolder();
        var first = Folders.Copy(ConformanceFolder.Of(ConformanceFolder.Idr04), Path.Join(folder, "a", "first.zarr"));
        var second = Folders.Copy(ConformanceFolder.Of(ConformanceFolder.Idr05), Path.Join(folder, "b", "second.zarr"));
        string[] ids = [.. await Api.ImportImages(first), .. await Api.ImportImages(second)];

        await Api.StoresNothing(async () =>
        {
            Assert.Equal((1, 0, 0, 1, 0, 0), (await Api.Import(first)).Counts());
            Assert.Equal((1, 0, 0, 1, 0, 0), (await Api.Import($"file://localhost{second}")).Counts());

            var both = await Api.Import(folder);
            Assert.Equal((2, 0, 0, 2, 0, 0), both.Counts());
            Assert.Equal(ids, both.Images());
        });
    }

    [Fact]
    public async Task Images_of_a_folder_are_the_same_when_imported_alone()
    {
        var folder = NewFolder();
        var first = Folders.Copy(ConformanceFolder.Of(ConformanceFolder.Idr04), Path.Join(folder, "first.zarr"));
        Folders.Copy(ConformanceFolder.Of(ConformanceFolder.Idr05), Path.Join(folder, "second.zarr"));
        var both = await Api.Import(folder);
        Assert.Equal((2, 2, 0, 0, 0, 0), both.Counts());

        var alone = await Api.Import(first);

        Assert.Equal((1, 0, 0, 1, 0, 0), alone.Counts());
        Assert.Equal(both.Images()[..1], alone.Images());
    }

    private static void AssertSame(JsonNode recorded, JsonNode served)
    {
        Assert.True(JsonNode.DeepEquals(Documents.Axes(recorded), Documents.Axes(served)), served.ToJsonString());
        Assert.Equal(Documents.Paths(recorded), Documents.Paths(served));
        Assert.Equal(Documents.ScaleBits(recorded), Documents.ScaleBits(served));
        Assert.True(JsonNode.DeepEquals(recorded["omero"]!["channels"], served["omero"]!["channels"]));
    }

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());
}
