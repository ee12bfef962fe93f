using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Writeback;

/// <summary>Zarr-consolidated metadata does not go stale by a writeback.</summary>
public sealed class ConsolidatedTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task A_v2_document_of_copies_is_kept_true()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        WriteV2(folder, folder);
        var id = (await Api.ImportImages(folder))[0];
        await Api.Rescale(id, 0, 1, 3, 3);

        Assert.Equal([".zattrs", ".zmetadata"], (await Api.Writeback(id)).Written());

        AssertTrue(folder, folder);
        Assert.Equal(2, Directory.GetFiles(folder, ".zmetadata*").Length);
    }

    [Fact]
    public async Task Copies_within_a_v3_group_are_kept_true()
    {
        var folder = LabelledImage.Write(Path.Join(NewFolder(), "x.zarr"));
        WriteV3(folder, "", "0", "1", "2", "labels", "labels/0");
        var before = Copies(folder)["labels/0"]!;
        var id = (await Api.ImportImages(folder))[0];
        await Api.Rescale(id, 0, 1, 3, 3, 3);

        Assert.Equal(
            ["0/zarr.json", "1/zarr.json", "2/zarr.json", "zarr.json"],
            (await Api.Writeback(id, "0.5", "distributed")).Written());

        foreach (var level in (string[])["0", "1", "2"])
        {
            Assert.True(JsonNode.DeepEquals(Documents.Read(folder, $"{level}/zarr.json"), Copies(folder)[level]));
        }

        Assert.True(JsonNode.DeepEquals(before, Copies(folder)["labels/0"]));
    }

    [Fact]
    public async Task Copies_in_groups_above_are_kept_true()
    {
        var top = Directory.CreateDirectory(Path.Join(NewFolder(), "top")).FullName;
        var folder = LabelledImage.Write(Path.Join(top, "a b", "x.zarr"));
        File.WriteAllText(Path.Join(top, "zarr.json"), """{"zarr_format": 3, "node_type": "group"}""");
        File.WriteAllText(Path.Join(top, "a b", "zarr.json"), """{"zarr_format": 3, "node_type": "group"}""");
        WriteV3(top, "", "a b", "a b/x.zarr", "a b/x.zarr/0", "a b/x.zarr/labels/0");
        var ids = await Api.ImportImages(folder);
        await Api.Rescale(ids[0], 0, 1, 3, 3, 3);
        await Api.Rescale(ids[1], 0, 1, 4, 4, 4);

        Assert.Equal(["zarr.json", "../../zarr.json"], (await Api.Writeback(ids[0])).Written());
        Assert.Equal(["zarr.json", "../../../../zarr.json"], (await Api.Writeback(ids[1])).Written());

        foreach (var path in (string[])["a b/x.zarr", "a b/x.zarr/0", "a b/x.zarr/labels/0"])
        {
            Assert.True(JsonNode.DeepEquals(Documents.Read(top, $"{path}/zarr.json"), Copies(top)[path]), path);
        }
    }

    [Fact]
    public async Task Copies_above_that_may_not_be_written_are_told_to_be_stale()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        var top = Path.GetDirectoryName(folder)!;
        File.WriteAllText(Path.Join(top, "zarr.json"), """{"zarr_format": 3, "node_type": "group"}""");
        WriteV3(top, "", Path.GetFileName(folder));
        File.Move(Path.Join(top, "zarr.json"), Path.Join(top, "real.json"));
        File.CreateSymbolicLink(Path.Join(top, "zarr.json"), "real.json");
        var id = (await Api.ImportImages(folder))[0];
        await Api.Rescale(id, 0, 1, 3, 3, 3);

        var answer = await Api.Writeback(id);

        Assert.Equal(["zarr.json"], answer.Written());
        Assert.Equal(["../zarr.json"], answer.Json["stale"]!.AsArray().Select(path => (string)path!));
    }

    [Fact]
    public async Task Copies_above_that_hold_nothing_of_the_image_are_not_touched()
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr05));
        var top = Path.GetDirectoryName(folder)!;
        File.WriteAllText(Path.Join(top, "zarr.json"), """{"zarr_format": 3, "node_type": "group"}""");
        WriteV3(top);
        var id = (await Api.ImportImages(folder))[0];
        await Api.Rescale(id, 0, 1, 3, 3, 3);

        Assert.Equal(["zarr.json"], (await Api.Writeback(id)).Written());

        Assert.Empty(Copies(top));
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("""{"zarr_consolidated_format": 7, "metadata": {}}""")]
    public async Task Copies_that_nobody_understands_are_taken_away_and_kept_beside(string text)
    {
        var folder = NewCopy(ConformanceFolder.Of(ConformanceFolder.Idr04));
        File.WriteAllText(Path.Join(folder, ".zmetadata"), text);
        var id = (await Api.ImportImages(folder))[0];
        await Api.Rescale(id, 0, 1, 3, 3);

        var answer = await Api.Writeback(id);

        Assert.Equal([".zattrs"], answer.Written());
        var removed = Assert.Single(answer.Json["removed"]!.AsArray())!;
        Assert.Equal(".zmetadata", (string)removed["path"]!);
        Assert.False(File.Exists(Path.Join(folder, ".zmetadata")));
        Assert.Equal(text, File.ReadAllText(Path.Join(folder, (string)removed["kept"]!)));
    }

    private static JsonObject Copies(string group) =>
        Documents.Read(group, "zarr.json")["consolidated_metadata"]!["metadata"]!.AsObject();

    private static void WriteV2(string group, string folder)
    {
        var copies = new JsonObject();
        foreach (var key in Keys(group, folder))
        {
            copies[key] = Documents.Read(group, key);
        }

        File.WriteAllText(
            Path.Join(group, ".zmetadata"),
            new JsonObject { ["zarr_consolidated_format"] = 1, ["metadata"] = copies }.ToJsonString());
    }

    private static void AssertTrue(string group, string folder)
    {
        var copies = Documents.Read(group, ".zmetadata")["metadata"]!.AsObject();
        Assert.Equal(Keys(group, folder).Order(), copies.Select(copy => copy.Key).Order());
        Assert.All(
            copies,
            copy => Assert.True(JsonNode.DeepEquals(Documents.Read(group, copy.Key), copy.Value), copy.Key));
    }

    private static IEnumerable<string> Keys(string group, string folder) => Folders.Files(folder)
        .Where(file => Path.GetFileName(file) is ".zarray" or ".zattrs" or ".zgroup")
        .Select(file => Path.GetRelativePath(group, file));

    private static void WriteV3(string group, params string[] paths)
    {
        var copies = new JsonObject();
        foreach (var path in paths.Where(path => path.Length > 0))
        {
            copies[path] = Documents.Read(group, $"{path}/zarr.json");
        }

        var document = Documents.Read(group, "zarr.json");
        document["consolidated_metadata"] = new JsonObject
        {
            ["kind"] = "inline",
            ["must_understand"] = false,
            ["metadata"] = copies,
        };
        File.WriteAllText(Path.Join(group, "zarr.json"), document.ToJsonString());
    }
}
