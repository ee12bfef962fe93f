using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Alignments;

public sealed class DefaultTests(RunningSilo silo) : SiloTests(silo)
{
    private static readonly string[] Unpublished = ["draft", "deprecated", "retracted"];

    [Fact]
    public async Task Only_a_published_version_is_the_default()
    {
        var alignment = await Api.NewAlignment();
        await Api.AddVersion(alignment, 1, "published");
        foreach (var status in Unpublished)
        {
            await Api.AddVersion(alignment, 2, status);
        }

        var record = (await Api.SetDefault(alignment, 1)).Is(200);

        Assert.NotNull(record["Change"]);
        Assert.Equal(1, (int)record.Json["defaultVersion"]!);
        Assert.Equal(record.ETag, (await Api.Get(alignment)).ETag);
        await Api.StoresNothing(async () =>
        {
            for (var version = 2; version <= 4; version++)
            {
                var refusal = (await Api.SetDefault(alignment, version)).IsProblem(409);
                Assert.Equal("/problems/not-published", (string)refusal["type"]!);
                Assert.Contains($"Version {version}", (string)refusal["detail"]!, StringComparison.Ordinal);
            }

            (await Api.SetDefault(alignment, 5)).IsRefusal("/version", "alignment-version-unknown");
            (await Api.SetDefault(alignment, 0)).IsRefusal("/version", "alignment-version-unknown");
            (await Api.Put($"{alignment}/default", new JsonObject(), ("If-Match", "*")))
                .IsRefusal("/version", "version-missing");
            (await Api.Put($"{alignment}/default", new JsonObject { ["version"] = "1" }, ("If-Match", "*")))
                .IsRefusal("/version", "json-mismatch");
            (await Api.SetDefault($"{alignment}x", 1)).IsProblem(404);
        });
    }

    [Fact]
    public async Task The_default_is_set_from_the_version_that_stands()
    {
        var alignment = await Api.NewAlignment();
        await Api.AddVersion(alignment, 1, "published");
        await Api.AddVersion(alignment, 2, "published");
        var tag = (await Api.Get(alignment)).ETag;

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(client =>
            Task.Run(() => Api.SetDefault(alignment, 1 + (client % 2), tag))));

        var set = Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer != set), answer => answer.IsProblem(412));
        Assert.Equal((int)set.Json["defaultVersion"]!, (int)(await Api.Get(alignment)).Json["defaultVersion"]!);
        await Api.StoresNothing(async () =>
        {
            (await Api.Put($"{alignment}/default", new JsonObject { ["version"] = 1 })).IsProblem(428);
            (await Api.Put($"{alignment}/default?dryRun=true", new JsonObject { ["version"] = 1 }, ("If-Match", "*")))
                .Is(200);
        });
    }

    [Fact]
    public async Task The_default_keeps_its_status_until_another_is_or_none()
    {
        var alignment = await Api.NewAlignment();
        await Api.AddVersion(alignment, 1, "published");
        await Api.AddVersion(alignment, 2, "published");
        (await Api.SetDefault(alignment, 1)).Is(200);

        await Api.StoresNothing(async () =>
        {
            foreach (var status in Unpublished)
            {
                var refusal = (await Api.SetStatus(alignment, 1, status)).IsProblem(409);
                Assert.Equal("/problems/not-published", (string)refusal["type"]!);
            }
        });
        (await Api.SetDefault(alignment, 2)).Is(200);
        (await Api.SetStatus(alignment, 1, "retracted")).Is(200);
        Assert.Null((await Api.SetDefault(alignment, null)).Is(200).Json["defaultVersion"]);
        (await Api.SetStatus(alignment, 2, "retracted")).Is(200);
    }

    [Fact]
    public async Task A_default_and_a_retraction_at_once_never_both_stand()
    {
        for (var round = 0; round < 10; round++)
        {
            var alignment = await Api.NewAlignment();
            await Api.AddVersion(alignment, 1, "published");
            var tag = (await Api.Get(alignment)).ETag;

            var answers = await Task.WhenAll(
                Task.Run(() => Api.SetDefault(alignment, 1, tag)),
                Task.Run(() => Api.SetStatus(alignment, 1, "retracted", tag)));

            Assert.Equal([200, 412], answers.Select(answer => answer.Status).Order());
        }
    }

    [Fact]
    public async Task Neither_the_default_nor_the_ends_change_with_the_record()
    {
        var alignment = await Api.NewAlignment();
        await Api.AddVersion(alignment, 1, "published");
        await Api.AddVersion(alignment, 2, "published");
        (await Api.SetDefault(alignment, 1)).Is(200);

        var patched = (await Api.Patch(alignment, "*", new JsonObject
        {
            ["defaultVersion"] = 2,
            ["lastVersion"] = 7,
            ["rank"] = 3,
        })).Is(200).Json;

        Assert.Equal((1, 2, 3), (
            (int)patched["defaultVersion"]!, (int)patched["lastVersion"]!, (int)patched["rank"]!));
        foreach (var end in new[] { "source", "target" })
        {
            var patch = new JsonObject { [end] = $"space:{await Api.New("spaces")}" };
            (await Api.Patch(alignment, "*", patch)).IsRefusal($"/{end}", "alignment-end-fixed");
        }
    }
}
