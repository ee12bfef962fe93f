using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Http;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Imports;

public sealed class CancellationTests(RunningSilo silo) : SiloTests(silo)
{
    // So many that the import goes on for seconds after it first tells how far it is.
    private const int Images = 600;

    [Fact]
    public async Task A_running_import_stops_and_leaves_what_it_registered_and_a_waiting_one_never_begins()
    {
        var folder = NewFolder();
        for (var image = 0; image < Images; image++)
        {
            Folders.Copy(ConformanceFolder.Of(ConformanceFolder.Idr04), Path.Join(folder, $"{image:000}.zarr"));
        }

        var dataset = (string)(await Api.Post("/v1/datasets", new JsonObject())).Is(201).Json["id"]!;
        var running = await Accept(folder);
        var waiting = await Accept(folder);
        (await Api.Delete(waiting, null)).Is(202);
        await Patience.Until("the first import is under way", async () =>
            (int)(await Api.Get(running)).Is(200).Json["registered"]! > 0 ? "" : null);
        (await Api.Delete(running, null)).Is(202);

        var stopped = await Api.Finish(running);
        var never = await Api.Finish(waiting);
        Assert.Equal(("cancelled", "cancelled"), ((string)stopped["state"]!, (string)never["state"]!));
        Assert.Equal(0, (int)never["found"]!);
        Assert.InRange(stopped.Images().Length, 1, Images - 1);

        // The next import comes after both.
        var next = await Api.Finish(await Accept(Path.Join(folder, "000.zarr")));
        Assert.Equal((1, 0, 0, 1, 0, 0), next.Counts());
        var standing = await Api.Items($"/v1/images?dataset={dataset}&limit=1000");
        Assert.Equal(stopped.Images().Order(), standing.Select(image => (string)image["id"]!).Order());

        async Task<string> Accept(string source) => (await Api.Post(
            "/v1/imports", new JsonObject { ["source"] = source, ["dataset"] = dataset })).Is(202)["Location"]!;
    }
}
