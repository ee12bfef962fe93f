using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Commits;
using OmeNgff.Silo.Tests.Http;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Alignments;

/// <summary>Whoever sees through a version is told when it is retracted.</summary>
public sealed class RetractionTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task A_retraction_raises_all_that_is_seen_through_the_version()
    {
        var (alignment, id) = await Published();
        var (pinned, free, space, otherSpace) = (
            await Api.New("images"), await Api.New("images"), await Api.New("spaces"), await Api.New("spaces"));
        var viewpoint = await Viewpoint(space, (pinned, $"{id}@1"), (free, null));
        var second = await Viewpoint(space, (pinned, $"{id}@1"));
        await Viewpoint(otherSpace, (free, $"{id}@2"));
        await Viewpoint(otherSpace, (pinned, null));
        string[] raised = [$"viewpoint:{viewpoint}", $"viewpoint:{second}", $"image:{pinned}", $"space:{space}"];
        var before = await Task.WhenAll(raised.Select(Read));
        var mark = await Api.Mark();

        var answer = (await Api.SetStatus(alignment, 1, "retracted")).Is(200);

        Assert.Null(answer.Json["pendingViews"]);
        var changes = await Api.Since(mark);
        Assert.Equal(
            raised.Append($"alignment:{id}").Append($"alignmentVersion:{id}@1").Order(StringComparer.Ordinal),
            changes.Select(change => $"{change["kind"]}:{change["id"]}").Order(StringComparer.Ordinal));
        Assert.Single(changes.Select(change => ((string)change["change"]!)[..25]).Distinct());
        for (var index = 0; index < raised.Length; index++)
        {
            var (old, now) = (before[index].Json.AsObject(), (await Read(raised[index])).Json.AsObject());
            Assert.Equal((long)old["version"]! + 1, (long)now["version"]!);
            var entry = (await Api.Items($"{Path(raised[index])}/history"))[0];
            Assert.Equal($"alignment version {id}@1 was retracted", (string)entry["reason"]!);
            Assert.Empty(entry["changed"]!.AsArray());
            foreach (var name in new[] { "version", "updatedAt", "view" })
            {
                old.Remove(name);
                now.Remove(name);
            }

            Assert.True(JsonNode.DeepEquals(old, now), now.ToJsonString());
        }

        // Nobody is told twice.
        await Api.StoresNothing(async () => (await Api.SetStatus(alignment, 1, "retracted")).Is(200));
    }

    [Fact]
    public async Task A_dry_run_and_a_stale_tag_raise_nothing()
    {
        var (alignment, id) = await Published();
        await Viewpoint(await Api.New("spaces"), (await Api.New("images"), $"{id}@1"));
        var tag = (await Api.Get(alignment)).ETag;
        (await Api.Patch(alignment, "*", Kinds.Note("later"))).Is(200);

        await Api.StoresNothing(async () =>
        {
            (await Api.SetStatus(alignment, 1, "retracted", tag)).IsProblem(412);
            (await Api.Patch(
                $"{alignment}/versions/1?dryRun=true", "*", new JsonObject { ["status"] = "retracted" })).Is(200);
            (await Api.Post("/v1/commits", Changes.Commit(Changes.Patch(
                $"{alignment}/versions/1", "*", new JsonObject { ["status"] = "retracted" })))).IsProblem(400);
        });
    }

    [Fact]
    public async Task A_retracted_version_is_pinned_no_more_but_where_it_was()
    {
        var (alignment, id) = await Published();
        var (image, space) = (await Api.New("images"), await Api.New("spaces"));
        var address = $"/v1/viewpoints/{await Viewpoint(space, (image, $"{id}@1"))}";
        var other = $"/v1/viewpoints/{await Viewpoint(space, (image, $"{id}@2"))}";
        (await Api.SetStatus(alignment, 1, "retracted")).Is(200);

        var record = (await Api.Get(address)).Is(200).Json;
        record["description"] = "still";
        record["layers"]!.AsArray().Add(record["layers"]![0]!.DeepClone());
        (await Api.Put(address, record, ("If-Match", "*"))).Is(200);
        await Api.StoresNothing(async () =>
        {
            (await Api.Post("/v1/viewpoints", Draft(space, (image, $"{id}@1"))))
                .IsRefusal("/layers/0/pins/0", "pin-retracted");
            (await Api.Patch(other, "*", Draft(space, (image, $"{id}@2"), (image, $"{id}@1"))))
                .IsRefusal("/layers/1/pins/0", "pin-retracted");
            (await Api.Post("/v1/viewpoints", Draft(space, (image, $"{id}@3"))))
                .IsRefusal("/layers/0/pins/0", "alignment-version-unknown");
        });
        (await Api.SetStatus(alignment, 1, "deprecated")).IsProblem(409);
    }

    [Fact]
    public async Task Whatever_changes_and_pins_meanwhile_every_pin_that_stands_is_told()
    {
        for (var round = 0; round < 5; round++)
        {
            var (alignment, id) = await Published();
            var (image, space) = (await Api.New("images"), await Api.New("spaces"));
            var first = await Viewpoint(space, (image, $"{id}@1"));
            using var stop = new CancellationTokenSource();
            var pinning = Task.Run(async () =>
            {
                // However many pin it: not without end, for who retracts is told to try again then.
                for (var pins = 0; pins < 60 && !stop.IsCancellationRequested; pins++)
                {
                    var made = await Api.Post("/v1/viewpoints", Draft(space, (image, $"{id}@1")));
                    Assert.True(made.Status == 201 || made.Text.Contains("pin-retracted", StringComparison.Ordinal), made.Text);
                }
            });
            var changing = Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    foreach (var address in new[] { $"/v1/viewpoints/{first}", $"/v1/images/{image}" })
                    {
                        var patched = await Api.Patch(address, "*", Kinds.Note("again"));
                        Assert.True(patched.Status is 200 or 412, patched.Text);
                    }
                }
            });

            try
            {
                while (await Api.SetStatus(alignment, 1, "retracted") is { Status: not 200 } busy)
                {
                    busy.IsProblem(503);
                }
            }
            finally
            {
                await stop.CancelAsync();
                await Task.WhenAll(pinning, changing);
            }

            var holders = (await Api.Items("/v1/viewpoints?limit=1000"))
                .Where(viewpoint => viewpoint["layers"]!.ToJsonString().Contains($"\"{id}@1\"", StringComparison.Ordinal))
                .ToList();
            Assert.NotEmpty(holders);
            foreach (var holder in holders)
            {
                Assert.Contains(
                    await Api.Items($"/v1/viewpoints/{holder["id"]}/history?limit=1000"),
                    entry => ((string)entry["reason"]!).EndsWith("was retracted", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task More_than_nine_thousand_records_are_refused_rather_than_raised_by_half()
    {
        var (alignment, id) = await Published();
        var (image, space) = (await Api.New("images"), await Api.New("spaces"));
        var prefix = NewName();
        var commit = Changes.Commit([.. Enumerable.Range(0, 8999).Select(index =>
            Changes.Put($"/v1/viewpoints/{prefix}-{index}", Draft(space, (image, $"{id}@1"))))]);
        (await Api.Post("/v1/commits", commit)).Is(200);

        await Api.StoresNothing(async () =>
        {
            var refusal = (await Api.SetStatus(alignment, 1, "retracted")).IsProblem(409);
            Assert.Contains("(limit MaxRaisedRecords)", (string)refusal["detail"]!, StringComparison.Ordinal);
        });

        (await Api.Delete($"/v1/viewpoints/{prefix}-0", "*")).Is(200);
        (await Api.SetStatus(alignment, 1, "retracted")).Is(200);
        Assert.Equal(2, (long)(await Api.Get($"/v1/viewpoints/{prefix}-8998")).Json["version"]!);
        Assert.Equal(2, (long)(await Api.Get($"/v1/spaces/{space}")).Json["version"]!);
    }

    private static JsonObject Draft(string space, params (string Image, string? Pin)[] layers) => new()
    {
        ["space"] = space,
        ["layers"] = new JsonArray([.. layers.Select(JsonNode (layer) => new JsonObject
        {
            ["image"] = layer.Image,
            ["pins"] = layer.Pin is null ? [] : new JsonArray(layer.Pin),
        })]),
    };

    private static string Path(string reference) => $"/v1/{reference.Replace(":", "s/", StringComparison.Ordinal)}";

    private async Task<Answer> Read(string reference) => (await Api.Get(Path(reference))).Is(200);

    private Task<string> Viewpoint(string space, params (string Image, string? Pin)[] layers) =>
        Api.New("viewpoints", Draft(space, layers));

    /// <summary>An alignment with two published versions and no default.</summary>
    private async Task<(string Alignment, string Id)> Published()
    {
        var alignment = await Api.NewAlignment();
        await Api.AddVersion(alignment, 1, "published");
        await Api.AddVersion(alignment, 2, "published");
        return (alignment, alignment.Split('/')[^1]);
    }
}
