using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OmeNgff.Browser.Tests.Clients;
using OmeNgff.Tests.Support;

namespace OmeNgff.Browser.Tests;

/// <summary>
/// Data of one Zarr format is read in the other by clients that know only that: zarr-python 2 reads all as v2, zarrita all
/// as v3, every data type, byte order, codec, order of dimensions, chunk key and fill value that both formats have.
/// </summary>
public sealed class FormatTests(RunningSilo silo) : IClassFixture<RunningSilo>
{
    /// <summary>What zarrita says of what it does not know.</summary>
    private static readonly string[] Unknown =
    [
        "Unknown or unsupported dataType: float16", "Unknown or unsupported dataType: complex64",
        "Unknown or unsupported dataType: complex128", "Unknown codec: numcodecs.bz2", "Unknown codec: numcodecs.lzma",
    ];

    [FactWithFormats]
    public async Task Whatever_both_formats_can_say_is_read_in_both()
    {
        var folder = Path.Join(silo.Root, "formats");
        await using var writer = ClientProcess.FormatWriter();
        var written = JsonNode.Parse(await writer.Line(folder))!.AsArray();
        var images = await Import(folder);
        await using var zarrita = ClientProcess.Zarrita();
        await using var python = ClientProcess.Python();
        var wrong = new List<string>();
        var read = 0;
        foreach (var array in written)
        {
            var root = $"{images[(string)array!["name"]!]}.zarr";
            var v3 = JsonNode.Parse(await zarrita.Line($"{silo.Address}zarr/0.5/{root}/0"))!;
            if (!Unknown.Contains((string?)v3["error"]) && !IsInHexadecimal(array))
            {
                read++;
                Compare("v3", array, v3);
            }

            using var group = await silo.Http.GetAsync($"/zarr/0.4/{root}/.zgroup");
            if (!group.IsSuccessStatusCode)
            {
                wrong.Add($"{array["name"]} as v2: {await group.Content.ReadAsStringAsync()}");
            }
            else if (array["fill"] is not null)
            {
                var v2 = JsonNode.Parse(await python.Line($"plain {silo.Address}zarr/0.4/{root}"))!["levels"]![0]!;
                read++;
                Compare("v2", array, v2);
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.InRange(read, 200, 2 * written.Count);

        void Compare(string format, JsonNode array, JsonNode seen)
        {
            if ((string?)seen["digest"] != (string)array["digest"]!
                || (string?)seen["dataType"] != (string)array["dataType"]!
                || !JsonNode.DeepEquals(seen["shape"], array["shape"]))
            {
                wrong.Add($"{array["name"]} as {format}: {seen.ToJsonString()}, not {array.ToJsonString()}");
            }
        }
    }

    /// <summary>True where a fill value is a pattern of bits, which zarrita takes for an integer.</summary>
    private static bool IsInHexadecimal(JsonNode array) =>
        array["fill"] is JsonValue fill && fill.TryGetValue<string>(out var text)
        && text.StartsWith("0x", StringComparison.Ordinal);

    /// <summary>Imports a folder of images; returns their ids by the names of their folders.</summary>
    private async Task<Dictionary<string, string>> Import(string folder)
    {
        using var accepted = await silo.Http.PostAsJsonAsync(
            "/v1/imports", new JsonObject { ["source"] = folder });
        var location = accepted.EnsureSuccessStatusCode().Headers.Location;
        JsonNode status;
        do
        {
            await Task.Delay(20);
            status = (await silo.Http.GetFromJsonAsync<JsonNode>(location))!;
        }
        while ((string)status["state"]! is "queued" or "running");
        Assert.True((string)status["state"]! == "succeeded", status.ToJsonString());
        var images = new Dictionary<string, string>();
        foreach (var id in status["images"]!.AsArray())
        {
            var image = (await silo.Http.GetFromJsonAsync<JsonNode>($"/v1/images/{id}"))!;
            var place = image["location"]!;
            images[Path.GetFileName($"{place["store"]}{place["path"]}".TrimEnd('/'))] = (string)id!;
        }

        return images;
    }
}
