using System.Text.Json.Nodes;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Imports;

/// <summary>Images that are written in OME 0.6, with more than one coordinate system.</summary>
public sealed class CoordinateSystemsTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task An_image_in_06_lies_in_the_catalog_with_all_that_it_says()
    {
        var id = await Import(WrittenImage.Write(NewFolder()));
        var written = WrittenImage.Ome()["multiscales"]![0]!;

        var image = (await Api.Get($"/v1/images/{id}")).Is(200).Json;

        Assert.Equal("0.6", (string)image["omeVersion"]!);
        Assert.Equal("native", (string)image["intrinsicName"]!);
        AssertJson("""{"acquired":"2026-07-02"}""", image["otherIntrinsic"]);
        AssertJson("""{"checksum":"a1"}""", image["levels"]![0]!["attributes"]);
        Assert.Null(image["levels"]![1]!["attributes"]);
        AssertJson("""{"metadata":{"method":"mean of 2 by 2"}}""", image["otherMultiscale"]);
        var stage = Assert.Single(image["coordinateSystems"]!.AsArray())!;
        Assert.Equal("stage", (string)stage["name"]!);
        AssertJson(written["coordinateSystems"]![1]!["axes"]!.ToJsonString(), stage["axes"]);
        AssertJson(
            """
            [{"type":"affine","name":"mounting","input":{"name":"native"},"output":{"name":"stage"},
              "affine":[[0.001,0.0002,10.0],[0.0,0.001,20.0]],"attributes":{"residual":0.01}}]
            """,
            image["coordinateTransformations"]);
        AssertJson(written["coordinateSystems"]![0]!["axes"]!.ToJsonString(), image["view"]!["axes"]);
        Assert.Empty(image["view"]!["diagnostics"]!.AsArray());
    }

    [Fact]
    public async Task An_array_has_the_transformation_of_its_level_without_the_ends()
    {
        var id = await Import(WrittenImage.Write(NewFolder()));

        AssertJson(
            """[{"type":"scale","scale":[0.5,0.25],"attributes":{"measured":true}}]""",
            (await Array(id, 0))["coordinateTransformations"]);
        AssertJson(
            """
            [{"type":"sequence","name":"binned","transformations":[
                {"type":"scale","scale":[1.0,0.5],"attributes":{"by":[2,2]}},
                {"type":"translation","translation":[0.25,0.125]}]}]
            """,
            (await Array(id, 1))["coordinateTransformations"]);
    }

    [Fact]
    public async Task The_hierarchy_in_06_says_what_the_source_says()
    {
        var id = await Import(WrittenImage.Write(NewFolder()));

        var group = (await Api.Get($"/zarr/0.6/{id}.zarr/zarr.json")).Is(200).Json;

        AssertJson(WrittenImage.Ome().ToJsonString(), group["attributes"]!["ome"]);
        Assert.Equal("cells", (string)group["attributes"]!["specimen"]!);
        for (var level = 0; level < 2; level++)
        {
            var array = (await Api.Get($"/zarr/0.6/{id}.zarr/{level}/zarr.json")).Is(200).Json;
            AssertJson(WrittenImage.Array(level).ToJsonString(), array);
        }

        Assert.Equal(WrittenImage.Chunk, (await Api.Get($"/zarr/0.6/{id}.zarr/1/c/0/0")).Is(200).Bytes);
        Assert.Empty((await Api.Get($"/zarr/0.6/{id}.zarr/0/c/0/0")).Is(404).Bytes);
    }

    [Theory]
    [InlineData("consolidated", "")]
    [InlineData("distributed", "distributed/")]
    public async Task The_metadata_in_06_are_the_documents_of_the_hierarchy(string layout, string root)
    {
        var id = await Import(WrittenImage.Write(NewFolder()));

        var documents = (await Metadata(id, "0.6", layout)).Is(200).Json.AsObject();

        Assert.Equal(
            ["0/zarr.json", "1/zarr.json", "zarr.json"],
            documents.Select(document => document.Key).Order(StringComparer.Ordinal));
        foreach (var (key, document) in documents)
        {
            var single = (await Api.Get($"/zarr/0.6/{root}{id}.zarr/{key}")).Is(200).Json.AsObject();
            single.Remove("consolidated_metadata");
            AssertJson(single.ToJsonString(), document);
        }
    }

    [Fact]
    public async Task In_the_distributed_layout_of_06_each_array_says_where_it_lies()
    {
        var id = await Import(WrittenImage.Write(NewFolder()));
        var written = WrittenImage.Ome()["multiscales"]![0]!;
        var native = written["coordinateSystems"]![0]!.ToJsonString();

        var first = (await Api.Get($"/zarr/0.6/distributed/{id}.zarr/0/zarr.json")).Is(200).Json["attributes"]!;
        var second = (await Api.Get($"/zarr/0.6/distributed/{id}.zarr/1/zarr.json")).Is(200).Json["attributes"]!;

        AssertJson(
            $$"""
            {"version":"0.6","coordinateSystems":[{{native}}],"coordinateTransformations":[
                {"type":"scale","input":{"path":"."},"output":{"name":"native"},"scale":[0.5,0.25],"measured":true}]}
            """,
            first["ome"]);
        Assert.Equal("DAPI", (string)first["stain"]!);
        AssertJson(
            $$"""
            {"version":"0.6","coordinateSystems":[{{native}}],"coordinateTransformations":[
                {"type":"sequence","name":"binned","input":{"path":"."},"output":{"name":"native"},"transformations":[
                    {"type":"scale","scale":[1.0,0.5],"by":[2,2]},
                    {"type":"translation","translation":[0.25,0.125]}]}]}
            """,
            second["ome"]);
    }

    [Fact]
    public async Task In_the_distributed_layout_of_06_the_group_lists_its_levels_by_path()
    {
        var id = await Import(WrittenImage.Write(NewFolder()));
        var expected = WrittenImage.Ome();
        var multiscale = expected["multiscales"]![0]!;
        multiscale["coordinateSystems"]!.AsArray().RemoveAt(0);
        foreach (var dataset in multiscale["datasets"]!.AsArray())
        {
            dataset!.AsObject().Remove("coordinateTransformations");
        }

        var group = (await Api.Get($"/zarr/0.6/distributed/{id}.zarr/zarr.json")).Is(200).Json;

        AssertJson(expected.ToJsonString(), group["attributes"]!["ome"]);
    }

    [Fact]
    public async Task What_the_distributed_layout_of_06_says_is_imported_as_the_same_image()
    {
        var first = await Import(WrittenImage.Write(NewFolder()));
        var documents = (await Metadata(first, "0.6", "distributed")).Is(200).Json.AsObject();

        var second = await Import(WrittenImage.Write(NewFolder(), documents));

        AssertJson(WrittenImage.Ome().ToJsonString(), await Api.Ome("0.6", second));
        var found = (await Api.Get($"/v1/images/{second}")).Is(200).Json["view"]!["diagnostics"]!.AsArray();
        Assert.Equal(
            ["layout-distributed"],
            found.Where(diagnostic => (string)diagnostic!["severity"]! != "warning").Select(diagnostic => (string)diagnostic!["rule"]!));
    }

    [Theory]
    [InlineData("0.4", ".zattrs")]
    [InlineData("0.4", "0/.zarray")]
    [InlineData("0.4", "1/0/0")]
    [InlineData("0.5", "zarr.json")]
    [InlineData("0.5", "0/zarr.json")]
    [InlineData("0.5", "1/c/0/0")]
    public async Task A_system_beside_the_intrinsic_one_cannot_be_said_before_06(string ome, string key)
    {
        var id = await Import(WrittenImage.Write(NewFolder()));

        foreach (var answer in (Answer[])
            [
                await Api.Get($"/zarr/{ome}/{id}.zarr/{key}"),
                await Api.Get($"/zarr/{ome}/distributed/{id}.zarr/{key}"),
                await Metadata(id, ome, "consolidated"),
                await Metadata(id, ome, "distributed"),
            ])
        {
            var refusal = answer.IsProblem(409);
            Assert.Equal("/problems/not-expressible", (string)refusal["type"]!);
            var error = Assert.Single(refusal["errors"]!.AsArray())!;
            Assert.Equal("coordinate-systems-not-in-version", (string)error["rule"]!);
        }
    }

    [Fact]
    public async Task With_one_system_alone_an_image_in_06_is_served_in_every_version()
    {
        var ome = WrittenImage.Ome();
        var multiscale = ome["multiscales"]![0]!.AsObject();
        multiscale["coordinateSystems"]!.AsArray().RemoveAt(1);
        multiscale.Remove("coordinateTransformations");
        var id = await Import(WrittenImage.Write(NewFolder(), ome));

        foreach (var version in (string[])["0.4", "0.5", "0.6"])
        {
            var served = await Api.Ome(version, id);
            AssertJson(Documents.Axes(ome).ToJsonString(), Documents.Axes(served));
            Assert.Equal(Documents.ScaleBits(ome), Documents.ScaleBits(served));
            Assert.Equal("a1", (string)served["multiscales"]![0]!["datasets"]![0]!["checksum"]!);
        }

        AssertJson(ome.ToJsonString(), await Api.Ome("0.6", id));
    }

    [Theory]
    [InlineData("0.4")]
    [InlineData("0.5")]
    public async Task Members_that_nobody_knows_outlive_a_change_of_the_version(string ome)
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        Folders.Edit(
            Path.Join(folder, ".zattrs"), "\"path\": \"1\"", "\"path\": \"1\", \"checksum\": {\"sha1\": \"e5\"}");
        Folders.Edit(Path.Join(folder, ".zattrs"), "\"type\": \"scale\"", "\"type\": \"scale\", \"measured\": false");
        var id = Assert.Single(await Api.ImportImages(folder));

        foreach (var version in (string[])[ome, "0.6"])
        {
            var datasets = (await Api.Ome(version, id))["multiscales"]![0]!["datasets"]!.AsArray();
            AssertJson("""{"sha1":"e5"}""", datasets[1]!["checksum"]);
            Assert.Null(datasets[0]!["checksum"]);
            Assert.All(datasets, dataset =>
                Assert.False((bool)Assert.Single(dataset!["coordinateTransformations"]!.AsArray())!["measured"]!));
        }
    }

    [Fact]
    public async Task An_image_of_04_lies_in_the_system_physical_of_06()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        var id = Assert.Single(await Api.ImportImages(folder));

        var multiscale = (await Api.Ome("0.6", id))["multiscales"]![0]!;

        var axes = Documents.Axes(Documents.OmeOfFolder(folder)).ToJsonString();
        AssertJson($$"""[{"name":"physical","axes":{{axes}}}]""", multiscale["coordinateSystems"]);
        AssertJson(
            """[{"type":"scale","input":{"path":"2"},"output":{"name":"physical"},"scale":[1.0,4.0,4.0]}]""",
            multiscale["datasets"]![2]!["coordinateTransformations"]);
        Assert.Null(multiscale["version"]);
        Assert.Null((await Api.Get($"/v1/images/{id}")).Is(200).Json["intrinsicName"]);
    }

    [Fact]
    public async Task The_transformations_of_a_whole_group_lead_to_a_system_of_their_own_in_06()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        Folders.Edit(
            Path.Join(folder, ".zattrs"),
            "\"datasets\"",
            "\"coordinateTransformations\": [{\"type\": \"scale\", \"scale\": [1.0, 0.5, 0.5]}], \"datasets\"");
        var id = Assert.Single(await Api.ImportImages(folder));

        var multiscale = (await Api.MetadataOme("0.6", id))["multiscales"]![0]!;

        Assert.Equal(
            ["physical", "transformed"],
            multiscale["coordinateSystems"]!.AsArray().Select(system => (string)system!["name"]!));
        AssertJson(
            """
            [{"type":"scale","input":{"name":"physical"},"output":{"name":"transformed"},"scale":[1.0,0.5,0.5]}]
            """,
            multiscale["coordinateTransformations"]);
        var scale = Documents.Scale(await Api.MetadataOme("0.6", id), 1);
        Assert.Equal([1, 2, 2], scale);
    }

    [Fact]
    public async Task A_record_of_06_can_be_put_as_it_was_got()
    {
        var id = await Import(WrittenImage.Write(NewFolder()));
        var got = (await Api.Get($"/v1/images/{id}")).Is(200);

        var put = (await Api.Put($"/v1/images/{id}", got.Json, ("If-Match", got.ETag))).Is(200).Json;

        foreach (var member in (string[])
            ["intrinsicName", "otherIntrinsic", "levels", "coordinateSystems", "coordinateTransformations"])
        {
            AssertJson(got.Json[member]!.ToJsonString(), put[member]);
        }

        AssertJson(WrittenImage.Ome().ToJsonString(), await Api.Ome("0.6", id));
    }

    [Fact]
    public async Task Levels_lead_to_the_same_place_in_the_hierarchy_as_in_the_source()
    {
        var ome = WrittenImage.Ome();
        var multiscale = ome["multiscales"]![0]!.AsObject();
        var axes = multiscale["coordinateSystems"]![0]!["axes"]!.DeepClone();
        multiscale["coordinateSystems"]!.AsArray().Add(new JsonObject { ["name"] = "transformed", ["axes"] = axes });
        multiscale["coordinateTransformations"]!.AsArray().Insert(0, JsonNode.Parse(
            """
            {"type":"scale","scale":[2.0,2.0],"input":{"name":"native"},"output":{"name":"transformed"}}
            """));
        var id = await Import(WrittenImage.Write(NewFolder(), ome));

        AssertJson(ome.ToJsonString(), await Api.MetadataOme("0.6", id));
        AssertJson(ome.ToJsonString(), await Api.Ome("0.6", id));
    }

    [Fact]
    public async Task A_whole_image_that_is_turned_is_served_in_06_and_not_before()
    {
        var ome = Turned("\"affine\":[[0.0,1.0,0.0],[-1.0,0.0,5.0]]");
        var id = await Import(WrittenImage.Write(NewFolder(), ome));

        AssertJson(ome.ToJsonString(), await Api.Ome("0.6", id));
        foreach (var key in (string[])["0.4/{0}.zarr/.zattrs", "0.5/{0}.zarr/zarr.json"])
        {
            var path = $"/zarr/{key.Replace("{0}", id, StringComparison.Ordinal)}";
            var error = Assert.Single((await Api.Get(path)).IsProblem(409)["errors"]!.AsArray())!;
            Assert.Equal("coordinate-systems-not-in-version", (string)error["rule"]!);
        }
    }

    [Fact]
    public async Task A_matrix_that_lies_in_an_array_is_kept_as_it_is()
    {
        var ome = WrittenImage.Ome();
        var edge = ome["multiscales"]![0]!["coordinateTransformations"]![0]!.AsObject();
        edge.Remove("affine");
        edge["path"] = "matrices/mounting";
        var id = await Import(WrittenImage.Write(NewFolder(), ome));

        AssertJson(ome.ToJsonString(), await Api.Ome("0.6", id));
    }

    /// <summary>An image with a second system of the same axes, which an affine transformation leads to.</summary>
    private static JsonNode Turned(string matrix)
    {
        var ome = WrittenImage.Ome();
        var multiscale = ome["multiscales"]![0]!;
        var systems = multiscale["coordinateSystems"]!;
        systems[1] = new JsonObject { ["name"] = "transformed", ["axes"] = systems[0]!["axes"]!.DeepClone() };
        multiscale["coordinateTransformations"] = JsonNode.Parse(
            $$"""
            [{"type":"affine","input":{"name":"native"},"output":{"name":"transformed"},{{matrix}}}]
            """);
        return ome;
    }

    private async Task<string> Import(string folder) => Assert.Single(await Api.ImportImages(folder));

    private async Task<JsonNode> Array(string image, int level)
    {
        var record = (await Api.Get($"/v1/images/{image}")).Is(200).Json;
        return (await Api.Get($"/v1/arrays/{record["levels"]![level]!["array"]}")).Is(200).Json;
    }

    private Task<Answer> Metadata(string image, string ome, string layout) =>
        Api.Get($"/v1/images/{image}/metadata?ome={ome}&layout={layout}");

    private static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual?.ToJsonString());
}
