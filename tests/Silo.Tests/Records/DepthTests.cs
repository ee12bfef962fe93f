using System.Text;
using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Records;

/// <summary>
/// JSON that is nested almost too deep: it is refused, or it can be read back everywhere. On a silo of its own, because
/// a record that could not be read back would stand in the way of every list.
/// </summary>
public sealed class DepthTests(RunningSilo silo) : IClassFixture<RunningSilo>
{
    private readonly Api _api = new(silo.Http);

    [Theory]
    [InlineData(40)]
    [InlineData(55)]
    [InlineData(56)]
    [InlineData(57)]
    [InlineData(58)]
    [InlineData(59)]
    [InlineData(60)]
    [InlineData(61)]
    [InlineData(62)]
    [InlineData(63)]
    public async Task A_document(int depth)
    {
        var folder = Folders.Copy(
            ConformanceFolder.Of(ConformanceFolder.Idr04), Path.Join(silo.Root, Guid.NewGuid().ToString("N")));
        Folders.Edit(Path.Join(folder, ".zattrs"), "\"_creator\"", $"\"deep\": {Nested(depth)}, \"_creator\"");

        var dataset = await NewDataset();
        var request = new JsonObject { ["source"] = folder, ["dataset"] = dataset };
        var status = await _api.Finish((await _api.Post("/v1/imports", request)).Is(202)["Location"]!);

        if ((string)status["state"]! == "failed")
        {
            Assert.Contains("MaxDocumentDepth", status["problem"]!.ToJsonString(), StringComparison.Ordinal);
            return;
        }

        var image = Assert.Single(status.Images());
        await IsReadable("/v1/images", image, dataset);
        await IsServed(image, "0.4", ".zattrs", depth);
        await IsServed(image, "0.5", "zarr.json", depth);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(58)]
    [InlineData(59)]
    [InlineData(60)]
    [InlineData(61)]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(64)]
    public async Task A_body(int depth)
    {
        var array = Drafts.Array();
        array["dataset"] = await NewDataset();
        array["attributes"] = new JsonObject { ["deep"] = 0 };
        var body = array.ToJsonString().Replace(
            "\"deep\":0", $"\"deep\":{Nested(depth - 2)}", StringComparison.Ordinal);

        var answer = await _api.SendBytes("POST", "/v1/arrays", Encoding.UTF8.GetBytes(body));

        if (answer.Status == 400)
        {
            answer.IsProblem(400);
            return;
        }

        var id = (string)answer.Is(201).Json["id"]!;
        await IsReadable("/v1/arrays", id, (string)array["dataset"]!);
        (await _api.Patch($"/v1/arrays/{id}", "*", Drafts.Rescaled(2, 2))).Is(200);
        var image = (string)(await _api.Post("/v1/images", Drafts.Image(null, id))).Is(201).Json["id"]!;
        await IsServed(image, "0.5", "0/zarr.json", depth - 2);
    }

    private async Task IsReadable(string list, string id, string dataset)
    {
        (await _api.Get($"{list}/{id}")).Is(200);
        (await _api.Get($"{list}/{id}?version=1")).Is(200);
        (await _api.Get($"{list}/{id}/history")).Is(200);
        var items = (await _api.Get($"{list}?dataset={dataset}")).Is(200).Json["items"]!.AsArray();
        Assert.Contains(id, items.Select(item => (string)item!["id"]!));
    }

    private async Task<string> NewDataset() =>
        (string)(await _api.Post("/v1/datasets", new JsonObject())).Is(201).Json["id"]!;

    private async Task IsServed(string image, string ome, string key, int depth)
    {
        var document = (await _api.Get($"/zarr/{ome}/{image}.zarr/{key}")).Is(200).Text;
        Assert.Contains(Nested(depth), document, StringComparison.Ordinal);
        (await _api.Get($"/v1/images/{image}/metadata?ome={ome}")).Is(200);
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);
}
