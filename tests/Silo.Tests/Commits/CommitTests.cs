using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Commits;

public sealed class CommitTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task Records_of_several_kinds_are_created_changed_and_deleted_in_one_commit()
    {
        var (image, array, space, old) = (NewName(), NewName(), NewName(), NewName());
        var dataset = (await Api.Post("/v1/datasets", new JsonObject { ["title"] = "before" })).Is(201);
        var gone = (await Api.Put($"/v1/spaces/{old}", Space())).Is(201);
        var mark = await Api.Mark();

        var answer = (await Api.Post("/v1/commits?reason=all+at+once", Changes.Commit(
            Changes.Put($"/v1/images/{image}", Drafts.Image(null, Drafts.Array(array), Drafts.Array(pixel: 1))),
            Changes.Put($"/v1/spaces/{space}", Space()),
            Changes.Patch(dataset["Location"]!, dataset.ETag, new JsonObject { ["title"] = "after" }),
            Changes.Delete($"/v1/spaces/{old}", gone.ETag)))).Is(200);

        Assert.Equal(
            [$"/v1/images/{image} 1", $"/v1/spaces/{space} 1", $"{dataset["Location"]} 2", $"/v1/spaces/{old} 2"],
            answer.Json["records"]!.AsArray().Take(4).Select(record => $"{record!["path"]} {record["version"]}"));
        Assert.Equal(6, answer.Json["records"]!.AsArray().Count);
        Assert.Empty(answer.Json["pendingViews"]!.AsArray());
        Assert.Equal("after", (string)(await Api.Get(dataset["Location"]!)).Is(200).Json["title"]!);
        (await Api.Get($"/v1/spaces/{old}")).IsProblem(404);
        var entries = await Api.Since(mark);
        Assert.Equal(6, entries.Count);
        Assert.All(entries, entry => Assert.Equal("all at once", (string)entry["reason"]!));
        Assert.Single(entries.Select(entry => (string)entry["at"]!).Distinct());
        Assert.Equal(answer["Change"], (string)entries[^1]["change"]!);
        Assert.Equal(answer["Change"], (string)answer.Json["change"]!);
    }

    [Fact]
    public async Task The_tags_in_the_answer_are_those_of_the_records()
    {
        var (image, array) = (NewName(), NewName());

        var answer = (await Api.Post("/v1/commits", Changes.Commit(
            Changes.Put($"/v1/images/{image}", Drafts.Image(null, Drafts.Array(array))),
            Changes.Put($"/v1/spaces/{NewName()}", Space())))).Is(200);

        foreach (var record in answer.Json["records"]!.AsArray())
        {
            Assert.Equal((await Api.Get((string)record!["path"]!)).Is(200).ETag, (string)record["etag"]!);
        }
    }

    [Fact]
    public async Task Every_failed_precondition_is_named_and_nothing_is_stored()
    {
        var (first, second, third) = (NewName(), NewName(), NewName());
        var stale = (await Api.Put($"/v1/arrays/{first}", Drafts.Array())).Is(201).ETag;
        (await Api.Patch($"/v1/arrays/{first}", stale, Drafts.Rescaled(2, 2))).Is(200);
        (await Api.Put($"/v1/arrays/{second}", Drafts.Array())).Is(201);
        (await Api.Put($"/v1/arrays/{third}", Drafts.Array())).Is(201);

        await Api.StoresNothing(async () =>
        {
            var refusal = (await Api.Post("/v1/commits", Changes.Commit(
                Changes.Put($"/v1/arrays/{NewName()}", Drafts.Array()),
                Changes.Patch($"/v1/arrays/{first}", stale, Drafts.Rescaled(3, 3)),
                Changes.Put($"/v1/arrays/{second}", Drafts.Array()),
                Changes.Patch($"/v1/arrays/{third}", null, Drafts.Rescaled(3, 3)),
                Changes.Delete($"/v1/arrays/{NewName()}", "1"),
                Changes.Put($"/v1/arrays/{NewName()}", Drafts.Array(), "1"),
                Changes.Put($"/v1/arrays/{NewName()}", Wrong())))).IsProblem(409);

            Assert.Equal("/problems/commit-conflict", (string)refusal["type"]!);
            Assert.Equal(
                [
                    "/changes/1 version-conflict", "/changes/2 precondition-required",
                    "/changes/3 precondition-required", "/changes/4 not-found", "/changes/5 not-found",
                    "/changes/6/body/chunks json-mismatch",
                ],
                refusal.Faults());
        });
    }

    [Fact]
    public async Task Faults_of_bodies_alone_are_400_with_pointers_into_them()
    {
        var inline = Drafts.Array();
        inline["coordinateTransformations"] = new JsonArray(Drafts.Scale(1, 1, 1));
        var elsewhere = Drafts.Array();
        elsewhere["dataset"] = NewName();

        await Api.StoresNothing(async () =>
        {
            var refusal = (await Api.Post("/v1/commits", Changes.Commit(
                Changes.Put($"/v1/arrays/{NewName()}", Wrong()),
                Changes.Put($"/v1/images/{NewName()}", Drafts.Image(null, Drafts.Array(), inline)),
                Changes.Put($"/v1/images/{NewName()}", Drafts.Image(null))))).IsProblem(400);

            Assert.Equal(
                [
                    "/changes/0/body/chunks json-mismatch",
                    "/changes/1/body/levels/1/array/coordinateTransformations/0/scale transformation-rank-mismatch",
                    "/changes/2/body/levels level-count",
                ],
                refusal.Faults());
            Assert.Equal(
                ["/changes/0/body/dataset dataset-unknown"],
                (await Api.Post("/v1/commits", Changes.Commit(Changes.Put($"/v1/arrays/{NewName()}", elsewhere))))
                    .IsProblem(400).Faults());
        });
    }

    [Fact]
    public async Task What_the_transaction_refuses_leads_to_the_change_too()
    {
        var held = NewName();
        (await Api.Put($"/v1/arrays/{held}", Drafts.Array())).Is(201);
        (await Api.Post("/v1/images", Drafts.Image(null, held))).Is(201);

        await Api.StoresNothing(async () =>
        {
            Assert.Equal(
                ["/changes/1/body/levels/0/array array-unknown"],
                (await Api.Post("/v1/commits", Changes.Commit(
                    Changes.Put($"/v1/arrays/{NewName()}", Drafts.Array()),
                    Changes.Put($"/v1/images/{NewName()}", Drafts.Image(null, NewName()))))).IsProblem(400).Faults());
            Assert.Equal(
                ["/changes/1 referenced"],
                (await Api.Post("/v1/commits", Changes.Commit(
                    Changes.Put($"/v1/arrays/{NewName()}", Drafts.Array()),
                    Changes.Delete($"/v1/arrays/{held}", "1")))).IsProblem(409).Faults());
            Assert.Equal(
                ["/changes/0/body/levels/0/array exists"],
                (await Api.Post("/v1/commits", Changes.Commit(
                    Changes.Put($"/v1/images/{NewName()}", Drafts.Image(null, Drafts.Array(held))))))
                    .IsProblem(409).Faults());
        });
    }

    [Fact]
    public async Task One_record_twice_is_refused_where_it_stands_the_second_time()
    {
        var (id, array) = (NewName(), NewName());

        await Api.StoresNothing(async () => Assert.Equal(
            ["/changes/1 record-repeated", "/changes/3/body/levels/0/array record-repeated"],
            (await Api.Post("/v1/commits", Changes.Commit(
                Changes.Put($"/v1/spaces/{id}", Space()),
                Changes.Put($"/v1/spaces/{id}", Space()),
                Changes.Put($"/v1/arrays/{array}", Drafts.Array()),
                Changes.Put($"/v1/images/{id}", Drafts.Image(null, Drafts.Array(array)))))).IsProblem(400).Faults()));
    }

    [Theory]
    [InlineData("POST", "/v1/arrays/a", "/changes/0/method", "method-unknown")]
    [InlineData("put", "/v1/arrays/a", "/changes/0/method", "method-unknown")]
    [InlineData("PUT", "/v1/arrays", "/changes/0/path", "path-invalid")]
    [InlineData("PUT", "/v1/imports/a", "/changes/0/path", "path-invalid")]
    [InlineData("PUT", "/v1/arrays/a?x=y", "/changes/0/path", "path-invalid")]
    [InlineData("PUT", "/v1/arrays/a/history", "/changes/0/path", "path-invalid")]
    [InlineData("PUT", "/v1/arrays/../a", "/changes/0/path", "path-invalid")]
    public async Task What_is_no_change_of_a_record_is_refused(string method, string path, string pointer, string rule)
    {
        var change = Changes.Put(path, Drafts.Array());
        change["method"] = method;

        (await Api.Post("/v1/commits", Changes.Commit(change))).IsRefusal(pointer, rule);
    }

    [Fact]
    public async Task A_change_without_a_body_and_a_commit_without_changes_are_refused()
    {
        var change = new JsonObject { ["method"] = "PUT", ["path"] = $"/v1/arrays/{NewName()}" };

        (await Api.Post("/v1/commits", Changes.Commit(change))).IsRefusal("/changes/0/body", "body-missing");
        (await Api.Post("/v1/commits", Changes.Commit())).IsRefusal("/changes", "changes-missing");
    }

    [Fact]
    public async Task Ten_thousand_changes_are_one_commit_and_one_more_is_refused()
    {
        var name = NewName();
        JsonObject[] Spaces(int count) =>
            [.. Enumerable.Range(0, count).Select(number => Changes.Put($"/v1/spaces/{name}-{number}", Space()))];

        (await Api.Post("/v1/commits", Changes.Commit(Spaces(10_001)))).IsRefusal("/changes", "changes-too-many");
        var answer = (await Api.Post("/v1/commits", Changes.Commit(Spaces(10_000)))).Is(200);

        Assert.Equal(10_000, answer.Json["records"]!.AsArray().Count);
        (await Api.Get($"/v1/spaces/{name}-9999")).Is(200);
        (await Api.Get($"/v1/spaces/{name}-10000")).IsProblem(404);
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_be_stored_and_stores_nothing()
    {
        var id = NewName();

        await Api.StoresNothing(async () =>
        {
            var answer = (await Api.Post("/v1/commits?dryRun=true", Changes.Commit(
                Changes.Put($"/v1/arrays/{id}", Drafts.Array())))).Is(200);
            Assert.Null(answer["Change"]);
            var record = Assert.Single(answer.Json["records"]!.AsArray())!;
            Assert.Equal(1, (long)record["version"]!);
            Assert.Equal(id, (string)record["record"]!["id"]!);
        });
    }

    [Fact]
    public async Task The_next_reads_of_all_that_it_changed_include_it()
    {
        var arrays = Enumerable.Range(0, 20).Select(_ => NewName()).ToList();
        var images = new List<string>();
        foreach (var array in arrays)
        {
            images.Add((await Api.Post("/v1/images", Drafts.Image(null, Drafts.Array(array)))).Is(201)["Location"]!);
            (await Api.Get($"/v1/arrays/{array}")).Is(200);
        }

        (await Api.Post("/v1/commits", Changes.Commit(
            [.. arrays.Select(array => Changes.Patch($"/v1/arrays/{array}", "1", Drafts.Rescaled(9, 9)))]))).Is(200);

        foreach (var (array, image) in arrays.Zip(images))
        {
            Assert.Equal(2, (long)(await Api.Get($"/v1/arrays/{array}")).Is(200).Json["version"]!);
            Assert.Equal(2, (long)(await Api.Get(image)).Is(200).Json["view"]!["arrayVersions"]![array]!);
        }
    }

    [Fact]
    public async Task Of_commits_at_once_over_the_same_records_one_stands_whole()
    {
        string[] arrays = [NewName(), NewName(), NewName()];
        (await Api.Post("/v1/commits", Changes.Commit(
            [.. arrays.Select(array => Changes.Put($"/v1/arrays/{array}", Drafts.Array()))]))).Is(200);

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(number => Api.Post("/v1/commits", Changes.Commit(
            [.. arrays.Select(array => Changes.Patch($"/v1/arrays/{array}", "1", Drafts.Rescaled(number, number)))]))));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal(
            ["/changes/0 version-conflict", "/changes/1 version-conflict", "/changes/2 version-conflict"],
            answer.IsProblem(409).Faults()));
        var scales = new HashSet<string>();
        foreach (var array in arrays)
        {
            scales.Add((await Api.Get($"/v1/arrays/{array}")).Json["coordinateTransformations"]!.ToJsonString());
        }

        Assert.Single(scales);
    }

    private static JsonObject Wrong()
    {
        var array = Drafts.Array();
        array["chunks"] = new JsonArray(1, 1);
        return array;
    }

    private static JsonObject Space() =>
        new() { ["name"] = "a space", ["axes"] = new JsonArray(Drafts.Axis("y"), Drafts.Axis("x")) };
}
