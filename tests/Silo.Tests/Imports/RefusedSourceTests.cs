using System.Text;
using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Imports;

/// <summary>Sources that cannot be used: each names the file and the rule, and nothing is stored.</summary>
public sealed class RefusedSourceTests(RunningSilo silo) : SiloTests(silo)
{
    private const string Group = "zarr.json";

    [Fact]
    public async Task A_folder_that_is_no_Zarr()
    {
        var folder = NewFolder();
        await File.WriteAllTextAsync(Path.Join(folder, "readme.txt"), "nothing to see");
        Directory.CreateDirectory(Path.Join(folder, "sub"));

        await Fails(folder, "image-missing", $"file://{folder}/");
    }

    [Theory]
    [InlineData(Group, "json-truncated")]
    [InlineData("1/zarr.json", "json-truncated")]
    public async Task Truncated_JSON(string file, string rule)
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        var text = await File.ReadAllTextAsync(Path.Join(folder, file));
        await File.WriteAllTextAsync(Path.Join(folder, file), text[..(text.Length / 2)]);

        await Fails(folder, rule, $"file://{folder}/{file}");
    }

    [Theory]
    [InlineData("\"path\": \"0\"", "\"path\": \"0\", \"path\": \"1\"", "json-invalid")]
    [InlineData("\"c\"", "\"c\\u0000\"", "json-invalid")]
    [InlineData("\"c\"", "\"c\\ud800\"", "json-invalid")]
    [InlineData("1.0", "NaN", "json-invalid")]
    [InlineData("\"c\"", "\"y\"", "axis-name-duplicate")]
    [InlineData("\"path\": \"0\"", "\"path\": \"../0\"", "level-path-invalid")]
    [InlineData("\"path\": \"0\"", "\"path\": \"/0\"", "level-path-invalid")]
    [InlineData("\"path\": \"0\"", "\"path\": \"1\"", "level-duplicate")]
    [InlineData("\"path\": \"2\"", "\"path\": \"9\"", "level-missing")]
    [InlineData("1.0,", "0.0,", "scale-zero")]
    [InlineData("1.0,", "\"1.0\",", "json-type")]
    [InlineData("\"type\": \"scale\"", "\"type\": \"scala\"", "transformation-type-unknown")]
    [InlineData("\"multiscales\": [", "\"multiscales\": {}, \"rest\": [", "json-type")]
    [InlineData("\"axes\"", "\"no-axes\"", "axes-missing")]
    [InlineData("\"datasets\"", "\"no-datasets\"", "datasets-missing")]
    public async Task A_group_that_breaks_a_rule(string before, string after, string rule)
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        Folders.Edit(Path.Join(folder, ".zattrs"), before, after);

        await Fails(
            folder, rule,
            rule == "level-missing" ? $"file://{folder}/9/.zarray" : $"file://{folder}/.zattrs");
    }

    [Fact]
    public async Task A_level_with_two_scales()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        EditLevel(folder, 1, parts => parts.Add(parts[0]!.DeepClone()));

        var error = await Fails(folder, "scale-duplicate", $"file://{folder}/.zattrs");

        Assert.StartsWith(
            "/multiscales/0/datasets/1/coordinateTransformations", (string)error["pointer"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scale_with_more_parameters_than_axes()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        EditLevel(folder, 2, parts => parts[0]!["scale"]!.AsArray().Add(1.0));

        var error = await Fails(folder, "transformation-rank-mismatch", $"file://{folder}/.zattrs");

        Assert.Equal(
            "/multiscales/0/datasets/2/coordinateTransformations/0/scale", (string)error["pointer"]!);
    }

    [Fact]
    public async Task As_many_axes_as_the_arrays_do_not_have()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        var array = Documents.Read(folder, "2/.zarray");
        array["shape"] = new JsonArray(123, 116);
        array["chunks"] = new JsonArray(123, 116);
        await File.WriteAllTextAsync(Path.Join(folder, "2", ".zarray"), array.ToJsonString());

        await Fails(folder, "axes-rank-mismatch", $"file://{folder}/2/.zarray");
    }

    [Fact]
    public async Task A_level_that_is_missing()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        Directory.Delete(Path.Join(folder, "1"), recursive: true);

        await Fails(folder, "level-missing", $"file://{folder}/1/zarr.json");
    }

    [Fact]
    public async Task A_document_of_100_MB()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        var file = Path.Join(folder, ".zattrs");
        await using (var stream = File.Create(file))
        {
            await stream.WriteAsync("{\"a\":\""u8.ToArray());
            stream.SetLength(100_000_000);
            stream.Seek(0, SeekOrigin.End);
            await stream.WriteAsync("\"}"u8.ToArray());
        }

        var error = await Fails(folder, "document-too-large", $"file://{folder}/.zattrs");

        Assert.Contains("MaxDocumentBytes", (string)error["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(10_000)]
    public async Task A_document_that_is_nested_too_deep(int depth)
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        Folders.Edit(Path.Join(folder, ".zattrs"), "\"_creator\"", $"\"deep\": {Nested(depth)}, \"_creator\"");

        var error = await Fails(folder, "json-too-deep", $"file://{folder}/.zattrs");

        Assert.Contains("MaxDocumentDepth", (string)error["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        var text = await File.ReadAllTextAsync(Path.Join(folder, ".zattrs"));
        var accented = text.Replace("omero-zarr", "oméro", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Join(folder, ".zattrs"), accented, Encoding.Latin1);

        await Fails(folder, "json-invalid", $"file://{folder}/.zattrs");
    }

    [Fact]
    public async Task A_level_that_is_a_link_to_the_outside()
    {
        using var outside = new TestFolder();
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        Directory.Move(Path.Join(folder, "1"), Path.Join(outside.Path, "1"));
        Directory.CreateSymbolicLink(Path.Join(folder, "1"), Path.Join(outside.Path, "1"));

        await Fails(folder, "path-outside-roots", $"file://{folder}/1/zarr.json");
    }

    [Fact]
    public async Task A_folder_in_which_links_go_round_in_circles()
    {
        var folder = NewFolder();
        Directory.CreateDirectory(Path.Join(folder, "a", "b"));
        Directory.CreateSymbolicLink(Path.Join(folder, "a", "b", "again"), folder);
        Folders.Copy(ConformanceFolder.Of(ConformanceFolder.Idr04), Path.Join(folder, "a", "image.zarr"));

        var status = await Api.Import(folder);

        Assert.Equal("succeeded", (string)status["state"]!);
        Assert.Single(status.Images().Distinct());
        Assert.Equal(1, (int)status["registered"]!);
    }

    [Fact]
    public async Task An_array_alone()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));

        await Fails(Path.Join(folder, "0"), "group-expected", $"file://{folder}/0/");
    }

    /// <summary>Asserts that an import fails, names a rule and a file, and stores nothing; returns the error.</summary>
    private async Task<JsonNode> Fails(string source, string rule, string path)
    {
        JsonNode? found = null;
        await Api.StoresNothing(async () =>
        {
            var status = await Api.Import(source);
            Assert.True((string)status["state"]! == "failed", status.ToJsonString());
            Assert.Empty(status.Images());
            var errors = status["problem"]!["errors"]!.AsArray();
            Assert.True(
                errors.Any(error => (string)error!["rule"]! == rule && (string?)error["path"] == path),
                $"No {rule} at {path}: {status["problem"]!.ToJsonString()}");
            Assert.True(
                rule == "image-missing" || status.Errors().Contains((rule, path)), status["errors"]!.ToJsonString());
            found = errors.First(error => (string)error!["rule"]! == rule);
        });
        return found!;
    }

    private static void EditLevel(string folder, int level, Action<JsonArray> edit)
    {
        var attributes = Documents.Read(folder, ".zattrs");
        edit(attributes["multiscales"]![0]!["datasets"]![level]!["coordinateTransformations"]!.AsArray());
        File.WriteAllText(Path.Join(folder, ".zattrs"), attributes.ToJsonString());
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);
}
