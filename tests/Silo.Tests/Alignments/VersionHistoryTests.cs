using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Http;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Alignments;

/// <summary>What became of a version of an alignment can be read, as of any record.</summary>
public sealed class VersionHistoryTests(RunningSilo silo) : SiloTests(silo)
{
    private static readonly string[] Statuses = ["draft", "published", "retracted"];

    [Fact]
    public async Task The_status_is_read_as_it_was_by_version_and_by_time()
    {
        var alignment = await Api.NewAlignment();
        await Api.AddVersion(alignment);
        var version = $"{alignment}/versions/1";
        var told = new List<JsonNode> { (await Api.Get(version)).Json };
        foreach (var status in Statuses[1..])
        {
            told.Add((await Api.Patch($"{version}?reason=to%20{status}", "*", new JsonObject { ["status"] = status }))
                .Is(200).Json);
        }

        var history = await Api.Items($"{version}/history?limit=2");
        Assert.Equal([3L, 2L, 1L], history.Select(entry => (long)entry["version"]!));
        Assert.Equal(["to retracted", "to published", "version 1 added"], history.Select(entry => (string)entry["reason"]!));
        Assert.Equal(["/status"], history[0]["changed"]!.AsArray().Strings());
        for (var index = 0; index < Statuses.Length; index++)
        {
            var time = Uri.EscapeDataString((string)told[index]["updatedAt"]!);
            foreach (var read in new[]
            {
                await Api.Get($"{version}?version={index + 1}"), await Api.Get($"{version}?asOf={time}"),
            })
            {
                Assert.True(JsonNode.DeepEquals(told[index], read.Is(200).Json), read.Text);
                (await Api.Get($"{version}?version={index + 1}", ("If-None-Match", read.ETag))).Is(304);
                (await Api.SetStatus(alignment, 1, "published", read.ETag)).IsProblem(412);
            }
        }

        (await Api.Get($"{version}?version=4")).IsProblem(404);
        (await Api.Get($"{version}?version=x")).IsRefusal("/version", "version-invalid");
        (await Api.Get($"{version}?asOf=2000-01-01T00:00:00Z")).IsProblem(404);
        (await Api.Get($"{version}?asOf=soon")).IsRefusal("/asOf", "time-invalid");
        (await Api.Get($"{alignment}/versions/2/history")).IsProblem(404);
        (await Api.Get($"{alignment}/versions/01/history")).IsProblem(404);
        (await Api.Get($"{alignment}/versions/2?version=1")).IsProblem(404);
    }

    [Fact]
    public async Task A_deleted_alignment_keeps_the_histories_of_its_versions()
    {
        var alignment = await Api.NewAlignment();
        await Api.AddVersion(alignment, 4);
        (await Api.Delete(alignment, "*")).Is(200);

        (await Api.Get($"{alignment}/versions/1")).IsProblem(404);
        (await Api.Get($"{alignment}/versions/1?version=2")).IsProblem(404);
        var read = (await Api.Get($"{alignment}/versions/1?version=1")).Is(200).Json;
        Assert.Equal(4, (double)read["coordinateTransformation"]!["translation"]![0]!);
        Assert.Equal([2L, 1L], (await Api.Items($"{alignment}/versions/1/history")).Select(entry => (long)entry["version"]!));
    }
}
