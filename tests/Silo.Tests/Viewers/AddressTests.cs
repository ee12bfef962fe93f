using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Viewers;

public sealed class AddressTests(RunningSilo silo, SampleFolder sample) : SiloTests(silo), IClassFixture<SampleFolder>
{
    [Theory]
    [InlineData("/zarr/0.5/unknown.zarr/zarr.json", 404)]
    [InlineData("/zarr/0.4/unknown.zarr/.zattrs", 404)]
    [InlineData("/zarr/0.5/distributed/unknown.zarr/zarr.json", 404)]
    [InlineData("/v1/images/unknown/metadata", 404)]
    [InlineData("/v1/images/unknown", 404)]
    public async Task An_unknown_image_is_a_problem(string path, int status)
    {
        var answer = await Api.Get(path);

        Assert.Contains("unknown", (string)answer.IsProblem(status)["detail"]!, StringComparison.Ordinal);
        Assert.Equal("*", answer["Access-Control-Allow-Origin"]);
    }

    [Theory]
    [InlineData("/zarr/0.1/{0}.zarr/.zattrs")]
    [InlineData("/zarr/0.3/{0}.zarr/zarr.json")]
    [InlineData("/zarr/0.3/distributed/{0}.zarr/.zattrs")]
    [InlineData("/zarr/0.6rc0/{0}.zarr/zarr.json")]
    [InlineData("/zarr/latest/{0}.zarr/zarr.json")]
    [InlineData("/v1/images/{0}/metadata?ome=0.50")]
    [InlineData("/v1/images/{0}/metadata?ome=0.2")]
    [InlineData("/v1/images/{0}/metadata?ome=0.3&layout=distributed")]
    [InlineData("/v1/images/{0}/metadata?layout=compact")]
    public async Task A_version_that_is_not_written_or_a_layout_that_does_not_exist_is_refused(string path)
    {
        var answer = await Api.Get(path.Replace("{0}", sample.Image, StringComparison.Ordinal));

        Assert.NotEmpty(answer.IsProblem(400)["errors"]!.AsArray());
        Assert.Equal("*", answer["Access-Control-Allow-Origin"]);
    }

    [Theory]
    [InlineData("/zarr/0.5/{0}.zarr//zarr.json")]
    [InlineData("/zarr/0.5//{0}.zarr/zarr.json")]
    [InlineData("/zarr//0.5/{0}.zarr///zarr.json")]
    [InlineData("/zarr/0.5/{0}.zarr/zarr.json?token=a%2Fb&token=c")]
    [InlineData("/zarr/0.5/{0}.zarr/zarr%2Ejson")]
    [InlineData("/zarr/0.5/{0}%2Ezarr/zarr.json")]
    public async Task Slashes_queries_and_percent_codes_do_not_matter(string path)
    {
        var plain = (await Api.Get($"{sample.Root}/zarr.json")).Is(200);

        var same = (await Api.Get(path.Replace("{0}", sample.Image, StringComparison.Ordinal))).Is(200);

        Assert.Equal(plain.Bytes, same.Bytes);
    }

    [Fact]
    public async Task Chunks_are_found_behind_double_slashes_too()
    {
        var chunk = (await Api.Get($"{sample.Root}//0//c/1/1//1/1")).Is(200);

        Assert.Equal(sample.File(SampleFolder.Chunk), chunk.Bytes);
    }

    [Theory]
    [InlineData("/zarr/0.5/{0}.zarr/zarr.json")]
    [InlineData("/zarr/0.5/{0}.zarr/0/c/0/0/0/0")]
    [InlineData("/zarr/0.5/{0}.zarr/nothing")]
    [InlineData("/v1/images/{0}")]
    [InlineData("/proxied/zarr/0.5/{0}.zarr/zarr.json")]
    [InlineData("/neuroglancer/{0}.json")]
    [InlineData("/open/{0}")]
    public async Task A_preflight_is_204_and_allows_reading(string path)
    {
        var answer = (await Api.Send(
            "OPTIONS", path.Replace("{0}", sample.Image, StringComparison.Ordinal), null,
            ("Origin", "https://viewer.example"), ("Access-Control-Request-Method", "GET"),
            ("Access-Control-Request-Headers", "range"))).Is(204);

        Assert.Empty(answer.Bytes);
        Assert.Equal("*", answer["Access-Control-Allow-Origin"]);
        Assert.Equal("GET, HEAD, OPTIONS", answer["Access-Control-Allow-Methods"]);
        Assert.Contains("range", answer["Access-Control-Allow-Headers"]!, StringComparison.Ordinal);
        Assert.NotNull(answer["Access-Control-Max-Age"]);
        Assert.Null(answer["Access-Control-Allow-Credentials"]);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task A_hierarchy_is_read_only(string method) =>
        (await Api.SendBytes(method, $"{sample.Root}/zarr.json", [])).Is(405);

    [Fact]
    public async Task Documents_are_ASCII_whatever_the_names_are()
    {
        const string name = "Größe µm \u2028 日本 \U0001F52C";
        var image = (await Api.ImportImages(NewCopy(sample.Folder)))[0];
        var record = await Api.Get($"/v1/images/{image}");
        (await Api.Patch($"/v1/images/{image}", record.ETag, new JsonObject
        {
            ["name"] = name,
            ["attributes"] = new JsonObject { ["стекло"] = "σ" },
        })).Is(200);

        foreach (var ome in new[] { "0.4", "0.5" })
        {
            Assert.Equal(name, (string)(await Api.Ome(ome, image))["multiscales"]![0]!["name"]!);
            var document = await Api.Get($"/zarr/{ome}/{image}.zarr/{(ome == "0.4" ? ".zattrs" : "zarr.json")}");
            var attributes = ome == "0.4" ? document.Json : document.Json["attributes"]!;
            Assert.Equal("σ", (string)attributes["стекло"]!);
            Assert.All(document.Bytes, letter => Assert.InRange(letter, 0, 127));
            Assert.Equal("application/json", document["Content-Type"]);
            var metadata = (await Api.Get($"/v1/images/{image}/metadata?ome={ome}")).Is(200);
            Assert.All(metadata.Bytes, letter => Assert.InRange(letter, 0, 127));
        }
    }
}
