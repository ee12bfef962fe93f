using System.Text.Json.Nodes;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Imports;

/// <summary>Images of the versions that are read and no longer written: they say no scales, and no units.</summary>
public sealed class EarlierVersionsTests(RunningSilo silo) : SiloTests(silo)
{
    private static readonly byte[] Chunk = [1, 2, 3];

    [Theory]
    [InlineData("v1", "0.1", "0.0.0.0.0")]
    [InlineData("v2", "0.2", "0/0/0/0/0")]
    public async Task An_image_without_axes_has_five_and_is_served_in_every_version(
        string source, string version, string chunk)
    {
        var folder = NewCopy(ConformanceFolder.Of($"ome-zarr-py/tests/data/{source}"));
        WriteChunk(folder, chunk);
        var id = Assert.Single(await Api.ImportImages(folder));

        var image = (await Api.Get($"/v1/images/{id}")).Is(200).Json;

        Assert.Equal(version, (string)image["omeVersion"]!);
        Assert.Equal(
            [
                ("multiscale-metadata-missing", "warning"), ("multiscale-name-missing", "warning"),
                ("multiscale-type-missing", "warning"), ("scale-inferred", "info"),
            ],
            Found(image));
        foreach (var ome in (string[])["0.4", "0.5", "0.6"])
        {
            var served = await Api.Ome(ome, id);
            Assert.Equal(
                ["t time", "c channel", "z space", "y space", "x space"],
                Documents.Axes(served).AsArray().Select(axis => $"{axis!["name"]} {axis["type"]}"));
            Assert.Equal(["0"], Documents.Paths(served));
            Assert.Equal([1, 1, 1, 1, 1], Documents.Scale(served, 0));
            Assert.Equal(Chunk, (await Api.Get($"/zarr/{ome}/{id}.zarr/0/{chunk}")).Is(200).Bytes);
        }
    }

    [Fact]
    public async Task An_image_that_names_its_axes_has_the_scales_that_its_sizes_say()
    {
        var folder = NewCopy(ConformanceFolder.Of("ome-zarr-py/tests/data/v2"));
        Write03(folder, ["c", "y", "x"]);
        var id = Assert.Single(await Api.ImportImages(folder));

        var image = (await Api.Get($"/v1/images/{id}")).Is(200).Json;

        Assert.Equal("0.3", (string)image["omeVersion"]!);
        Assert.Equal([("multiscale-metadata-missing", "warning"), ("scale-inferred", "info")], Found(image));
        AssertJson(
            """
            [{"type":"sequence","transformations":[
                {"type":"scale","scale":[1.0,2.0,2.0]},{"type":"translation","translation":[0.0,0.5,0.5]}]}]
            """,
            (await Api.Get($"/v1/arrays/{image["levels"]![1]!["array"]}")).Is(200).Json["coordinateTransformations"]!);
        foreach (var ome in (string[])["0.4", "0.5", "0.6"])
        {
            var served = await Api.Ome(ome, id);
            Assert.Equal(
                ["c channel", "y space", "x space"],
                Documents.Axes(served).AsArray().Select(axis => $"{axis!["name"]} {axis["type"]}"));
            Assert.Equal([1, 1, 1], Documents.Scale(served, 0));
            Assert.Equal([1, 2, 2], Documents.Scale(served, 1));
        }

        var array = (await Api.Get($"/zarr/0.4/{id}.zarr/1/.zattrs")).Is(200).Json;
        AssertJson("""{"_ARRAY_DIMENSIONS":["c","y","x"]}""", array);
    }

    [Fact]
    public async Task Arrays_that_do_not_repeat_the_names_of_their_axes_are_an_error_and_imported()
    {
        var folder = NewCopy(ConformanceFolder.Of("ome-zarr-py/tests/data/v2"));
        Write03(folder, ["c", "x", "y"]);
        var id = Assert.Single(await Api.ImportImages(folder));

        var errors = (await Api.Get($"/v1/images/{id}")).Is(200).Json["view"]!["diagnostics"]!.AsArray()
            .Where(diagnostic => (string)diagnostic!["severity"]! == "error")
            .Select(diagnostic => ((string)diagnostic!["rule"]!, (string)diagnostic["path"]!));

        Assert.Equal(
            [("array-dimensions-mismatch", "0/.zattrs"), ("array-dimensions-mismatch", "1/.zattrs")], errors);
    }

    /// <summary>Makes an image of three axes and two levels of it, in 0.3.</summary>
    private static void Write03(string folder, string[] dimensions)
    {
        var group = JsonNode.Parse(
            """
            {"multiscales":[{"version":"0.3","name":"third","type":"gaussian","axes":["c","y","x"],
                "datasets":[{"path":"0"},{"path":"1"}]}]}
            """)!;
        File.WriteAllText(Path.Join(folder, ".zattrs"), group.ToJsonString());
        var array = Documents.Read(folder, "0/.zarray");
        array["chunks"] = new JsonArray(1, 16, 16);
        foreach (var (path, size) in (Level[])[new("0", 16), new("1", 8)])
        {
            array["shape"] = new JsonArray(2, size, size);
            Directory.CreateDirectory(Path.Join(folder, path));
            File.WriteAllText(Path.Join(folder, path, ".zarray"), array.ToJsonString());
            var attributes = new JsonObject
            {
                ["_ARRAY_DIMENSIONS"] = new JsonArray([.. dimensions.Select(name => JsonValue.Create(name))]),
            };
            File.WriteAllText(Path.Join(folder, path, ".zattrs"), attributes.ToJsonString());
        }
    }

    private static void WriteChunk(string folder, string key)
    {
        var file = Path.Join(folder, "0", key);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, Chunk);
    }

    /// <summary>What was found, by rule.</summary>
    private static (string Rule, string Severity)[] Found(JsonNode image) =>
    [
        .. image["view"]!["diagnostics"]!.AsArray()
            .Select(diagnostic => ((string)diagnostic!["rule"]!, (string)diagnostic["severity"]!)).Order(),
    ];

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());

    private sealed record Level(string Path, int Size);
}
