using System.Text.Json.Nodes;
using OmeNgff.Silo.Demo;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Silo.Tests.Transforms;
using OmeNgff.Silo.Tests.Viewers.Remote;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Viewers.Requests;

/// <summary>One of everything that a path below <c>/zarr/</c> can lead to, under the names that rows of requests use.
/// </summary>
public sealed class PublishedRecords(RunningSilo silo) : IAsyncLifetime
{
    private readonly Dictionary<string, string> _ids = [];

    /// <summary>How many bytes a chunk of <c>rows</c> has.</summary>
    public const int RowBytes = RowImage.RowBytes;

    /// <summary>A path with ids for the names in braces.</summary>
    public string Path(string row) =>
        _ids.Aggregate(row, (path, id) => path.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal));

    public async Task InitializeAsync()
    {
        var api = new Api(silo.Http);
        var folder = System.IO.Path.Join(silo.Root, "published");
        var labelled = await api.ImportImages(await SampleImage.Write(folder, null, CancellationToken.None));
        (_ids["image"], _ids["nuclei"]) = (labelled[0], labelled[1]);
        _ids["rows"] = await Import("rows", path => RowImage.Write(path, rows: RowImage.Rows - 1));
        _ids["shards"] = await Import("shards", path => WriteShards(path));
        _ids["v2"] = await Import("v2", path => WriteV2(path));

        _ids["space"] = (await api.NewSpace())[6..];
        _ids["alignment"] = await api.Align($"image:{_ids["rows"]}", $"space:{_ids["space"]}", Drafts.Scale(2, 2));
        _ids["turned"] = (await api.NewSpace())[6..];
        await api.Align(
            $"image:{_ids["rows"]}", $"space:{_ids["turned"]}", Spaces.Affine([0.6, -0.8, 1], [0.8, 0.6, 2]));

        _ids["well"] = await Collection("well", Member("0", "rows"), Member("1", "shards"));
        _ids["plate"] = await api.New("collections", new JsonObject
        {
            ["kind"] = "plate",
            ["rows"] = new JsonArray("A", "B"),
            ["columns"] = new JsonArray("1"),
            ["members"] = new JsonArray(
                new JsonObject { ["collection"] = _ids["well"], ["row"] = "A", ["column"] = "1" }),
        });
        _ids["series"] = await Collection("bioformats2raw", Member("0", "rows"), Member("1", "image"));
        _ids["list"] = await Collection("list");
        _ids["scene"] = await api.New("collections", new JsonObject
        {
            ["kind"] = "scene",
            ["members"] = new JsonArray(Member("left", "rows")),
            ["coordinateSystems"] = new JsonArray(new JsonObject
            {
                ["name"] = "stage",
                ["axes"] = new JsonArray(Drafts.Axis("y"), Drafts.Axis("x")),
            }),
            ["coordinateTransformations"] = new JsonArray(new JsonObject
            {
                ["type"] = "scale",
                ["scale"] = new JsonArray(2, 2),
                ["input"] = new JsonObject { ["name"] = "physical", ["path"] = "left" },
                ["output"] = new JsonObject { ["name"] = "stage" },
            }),
        });
        _ids["long"] = new string('a', 4000);

        async Task<string> Import(string name, Action<string> write)
        {
            var target = System.IO.Path.Join(folder, name);
            write(target);
            return Assert.Single(await api.ImportImages(target));
        }

        Task<string> Collection(string kind, params JsonNode[] members) => api.New(
            "collections", new JsonObject { ["kind"] = kind, ["members"] = new JsonArray(members) });

        JsonObject Member(string path, string image) => new() { ["path"] = path, ["image"] = _ids[image] };
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>The rows in shards of four, whose bytes nobody reads here.</summary>
    private static void WriteShards(string folder)
    {
        RowImage.Write(folder, rows: 0);
        var document = Documents.Read(folder, "0/zarr.json").AsObject();
        document["chunk_grid"]!["configuration"]!["chunk_shape"] = new JsonArray(4, RowBytes);
        document["codecs"] = JsonNode.Parse($$$"""
            [{"name": "sharding_indexed", "configuration": {
               "chunk_shape": [1, {{{RowBytes}}}], "codecs": [{"name": "bytes"}],
               "index_codecs": [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "crc32c"}],
               "index_location": "end"}}]
            """);
        WrittenImage.Write(folder, new JsonObject { ["0/zarr.json"] = document });
        Write(folder, "0/c/0/0", (4 * RowBytes) + 68);
    }

    private static void WriteV2(string folder)
    {
        WrittenImage.Write(folder, new JsonObject
        {
            [".zgroup"] = new JsonObject { ["zarr_format"] = 2 },
            [".zattrs"] = JsonNode.Parse("""
                {"multiscales": [{
                  "version": "0.4", "axes": [{"name": "y", "type": "space"}, {"name": "x", "type": "space"}],
                  "datasets": [{"path": "0", "coordinateTransformations": [{"type": "scale", "scale": [1, 1]}]}]}]}
                """),
            ["0/.zarray"] = JsonNode.Parse($$$"""
                {"zarr_format": 2, "shape": [8, {{{RowBytes}}}], "chunks": [1, {{{RowBytes}}}], "dtype": "|u1",
                 "compressor": null, "fill_value": 0, "order": "C", "filters": null, "dimension_separator": "/"}
                """),
        });
        Write(folder, "0/0/0", RowBytes);
    }

    private static void Write(string folder, string key, int bytes)
    {
        var file = System.IO.Path.Join(folder, key);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, new byte[bytes]);
    }
}
