using System.Globalization;
using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Commits;
using OmeNgff.Silo.Tests.Http;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Alignments;

public sealed class VersionTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task A_version_is_added_and_read_with_all_that_was_said_of_it()
    {
        var alignment = await Api.NewAlignment();
        var draft = Alignment.Version(3);
        draft["provenance"] = new JsonObject
        {
            ["method"] = "landmarks",
            ["software"] = "elastix 5.2",
            ["parameters"] = new JsonObject { ["iterations"] = 500 },
            ["inputs"] = new JsonArray("https://example.org/points.csv"),
            ["author"] = "Ada",
            ["doi"] = "10.1000/182",
        };
        draft["quality"] = new JsonObject { ["rms/µm"] = 0.25 };
        draft["comment"] = "by hand";

        var made = (await Api.Post($"{alignment}/versions", draft)).Is(201);

        Assert.Equal($"{alignment}/versions/1", made["Location"]);
        Assert.NotNull(made["Change"]);
        foreach (var (name, value) in draft)
        {
            Assert.True(JsonNode.DeepEquals(value, made.Json[name]) || name == "coordinateTransformation", made.Text);
        }

        var id = alignment.Split('/')[^1];
        Assert.Equal((1, id, $"{id}@1", "draft"), (
            (int)made.Json["version"]!, (string)made.Json["alignment"]!, (string)made.Json["id"]!,
            (string)made.Json["status"]!));
        Assert.Equal(3, (double)made.Json["coordinateTransformation"]!["translation"]![0]!);
        Assert.Equal(["y", "x"], made.Json["sourceAxes"]!.AsArray().Select(axis => (string)axis!["name"]!));
        Assert.Equal(["y", "x"], made.Json["targetAxes"]!.AsArray().Select(axis => (string)axis!["name"]!));
        Assert.Equal(("local", "local"), ((string)made.Json["createdBy"]!, (string)made.Json["updatedBy"]!));
        var read = (await Api.Get(made["Location"]!)).Is(200);
        Assert.True(JsonNode.DeepEquals(made.Json, read.Json), read.Text);
        Assert.Equal(made.ETag, read.ETag);
        (await Api.Get(made["Location"]!, ("If-None-Match", read.ETag))).Is(304);
        var record = (await Api.Get(alignment)).Is(200);
        Assert.Equal((2, 1), ((int)record.Json["version"]!, (int)record.Json["lastVersion"]!));
        Assert.Null(record.Json["defaultVersion"]);
    }

    [Fact]
    public async Task What_was_got_can_be_posted_as_the_next_version()
    {
        var alignment = await Api.NewAlignment();
        var first = (await Api.AddVersion(alignment, 5)).Json;

        var second = (await Api.Post($"{alignment}/versions", first)).Is(201).Json;

        Assert.Equal((2, 5.0), (
            (int)second["version"]!, (double)second["coordinateTransformation"]!["translation"]![0]!));
        Assert.NotEqual((string)first["createdAt"]!, (string)second["createdAt"]!);
    }

    [Fact]
    public async Task Versions_are_listed_by_number()
    {
        var (alignment, other) = (await Api.NewAlignment(), await Api.NewAlignment());
        await Api.AddVersion(other);
        for (var number = 1; number <= 12; number++)
        {
            await Api.AddVersion(alignment, number);
        }

        foreach (var limit in new[] { 1, 5, 12, 100 })
        {
            var pages = await Api.All($"{alignment}/versions?limit={limit}");
            Assert.All(pages.SkipLast(1), page => Assert.Equal(limit, page.Count));
            var numbers = pages.SelectMany(page => page).Select(version => (int)version!["version"]!);
            Assert.Equal(Enumerable.Range(1, 12), numbers);
        }

        var link = (await Api.Get($"{alignment}/versions?limit=5"))["Link"]!;
        Assert.Contains($"{alignment}/versions?limit=5&cursor=", link, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Concurrent_pipelines_get_dense_numbers_and_lose_none_while_the_default_moves()
    {
        const int pipelines = 8;
        const int each = 50;
        const int moves = 2 * (each / 10);
        var (alignment, other) = (await Api.NewAlignment(), await Api.NewAlignment());
        using var stop = new CancellationTokenSource();
        var committing = Task.Run(() => CommitBoth(alignment, other, stop.Token));

        var made = await Task.WhenAll(Enumerable.Range(0, pipelines).Select(pipeline => Task.Run(async () =>
        {
            var own = new List<(int Number, double Shift)>();
            for (var index = 0; index < each; index++)
            {
                double shift = (pipeline * each) + index;
                var answer = await Api.AddVersion(alignment, shift, "published");
                var number = (int)answer.Json["version"]!;
                Assert.Equal($"{alignment}/versions/{number}", answer["Location"]);
                Assert.Equal(shift, Shift(answer.Json));
                own.Add((number, shift));

                // Others change the alignment meanwhile.
                await Api.Patch(alignment, "*", Kinds.Note(shift.ToString(CultureInfo.InvariantCulture)));
                if (pipeline < 2 && index % 10 == 9)
                {
                    await MoveDefault(alignment, number);
                }
            }

            Assert.Equal(own.Select(version => version.Number).Order(), own.Select(version => version.Number));
            return own;
        })));
        await stop.CancelAsync();
        var commits = await committing;

        Assert.NotEqual(0, commits);
        var given = made.SelectMany(own => own).OrderBy(version => version.Number).ToList();
        Assert.Equal(Enumerable.Range(1, pipelines * each), given.Select(version => version.Number));
        var listed = await Api.Items($"{alignment}/versions?limit=1000");
        Assert.Equal(given, listed.Select(version => ((int)version["version"]!, Shift(version))));
        var record = (await Api.Get(alignment)).Json;
        Assert.Equal(pipelines * each, (int)record["lastVersion"]!);

        // No move and no commit was lost or done twice.
        var history = new List<JsonNode>();
        foreach (var page in await Api.All($"{alignment}/history?limit=1000"))
        {
            history.AddRange(page.Select(entry => entry!));
        }

        Assert.Equal((long)record["version"]!, history.Count);
        Assert.Equal(moves, history.Count(entry => ((string)entry["reason"]!).EndsWith("is the default", StringComparison.Ordinal)));
        Assert.Equal(
            pipelines * each, history.Count(entry => ((string)entry["reason"]!).EndsWith("added", StringComparison.Ordinal)));
        Assert.Equal(commits, (int)record["attributes"]!["commits"]!);
        Assert.Equal(commits, (int)(await Api.Get(other)).Json["attributes"]!["commits"]!);
    }

    [Fact]
    public async Task Nothing_of_a_version_but_its_status_changes()
    {
        var alignment = await Api.NewAlignment();
        var made = await Api.AddVersion(alignment);
        var address = made["Location"]!;

        await Api.StoresNothing(async () =>
        {
            foreach (var patch in new[]
            {
                new JsonObject { ["status"] = "published", ["comment"] = "better" },
                Alignment.Version(9), [],
                new JsonObject { ["status"] = "perfect" },
                new JsonObject { ["status"] = null },
            })
            {
                (await Api.Patch(address, made.ETag, patch)).IsProblem(400);
            }

            (await Api.Put(address, Alignment.Version(9), ("If-Match", made.ETag))).IsProblem(405);
            (await Api.Delete(address, made.ETag)).IsProblem(405);
        });
        Assert.Equal(made.ETag, (await Api.Get(address)).ETag);
    }

    [Fact]
    public async Task A_status_is_set_against_the_alignment_whose_history_tells_of_it()
    {
        var alignment = await Api.NewAlignment();
        var made = await Api.AddVersion(alignment);
        var tag = (await Api.Get(alignment)).ETag;

        await Api.StoresNothing(async () =>
        {
            (await Api.SetStatus(alignment, 1, "published", null)).IsProblem(428);
            (await Api.SetStatus(alignment, 1, "published", "\"1-0\"")).IsProblem(412);
            (await Api.SetStatus(alignment, 2, "published", tag)).IsProblem(404);
            (await Api.Patch($"{alignment}/versions/01", tag, new JsonObject { ["status"] = "published" })).IsProblem(404);
            (await Api.SetStatus($"{alignment}x", 1, "published", tag)).IsProblem(404);
        });

        var published = (await Api.SetStatus(alignment, 1, "published", tag)).Is(200);
        Assert.Equal("published", (string)published.Json["status"]!);
        Assert.Equal((string)made.Json["createdAt"]!, (string)published.Json["createdAt"]!);
        Assert.NotEqual((string)made.Json["updatedAt"]!, (string)published.Json["updatedAt"]!);
        var history = await Api.Items($"{alignment}/history");
        Assert.Equal(
            ["version 1 is published", "version 1 added", "created"], history.Select(entry => (string)entry["reason"]!));

        // The tags of the alignment and of its versions both say at which version the alignment is.
        (await Api.SetStatus(alignment, 1, "deprecated", tag)).IsProblem(412);
        (await Api.SetStatus(alignment, 1, "deprecated", published.ETag)).Is(200);
        (await Api.SetStatus(alignment, 1, "retracted", (await Api.Get($"{alignment}/versions/1")).ETag)).Is(200);
        var back = (await Api.SetStatus(alignment, 1, "published")).IsProblem(409);
        Assert.Equal("/problems/status-backwards", (string)back["type"]!);
        await Api.StoresNothing(async () =>
            Assert.Null((await Api.SetStatus(alignment, 1, "retracted")).Is(200)["Change"]));
    }

    [Fact]
    public async Task A_dry_run_tells_the_version_and_adds_none()
    {
        var alignment = await Api.NewAlignment();
        await Api.AddVersion(alignment);
        await Api.StoresNothing(async () =>
        {
            var added = (await Api.Post($"{alignment}/versions?dryRun=true", Alignment.Version(2))).Is(200);
            Assert.Equal((2, 2), ((int)added.Json["version"]!, added.Json["sourceAxes"]!.AsArray().Count));
            Assert.Null(added["Change"]);
            var patched = (await Api.Patch(
                $"{alignment}/versions/1?dryRun=true", "*", new JsonObject { ["status"] = "published" })).Is(200);
            Assert.Equal("published", (string)patched.Json["status"]!);
        });
        Assert.Equal(1, (int)Assert.Single(await Api.Items($"{alignment}/versions"))["version"]!);
    }

    [Fact]
    public async Task A_transformation_that_does_not_fit_the_ends_is_refused_with_its_place()
    {
        var alignment = await Api.NewAlignment();
        var id = alignment.Split('/')[^1];
        var record = (await Api.Get(alignment)).Json;

        await Api.StoresNothing(async () =>
        {
            await Refused(new JsonObject { ["type"] = "translation", ["translation"] = new JsonArray(1, 2, 3) });
            await Refused(new JsonObject { ["type"] = "scale", ["scale"] = new JsonArray(1, 0) });
            await Refused(new JsonObject
            {
                ["type"] = "affine",
                ["affine"] = new JsonArray(new JsonArray(1, 0, 0, 0), new JsonArray(0, 1, 0, 0)),
            });
            await Refused(new JsonObject { ["type"] = "warp" });
            (await Api.Post($"{alignment}/versions", new JsonObject { ["comment"] = "none" }))
                .IsRefusal("/coordinateTransformation", "transformation-missing");
            var unsaid = Alignment.Version();
            unsaid["coordinateTransformation"]!["input"] = new JsonObject { ["name"] = $"space:{id}" };
            (await Api.Post($"{alignment}/versions", unsaid))
                .IsRefusal("/coordinateTransformation/input", "transformation-input-implied");
            var quality = Alignment.Version();
            quality["quality"] = new JsonObject { ["a/b"] = "good" };
            (await Api.Post($"{alignment}/versions", quality)).IsRefusal("/quality/a~1b", "quality-not-a-number");
            (await Api.Post($"{alignment}x/versions", Alignment.Version())).IsProblem(404);
            (await Api.Get($"{alignment}x/versions")).IsProblem(404);
            (await Api.Get($"{alignment}/versions/1")).IsProblem(404);
        });

        var agreeing = Alignment.Version();
        agreeing["coordinateTransformation"]!["input"] = new JsonObject { ["name"] = (string)record["source"]! };
        agreeing["coordinateTransformation"]!["output"] = new JsonObject { ["name"] = (string)record["target"]! };
        Assert.Equal(1, (int)(await Api.Post($"{alignment}/versions", agreeing)).Is(201).Json["version"]!);

        async Task Refused(JsonObject transformation)
        {
            var problem = (await Api.Post(
                $"{alignment}/versions", new JsonObject { ["coordinateTransformation"] = transformation })).IsProblem(400);
            Assert.All(problem["errors"]!.AsArray(), error =>
                Assert.StartsWith("/coordinateTransformation", (string)error!["pointer"]!, StringComparison.Ordinal));
            Assert.NotEmpty(problem["errors"]!.AsArray());
        }
    }

    [Fact]
    public async Task A_version_keeps_the_axes_that_its_ends_had()
    {
        var space = await Api.New("spaces");
        var alignment = "/v1/alignments/" + await Api.New("alignments", new JsonObject
        {
            ["source"] = $"array:{await Api.New("arrays")}",
            ["target"] = $"space:{space}",
        });
        await Api.AddVersion(alignment);

        (await Api.Patch($"/v1/spaces/{space}", "*", Kinds.Space("nanometer"))).Is(200);
        await Api.AddVersion(alignment);

        var units = (await Api.Items($"{alignment}/versions"))
            .Select(version => (string)version["targetAxes"]![0]!["unit"]!);
        Assert.Equal(["micrometer", "nanometer"], units);
    }

    [Fact]
    public async Task Versions_go_where_their_alignment_goes()
    {
        var (alignment, dataset) = (await Api.NewAlignment(), await Api.New("datasets"));
        await Api.AddVersion(alignment);
        (await Api.Patch(alignment, "*", new JsonObject { ["dataset"] = dataset })).Is(200);
        await Api.AddVersion(alignment);
        (await Api.Delete($"/v1/datasets/{dataset}", "*")).IsProblem(409);

        (await Api.Patch(alignment, "*", new JsonObject { ["dataset"] = "default" })).Is(200);

        (await Api.Delete($"/v1/datasets/{dataset}", "*")).Is(200);
    }

    [Fact]
    public async Task Deleting_an_alignment_takes_its_versions_and_their_numbers_never_come_back()
    {
        var alignment = await Api.NewAlignment();
        var id = alignment.Split('/')[^1];
        var record = (await Api.Get(alignment)).Json;
        await Api.AddVersion(alignment, 1, "published");
        await Api.AddVersion(alignment, 2);
        (await Api.SetDefault(alignment, 1)).Is(200);
        string[] all = [$"alignment:{id}", $"alignmentVersion:{id}@1", $"alignmentVersion:{id}@2"];
        await Api.StoresNothing(async () => Assert.Equal(
            all, (await Api.Delete($"{alignment}?dryRun=true", "*")).Is(200).Json["deleted"]!.AsArray().Strings()));
        var mark = await Api.Mark();

        var deleted = (await Api.Delete(alignment, "*")).Is(200);

        Assert.Equal(all, deleted.Json["deleted"]!.AsArray().Strings());
        Assert.Equal(all, (await Api.Since(mark)).Select(entry => $"{entry["kind"]}:{entry["id"]}"));
        (await Api.Get($"{alignment}/versions/1")).IsProblem(404);
        (await Api.Get($"{alignment}/versions")).IsProblem(404);
        (await Api.Put(alignment, record)).Is(201);
        Assert.Empty(await Api.Items($"{alignment}/versions"));
        Assert.Equal(3, (int)(await Api.AddVersion(alignment)).Json["version"]!);
        Assert.Equal([3], (await Api.Items($"{alignment}/versions")).Select(version => (int)version["version"]!));
    }

    private static double Shift(JsonNode version) => (double)version["coordinateTransformation"]!["translation"]![0]!;

    /// <summary>Makes a version the default, from the record that was read, however often others come between.</summary>
    private async Task MoveDefault(string alignment, int number)
    {
        for (var status = 412; status != 200;)
        {
            var answer = await Api.SetDefault(alignment, number, (await Api.Get(alignment)).ETag);
            Assert.True(answer.Status is 200 or 412, answer.Text);
            status = answer.Status;
        }
    }

    /// <summary>Counts in two alignments at once, in one commit each.</summary>
    /// <returns>How often.</returns>
    private async Task<int> CommitBoth(string first, string second, CancellationToken stop)
    {
        var commits = 0;
        while (!stop.IsCancellationRequested)
        {
            var changes = new List<JsonObject>();
            foreach (var address in new[] { first, second })
            {
                changes.Add(Changes.Patch(address, (await Api.Get(address)).ETag, new JsonObject
                {
                    ["attributes"] = new JsonObject { ["commits"] = commits + 1 },
                }));
            }

            var answer = await Api.Post("/v1/commits", Changes.Commit([.. changes]));
            Assert.True(answer.Status is 200 or 409 or 412, answer.Text);
            commits += answer.Status == 200 ? 1 : 0;
        }

        return commits;
    }
}
