using OmeNgff.Client.Http;
using OmeNgff.Client.Imports;
using OmeNgff.Client.Problems;
using OmeNgff.Tests.Support;

namespace OmeNgff.Client.Tests.Http;

[Collection(SiloCollection.Name)]
public sealed class MetadataTests(RunningSilo silo)
{
    private const string Spatial = "coordinateTransformations";

    private readonly OmeNgffClient _client = new(silo.Http);

    [Theory]
    [InlineData("0.4", ".zattrs")]
    [InlineData("0.5", "zarr.json")]
    [InlineData("0.6", "zarr.json")]
    public async Task Documents_come_by_their_keys_in_either_layout(string ome, string key)
    {
        var image = (await _client.Import(new ImportRequest(silo.CopyOf(ConformanceFolder.Idr04)))).Images[0];

        var consolidated = await _client.Metadata(image, ome);
        var distributed = await _client.Metadata(image, ome, "distributed");

        Assert.Contains(Spatial, consolidated.Member(key)?.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(Spatial, distributed.Member(key)?.GetRawText(), StringComparison.Ordinal);
        Assert.Contains(Spatial, distributed.Member($"0/{key}")?.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_is_not_there_is_refused()
    {
        var image = (await _client.Import(new ImportRequest(silo.CopyOf(ConformanceFolder.Idr04)))).Images[0];

        var refusal = await Assert.ThrowsAsync<ProblemException>(() => _client.Metadata(image, "0.9"));

        Assert.Equal("ome-version-unknown", Assert.Single(refusal.Problem.Errors).Rule);
    }

    [Fact]
    public async Task Numbers_stay_as_they_were_written()
    {
        const string text = """{"zarr.json": [1.0, 1.10, 1e400, 12345678901234567890123]}""";
        using var server = new StubServer(_ => StubServer.Json(text));
        using var http = server.Client();

        Assert.Equal(text, (await new OmeNgffClient(http).Metadata("a")).ToString());
    }

    [Fact]
    public async Task Documents_may_be_as_deep_as_a_record_and_what_holds_it()
    {
        var text = string.Concat(Enumerable.Repeat("[", 70)) + string.Concat(Enumerable.Repeat("]", 70));
        using var server = new StubServer(_ => StubServer.Json(text));
        using var http = server.Client();

        Assert.Equal(text, (await new OmeNgffClient(http).Metadata("a")).ToString());
    }
}
