using OmeNgff.Zarr.Hierarchies;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests.Hierarchies;

public sealed class ZarrHierarchyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static Task<ZarrNode?> Node(IZarrStore store, string path) => ZarrHierarchy.ReadNode(store, path, new(), default);

    private Task<ZarrNode?> Node(string path = "") => Node(_folder.Store(), path);

    [Fact]
    public async Task A_real_image_in_Zarr_v2_is_read()
    {
        var store = Conformance.Open("idr/v0.4/idr0076A/10501752.zarr");

        var image = await Node(store, "");
        Assert.Equal((2, ZarrNodeKind.Group, ".zgroup"), (image!.ZarrFormat, image.Kind, image.DocumentKey));
        Assert.NotNull(image.Attributes!.Member("multiscales"));
        foreach (var level in (string[])["0", "1", "2", "3"])
        {
            var array = await Node(store, level);
            Assert.Equal(
                (2, ZarrNodeKind.Array, $"{level}/.zarray"), (array!.ZarrFormat, array.Kind, array.DocumentKey));
            Assert.NotNull(array.Document!.Member("shape"));
            Assert.Null(array.Attributes);
        }

        Assert.NotNull((await Node(store, "labels"))!.Attributes!.Member("labels"));
        Assert.Equal(["0", "1", "2", "3", "labels"], await ZarrHierarchy.ListChildren(store, "", default));
    }

    [Fact]
    public async Task A_real_image_in_Zarr_v3_is_read()
    {
        var store = Conformance.Open("idr/v0.5/idr0062A/6001240_labels.zarr");

        var image = await Node(store, "");
        Assert.Equal((3, ZarrNodeKind.Group, "zarr.json"), (image!.ZarrFormat, image.Kind, image.DocumentKey));
        Assert.Equal("0.5", image.Attributes!.Member("ome")!.Value.GetProperty("version").GetString());
        var array = await Node(store, "2");
        Assert.Equal((3, ZarrNodeKind.Array, "2/zarr.json"), (array!.ZarrFormat, array.Kind, array.DocumentKey));
        Assert.Equal(Ngff.Json.RawJson.EmptyObject, array.Attributes);
        Assert.Equal(["0", "1", "2", "labels"], await ZarrHierarchy.ListChildren(store, "", default));
    }

    [Fact]
    public async Task Every_recorded_v3_document_is_a_node()
    {
        var store = Conformance.Open("rfc5-examples");
        var folder = Path.Combine(Conformance.Folder, "rfc5-examples");
        var files = Directory.GetFiles(folder, "zarr.json", SearchOption.AllDirectories);
        Assert.True(files.Length > 30);
        foreach (var file in files)
        {
            var path = Path.GetRelativePath(folder, Path.GetDirectoryName(file)!);
            Assert.Equal(3, (await Node(store, path))!.ZarrFormat);
        }
    }

    [Fact]
    public async Task Where_nothing_lies_is_no_node()
    {
        _folder.Write("0/c/0/0", "voxels");
        Assert.Null(await Node());
        Assert.Null(await Node("0"));
        Assert.Null(await Node("none/at/all"));
    }

    [Fact]
    public async Task Version_3_wins_where_both_lie()
    {
        _folder.Write(".zgroup", "{\"zarr_format\": 2}");
        _folder.Write("zarr.json", "{\"zarr_format\": 3, \"node_type\": \"group\"}");
        Assert.Equal(3, (await Node())!.ZarrFormat);
    }

    [Fact]
    public async Task Attributes_alone_are_a_group_of_version_2()
    {
        _folder.Write("x/.zattrs", "{\"multiscales\": []}");
        var node = await Node("x");
        Assert.Equal((2, ZarrNodeKind.Group, "x/.zattrs"), (node!.ZarrFormat, node.Kind, node.DocumentKey));
        Assert.Null(node.Document);
        Assert.NotNull(node.Attributes!.Member("multiscales"));
    }

    [Fact]
    public async Task Version_3_attributes_that_are_absent_are_empty()
    {
        _folder.Write("zarr.json", "{\"zarr_format\": 3, \"node_type\": \"array\", \"attributes\": {\"a\": 1}}");
        Assert.Equal("{\"a\": 1}", (await Node())!.Attributes!.ToString());
        _folder.Write("zarr.json", "{\"zarr_format\": 3, \"node_type\": \"array\"}");
        Assert.Equal("{}", (await Node())!.Attributes!.ToString());
    }

    [Theory]
    [InlineData("zarr.json", "{\"node_type\": \"group\"}", StoreRules.ZarrFormatInvalid)]
    [InlineData("zarr.json", "{\"zarr_format\": 2, \"node_type\": \"group\"}", StoreRules.ZarrFormatInvalid)]
    [InlineData("zarr.json", "{\"zarr_format\": \"3\", \"node_type\": \"group\"}", StoreRules.ZarrFormatInvalid)]
    [InlineData("zarr.json", "{\"zarr_format\": 3.5, \"node_type\": \"group\"}", StoreRules.ZarrFormatInvalid)]
    [InlineData("zarr.json", "[]", StoreRules.ZarrFormatInvalid)]
    [InlineData("zarr.json", "{\"zarr_format\": 3}", StoreRules.NodeTypeInvalid)]
    [InlineData("zarr.json", "{\"zarr_format\": 3, \"node_type\": \"folder\"}", StoreRules.NodeTypeInvalid)]
    [InlineData(
        "zarr.json",
        "{\"zarr_format\": 3, \"node_type\": \"group\", \"attributes\": 1}",
        StoreRules.AttributesInvalid)]
    [InlineData("zarr.json", "{\"zarr_format\": 3,", StoreRules.JsonTruncated)]
    [InlineData(".zarray", "{\"zarr_format\": 3}", StoreRules.ZarrFormatInvalid)]
    [InlineData(".zarray", "{\"zarr_format\": 2, \"fill_value\": NaN}", StoreRules.JsonInvalid)]
    [InlineData(".zgroup", "{}", StoreRules.ZarrFormatInvalid)]
    [InlineData(".zattrs", "[]", StoreRules.AttributesInvalid)]
    public async Task A_document_that_describes_no_node_is_refused_by_its_address(string key, string text, string rule)
    {
        _folder.Write("x/" + key, text);
        var problem = await Assert.ThrowsAsync<StoreException>(() => Node("x"));
        Assert.Equal((rule, $"file://{_folder.Root}/x/{key}"), (problem.Rule, problem.Path));
    }

    [Fact]
    public async Task Children_are_folders_in_ordinal_order()
    {
        foreach (var name in (string[])["b", "10", "9", "A", "ä"])
        {
            _folder.Write($"{name}/zarr.json");
        }

        _folder.Write("file");
        _folder.Link("link", "b");
        Assert.Equal(["10", "9", "A", "b", "link", "ä"], await ZarrHierarchy.ListChildren(_folder.Store(), "", default));
        Assert.Empty(await ZarrHierarchy.ListChildren(_folder.Store(), "none", default));
    }
}
