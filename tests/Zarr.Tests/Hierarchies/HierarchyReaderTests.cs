using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using OmeNgff.Ngff.Validation;
using OmeNgff.Tests.Support;
using OmeNgff.Zarr.Hierarchies;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests.Hierarchies;

public sealed class HierarchyReaderTests : IDisposable
{
    private const string Array2 = """{"zarr_format":2,"shape":[4],"chunks":[2],"dtype":"|u1"}""";
    private const string Array3 = """{"zarr_format":3,"node_type":"array"}""";
    private const string Group2 = """{"zarr_format":2}""";

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("idr/v0.4/idr0076A/10501752.zarr")]
    [InlineData("idr/v0.5/idr0062A/6001240_labels.zarr")]
    [InlineData("ome-zarr-models-py/repo/tests/data/examples/v04/hcs_example.ome.zarr")]
    [InlineData("rfc5-examples/2d/simple/affineParams.zarr")]
    [InlineData("rfc5-examples/2d/nonlinear/displacements.zarr")]
    public async Task Over_HTTP_the_same_documents_are_found_as_in_the_folder(string path)
    {
        var folder = Path.Combine(Conformance.Folder, path);
        await using var server = await WebServer.OfFolder(folder);

        var listed = await Read(Conformance.Open(path));
        var referred = await Read(server.Store());

        Assert.True(listed.IsListed);
        Assert.False(referred.IsListed);
        Assert.Equal(Files(folder), listed.Documents.Keys);
        foreach (var (key, bytes) in listed.Documents)
        {
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(folder, key)), bytes.ToArray());
        }

        // Which documents are there depends on their groups being named, or above what is.
        Assert.Equal(listed.Documents.Keys.Select(Node).Distinct(), referred.Documents.Keys.Select(Node).Distinct());
        Assert.All(
            referred.Documents, pair => Assert.True(pair.Value.Span.SequenceEqual(listed.Documents[pair.Key].Span)));
    }

    [Fact]
    public async Task A_folder_is_walked_but_not_where_chunks_lie()
    {
        _folder.Write("zarr.json", Group3("{}"));
        _folder.Write("no/node/here/zarr.json", Group3("{}"));
        _folder.Write("v3/zarr.json", Array3);
        _folder.Write("v3/c/zarr.json", Array3);
        _folder.Write("v2/.zarray", "not even JSON");
        _folder.Write("v2/0/.zarray", Array2);
        _folder.Write("broken/zarr.json", "{");
        _folder.Write("broken/0/zarr.json", Array3);

        Assert.Equal(
            ["broken/zarr.json", "no/node/here/zarr.json", "v2/.zarray", "v3/zarr.json", "zarr.json"],
            (await Read(_folder.Store())).Documents.Keys);
    }

    [Fact]
    public async Task References_are_followed_up_but_not_out_of_the_root()
    {
        _folder.Write("plate/.zgroup", Group2);
        _folder.Write("plate/.zattrs", """{"multiscales":[{"version":"0.4","datasets":[{"path":"../other"}]}]}""");
        _folder.Write("plate/OME/.zattrs", """{"series":["0","../../other"]}""");
        _folder.Write("plate/0/.zarray", Array2);
        _folder.Write("other/.zarray", Array2);
        await using var server = await WebServer.OfFolder(_folder.Root);
        using var stores = new StoreFactory(new StoreOptions { AllowHttp = true });

        await Read(stores.Open(server.Address + "plate"));

        Assert.DoesNotContain(server.Requests, request => request.Contains("other", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Images_of_a_series_without_a_list_are_counted_up_until_one_is_absent()
    {
        _folder.Write(".zattrs", """{"bioformats2raw.layout":3}""");
        _folder.Write("OME/METADATA.ome.xml", "<OME/>");
        foreach (var image in (string[])["0", "1", "2", "4"])
        {
            _folder.Write($"{image}/.zattrs", Image04("0"));
            _folder.Write($"{image}/0/.zarray", Array2);
        }

        await using var server = await WebServer.OfFolder(_folder.Root);

        var documents = (await Read(server.Store())).Documents;

        Assert.Equal(
            [
                ".zattrs", "0/.zattrs", "0/0/.zarray", "1/.zattrs", "1/0/.zarray", "2/.zattrs", "2/0/.zarray",
                HierarchyDocuments.OmeXmlKey,
            ],
            documents.Keys);
        Assert.Contains("4/.zattrs", (await Read(_folder.Store())).Documents.Keys);
    }

    [Fact]
    public async Task Consolidated_metadata_names_what_no_group_refers_to()
    {
        _folder.Write(".zgroup", Group2);
        _folder.Write(
            ".zmetadata", """{"zarr_consolidated_format":1,"metadata":{"a/b/.zarray":{},"gone/.zgroup":{}}}""");
        _folder.Write("a/b/.zarray", Array2);
        await using var server = await WebServer.OfFolder(_folder.Root);

        Assert.Equal([".zgroup", ".zmetadata", "a/b/.zarray"], (await Read(server.Store())).Documents.Keys);
        Assert.Contains("/gone/.zgroup", server.Requests);
    }

    [Fact]
    public async Task A_plate_of_384_wells_is_read_over_HTTP_with_few_requests_at_a_time()
    {
        var wells = Enumerable.Range(0, 384).Select(well => string.Create(
            CultureInfo.InvariantCulture, $"{(char)('A' + (well / 24))}/{(well % 24) + 1}")).ToList();
        var paths = string.Join(',', wells.Select(well => $$"""{"path":"{{well}}","rowIndex":0,"columnIndex":0}"""));
        _folder.Write("zarr.json", Group3(
            """{"ome":{"version":"0.5","plate":{"rows":[{"name":"A"}],"columns":[{"name":"1"}],"wells":["""
            + paths + "]}}}"));
        foreach (var well in wells)
        {
            _folder.Write(
                $"{well}/zarr.json", Group3("""{"ome":{"version":"0.5","well":{"images":[{"path":"0"}]}}}"""));
            _folder.Write($"{well}/0/zarr.json", Group3("{}"));
        }

        var (now, most) = (0, 0);
        var gate = new Lock();
        await using var server = await WebServer.Of(async context =>
        {
            lock (gate)
            {
                most = Math.Max(most, ++now);
            }

            var file = Path.Combine(_folder.Root, context.Request.Path.Value![1..]);
            context.Response.StatusCode = File.Exists(file) ? 200 : 404;
            if (context.Response.StatusCode == 200)
            {
                await context.Response.SendFileAsync(file);
            }

            lock (gate)
            {
                now--;
            }
        });
        var told = new Told();

        var documents = (await HierarchyReader.Read(server.Store(), new StoreLimits(), told, default)).Documents;

        Assert.Equal(1 + (2 * 384), documents.Count);
        Assert.Equal(Enumerable.Range(1, documents.Count), told.Numbers);
        Assert.InRange(most, 2, new StoreLimits().MaxParallelReads);

        // Nothing but zarr.json is asked for where one is found; the rows and the labels are not there at all.
        Assert.InRange(server.Requests.Count, documents.Count, documents.Count + 200);
    }

    [Theory]
    [InlineData("MaxHierarchyDepth", "folders are nested deeper than MaxHierarchyDepth, which is 2")]
    [InlineData("MaxHierarchyNodes", "nodes and folders are more than MaxHierarchyNodes, which is 3")]
    [InlineData("MaxHierarchyBytes", "documents are larger than MaxHierarchyBytes, which is 20")]
    [InlineData("MaxDocumentBytes", "MaxDocumentBytes is 17")]
    public async Task A_limit_that_is_passed_is_named(string limit, string message)
    {
        _folder.Write(".zgroup", Group2);
        _folder.Write("a/b/c/.zgroup", Group2 + " ");
        var limits = limit switch
        {
            "MaxHierarchyDepth" => new StoreLimits { MaxHierarchyDepth = 2 },
            "MaxHierarchyNodes" => new StoreLimits { MaxHierarchyNodes = 3 },
            "MaxHierarchyBytes" => new StoreLimits { MaxHierarchyBytes = 20 },
            _ => new StoreLimits { MaxDocumentBytes = 17 },
        };

        var refusal = await Assert.ThrowsAsync<StoreException>(
            () => HierarchyReader.Read(_folder.Store(), limits, progress: null, default));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_in_a_circle_end_at_a_limit()
    {
        _folder.Write(".zgroup", Group2);
        _folder.Link("again", _folder.Root);

        Assert.Equal(StoreRules.HierarchyTooLarge, await Reading.RuleOf(() => Read(_folder.Store())));
    }

    [Fact]
    public async Task Where_no_node_is_nothing_is_walked()
    {
        _folder.Write("image.zarr/.zgroup", Group2);

        Assert.Equal(StoreRules.NodeMissing, await Reading.RuleOf(() => Read(_folder.Store())));
    }

    [Fact]
    public async Task What_cannot_be_read_is_told()
    {
        await using var server = await WebServer.Of(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/zarr.json" ? 200 : 500;
            return context.Response.Body.WriteAsync(context.Request.Path == "/zarr.json"
                ? Encoding.UTF8.GetBytes(Group3("""{"ome":{"version":"0.5","labels":["a"]}}"""))
                : []).AsTask();
        });

        Assert.Equal(StoreRules.StoreUnreadable, await Reading.RuleOf(() => Read(server.Store())));
    }

    public void Dispose() => _folder.Dispose();

    private static Task<HierarchyDocuments> Read(IZarrStore store) =>
        HierarchyReader.Read(store, new StoreLimits(), progress: null, default);

    private static string Group3(string attributes) =>
        """{"zarr_format":3,"node_type":"group","attributes":""" + attributes + "}";

    private static string Image04(string level) => $$"""
        {"multiscales":[{"version":"0.4","axes":[{"name":"y"},{"name":"x"}],"datasets":[{"path":"{{level}}"}]}]}
        """;

    private static string Node(string key) => key[..Math.Max(0, key.LastIndexOf('/'))];

    private static IEnumerable<string> Files(string folder) => Directory
        .EnumerateFiles(folder, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.None,
        })
        .Select(file => Path.GetRelativePath(folder, file))
        .Where(file => HierarchyDocuments.NodeDocuments.Contains(Path.GetFileName(file)))
        .Order(StringComparer.Ordinal);

    private sealed class Told : IProgress<int>
    {
        public List<int> Numbers { get; } = [];

        public void Report(int value) => Numbers.Add(value);
    }
}
