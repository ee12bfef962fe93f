using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Silo.Tests.Viewers.Remote;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Viewers;

/// <summary>Data that one Zarr format cannot say is refused there, with the reason and with what to ask for instead.
/// </summary>
public sealed class FormatRefusalTests(RunningSilo silo) : SiloTests(silo)
{
    private const string Little = """{"name": "bytes", "configuration": {"endian": "little"}}""";

    /// <summary>Members of an array of v3, and the rule and pointer of why it is none of v2.</summary>
    public static TheoryData<string, string, string> NotInV2 => new()
    {
        {
            $$$"""
            {"codecs": [{"name": "sharding_indexed", "configuration": {
              "chunk_shape": [1, 10], "codecs": [{{{Little}}}], "index_codecs": [{{{Little}}}, {"name": "crc32c"}]}}]}
            """, "sharding-not-in-v2", "/codecs"
        },
        { $$$"""{"codecs": [{{{Little}}}, {"name": "crc32c"}]}""", "codec-not-in-v2", "/codecs/1" },
        {
            $$$"""{"codecs": [{{{Little}}}, {"name": "zstd", "configuration": {"level": 1}}, {"name": "crc32c"}]}""",
            "codec-not-in-v2", "/codecs/2"
        },
        { """{"data_type": "bfloat16"}""", "data-type-not-in-v2", "/data_type" },
        { """{"data_type": "float32", "fill_value": "0x7fc00001"}""", "fill-value-not-in-v2", "/fill_value" },
        {
            """{"storage_transformers": [{"name": "mirrored"}]}""", "extension-not-in-v2", "/storage_transformers"
        },
    };

    /// <summary>Members of an array of v2, and the rule and pointer of why it is none of v3.</summary>
    public static TheoryData<string, string, string> NotInV3 => new()
    {
        { """{"filters": [{"id": "delta", "dtype": "<u2"}]}""", "filters-not-in-v3", "/filters" },
        { """{"compressor": {"id": "jpeg"}}""", "codec-not-in-v3", "/compressor" },
        { """{"dtype": "|S4", "fill_value": "AAAAAA=="}""", "data-type-not-in-v3", "/dtype" },
        { """{"dtype": "<M8[ns]", "fill_value": 0}""", "data-type-not-in-v3", "/dtype" },
        { """{"dtype": [["a", "<u2"]], "fill_value": "AAA="}""", "data-type-not-in-v3", "/dtype" },
        { """{"fill_value": "AAA="}""", "fill-value-not-in-v3", "/fill_value" },
        { """{"fill_value": 0.5}""", "fill-value-not-in-v3", "/fill_value" },
        { """{"fill_value": -1}""", "fill-value-not-in-v3", "/fill_value" },
    };

    [Theory]
    [MemberData(nameof(NotInV2))]
    public async Task What_v2_cannot_say_is_refused_as_04_and_served_as_05(string members, string rule, string pointer)
    {
        var folder = RowImage.Write(Path.Join(NewFolder(), "image"), rows: 1);
        var array = Documents.Read(folder, "0/zarr.json").AsObject();
        array["data_type"] = "uint16";
        array["codecs"] = new JsonArray(JsonNode.Parse(Little));

        await AssertRefused(Written(folder, "0/zarr.json", array, members), "0.4", "0.5 or 0.6", rule, pointer);
    }

    [Theory]
    [MemberData(nameof(NotInV3))]
    public async Task What_v3_cannot_say_is_refused_as_05_and_served_as_04(string members, string rule, string pointer)
    {
        var folder = Path.Join(NewFolder(), "image");
        WrittenImage.Write(folder, new JsonObject
        {
            [".zgroup"] = new JsonObject { ["zarr_format"] = 2 },
            [".zattrs"] = JsonNode.Parse("""
                {"multiscales": [{
                  "version": "0.4", "axes": [{"name": "y", "type": "space"}, {"name": "x", "type": "space"}],
                  "datasets": [{"path": "0", "coordinateTransformations": [{"type": "scale", "scale": [1, 1]}]}]}]}
                """),
        });
        var array = JsonNode.Parse("""
            {"zarr_format": 2, "shape": [8, 8], "chunks": [1, 8], "dtype": "<u2", "compressor": null, "fill_value": 0,
             "order": "C", "filters": null, "dimension_separator": "/"}
            """)!.AsObject();

        await AssertRefused(Written(folder, "0/.zarray", array, members), "0.5", "0.4", rule, pointer);
    }

    private static string Written(string folder, string key, JsonObject array, string members)
    {
        foreach (var (name, value) in JsonNode.Parse(members)!.AsObject())
        {
            array[name] = value?.DeepClone();
        }

        return WrittenImage.Write(folder, new JsonObject { [key] = array });
    }

    private async Task AssertRefused(string folder, string refused, string instead, string rule, string pointer)
    {
        var image = Assert.Single(await Api.ImportImages(folder));
        string[] keys = refused == "0.4"
            ? [".zattrs", ".zgroup", ".zmetadata", "0/.zarray"]
            : ["zarr.json", "0/zarr.json"];
        foreach (var key in keys)
        {
            var answer = await Api.Get($"/zarr/{refused}/{image}.zarr/{key}");
            var error = Assert.Single(answer.IsProblem(409)["errors"]!.AsArray())!;
            Assert.Equal((rule, pointer), ((string)error["rule"]!, (string)error["pointer"]!));
            Assert.EndsWith(
                $"Ask for OME {instead} (/zarr/{instead[..3]}/{image}.zarr/).", (string)answer.Json["detail"]!,
                StringComparison.Ordinal);
            Assert.Equal("*", answer["Access-Control-Allow-Origin"]);
        }

        var own = instead == "0.4" ? "0/.zarray" : "0/zarr.json";
        Assert.True(JsonNode.DeepEquals(
            Documents.Read(folder, own), (await Api.Get($"/zarr/{instead[..3]}/{image}.zarr/{own}")).Is(200).Json));
    }
}
