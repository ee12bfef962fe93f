using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Http;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Records;

/// <summary>What holds for every kind of record.</summary>
public sealed class KindTests(RunningSilo silo) : SiloTests(silo)
{
    public static TheoryData<string> AllKinds => Kinds.All;

    [Theory]
    [MemberData(nameof(AllKinds))]
    public async Task A_record_is_created_by_POST_and_by_PUT_and_read_with_its_tag(string kind)
    {
        var (posted, put) = (NewName(), NewName());

        var first = (await Api.Post($"/v1/{kind}", await Api.Draft(kind, posted))).Is(201);
        var second = (await Api.Put(
            $"/v1/{kind}/{put}", await Api.Draft(kind), ("If-None-Match", "*"))).Is(201);
        var unnamed = (await Api.Post($"/v1/{kind}", await Api.Draft(kind))).Is(201);

        Assert.Equal($"/v1/{kind}/{posted}", first["Location"]);
        Assert.Equal($"/v1/{kind}/{put}", second["Location"]);
        Assert.Equal(put, (string)second.Json["id"]!);
        Assert.Equal($"/v1/{kind}/{unnamed.Json["id"]}", unnamed["Location"]);
        foreach (var made in new[] { first, second, unnamed })
        {
            Assert.NotNull(made["Change"]);
            Assert.Equal((1, "local", "local"), (
                (long)made.Json["version"]!, (string)made.Json["createdBy"]!, (string)made.Json["updatedBy"]!));
            Assert.Equal(kind == "datasets" ? (string)made.Json["id"]! : "default", (string)made.Json["dataset"]!);
            Assert.Equal((string)made.Json["createdAt"]!, (string)made.Json["updatedAt"]!);
            var read = (await Api.Get(made["Location"]!)).Is(200);
            Assert.Equal(made.ETag, read.ETag);
            Assert.StartsWith("\"1-", read.ETag, StringComparison.Ordinal);
            Assert.True(JsonNode.DeepEquals(made.Json, read.Json), read.Text);
            Assert.Empty((await Api.Get(made["Location"]!, ("If-None-Match", read.ETag))).Is(304).Bytes);
        }

        (await Api.Post($"/v1/{kind}", await Api.Draft(kind, posted))).IsProblem(409);
        (await Api.Put($"/v1/{kind}/{posted}", await Api.Draft(kind), ("If-None-Match", "*"))).IsProblem(412);
    }

    [Theory]
    [MemberData(nameof(AllKinds))]
    public async Task A_record_changes_only_from_the_version_that_stands(string kind)
    {
        var draft = await Api.Draft(kind);
        var first = (await Api.Post($"/v1/{kind}", draft)).Is(201);
        var address = first["Location"]!;

        await Api.StoresNothing(async () =>
        {
            (await Api.Patch(address, null, Kinds.Note("x"))).IsProblem(428);
            (await Api.Put(address, draft)).IsProblem(428);
            (await Api.Delete(address, null)).IsProblem(428);
            (await Api.Patch(address, "\"7-0\"", Kinds.Note("x"))).IsProblem(412);
            (await Api.Put(address, draft, ("If-Match", "\"7-0\""))).IsProblem(412);
            (await Api.Delete(address, "\"7-0\"")).IsProblem(412);
            (await Api.Patch($"{address}x", first.ETag, Kinds.Note("x"))).IsProblem(404);
            (await Api.Delete($"{address}x", first.ETag)).IsProblem(404);
        });

        var patched = (await Api.Patch(address, first.ETag, Kinds.Note("second"))).Is(200);
        Assert.Equal((2, "second"), ((long)patched.Json["version"]!, (string)patched.Json["attributes"]!["note"]!));
        (await Api.Patch(address, first.ETag, Kinds.Note("late"))).IsProblem(412);
        var put = (await Api.Put(address, draft, ("If-Match", patched.ETag))).Is(200);
        Assert.Equal((3, "first"), ((long)put.Json["version"]!, (string)put.Json["attributes"]!["note"]!));
        Assert.Equal((string)first.Json["createdAt"]!, (string)put.Json["createdAt"]!);
        Assert.NotEqual(put.ETag, patched.ETag);
        (await Api.Get(address, ("If-None-Match", patched.ETag))).Is(200);
        Assert.Equal(put.ETag, (await Api.Get(address)).ETag);
    }

    [Theory]
    [MemberData(nameof(AllKinds))]
    public async Task A_dry_run_answers_what_would_be_and_changes_nothing(string kind)
    {
        var (draft, id) = (await Api.Draft(kind), NewName());
        var standing = (await Api.Post($"/v1/{kind}", draft)).Is(201);
        var address = standing["Location"]!;
        var named = draft.DeepClone().AsObject();
        named["id"] = id;

        await Api.StoresNothing(async () =>
        {
            foreach (var made in new[]
            {
                await Api.Post($"/v1/{kind}?dryRun=true", named), await Api.Put($"/v1/{kind}/{id}?dryRun=true", named),
            })
            {
                Assert.Equal((id, 1L), ((string)made.Is(200).Json["id"]!, (long)made.Json["version"]!));
                Assert.Null(made["Change"]);
            }

            var patched = (await Api.Patch($"{address}?dryRun=true", standing.ETag, Kinds.Note("dry"))).Is(200);
            Assert.Equal((2, "dry"), ((long)patched.Json["version"]!, (string)patched.Json["attributes"]!["note"]!));
            var put = (await Api.Put($"{address}?dryRun=true", draft, ("If-Match", standing.ETag))).Is(200);
            Assert.Equal(2, (long)put.Json["version"]!);
            var deleted = (await Api.Delete($"{address}?dryRun=true", standing.ETag)).Is(200);
            Assert.Equal([$"{kind[..^1]}:{address.Split('/')[^1]}"], deleted.Json["deleted"]!.AsArray().Strings());
            Assert.Null(deleted["Change"]);
            (await Api.Delete($"{address}?dryRun=true", "\"9-0\"")).IsProblem(412);
            (await Api.Patch($"{address}?dryRun=true", standing.ETag, new JsonObject { ["bogus"] = 1 })).IsProblem(400);
        });

        (await Api.Get($"/v1/{kind}/{id}")).IsProblem(404);
        (await Api.Get($"/v1/{kind}/{id}/history")).IsProblem(404);
        Assert.Equal(standing.ETag, (await Api.Get(address)).ETag);
    }

    [Theory]
    [MemberData(nameof(AllKinds))]
    public async Task History_tells_every_version_newest_first_and_each_can_be_read(string kind)
    {
        var answer = (await Api.Post($"/v1/{kind}?reason=begun", await Api.Draft(kind))).Is(201);
        var address = answer["Location"]!;
        var versions = new List<JsonNode> { answer.Json };
        foreach (var note in new[] { "second", "third" })
        {
            answer = (await Api.Patch($"{address}?reason=to%20{note}", answer.ETag, Kinds.Note(note))).Is(200);
            versions.Add(answer.Json);
        }

        var history = await Api.Items($"{address}/history?limit=2");
        Assert.Equal([3L, 2L, 1L], history.Select(entry => (long)entry["version"]!));
        Assert.Equal(["to third", "to second", "begun"], history.Select(entry => (string)entry["reason"]!));
        Assert.All(history, entry => Assert.Equal("local", (string)entry["by"]!));
        Assert.Equal(["/attributes/note"], history[0]["changed"]!.AsArray().Strings());
        Assert.Equal([""], history[2]["changed"]!.AsArray().Strings());
        Assert.Equal(
            versions.Select(version => (string)version["updatedAt"]!).Reverse(), history.Select(entry => (string)entry["at"]!));

        foreach (var version in versions)
        {
            var number = (long)version["version"]!;
            var byNumber = (await Api.Get($"{address}?version={number}")).Is(200);
            var byTime = (await Api.Get($"{address}?asOf={Uri.EscapeDataString((string)version["updatedAt"]!)}")).Is(200);
            foreach (var read in new[] { byNumber, byTime })
            {
                Assert.Equal(number, (long)read.Json["version"]!);
                Assert.Equal((string)version["attributes"]!["note"]!, (string)read.Json["attributes"]!["note"]!);
                Assert.StartsWith($"\"{number}-", read.ETag, StringComparison.Ordinal);
            }
        }

        (await Api.Get($"{address}?version=4")).IsProblem(404);
        (await Api.Get($"{address}?version=x")).IsRefusal("/version", "version-invalid");
        (await Api.Get($"{address}?asOf=2000-01-01T00:00:00Z")).IsProblem(404);
        (await Api.Get($"{address}?asOf=soon")).IsRefusal("/asOf", "time-invalid");
    }

    [Theory]
    [MemberData(nameof(AllKinds))]
    public async Task A_list_is_walked_page_by_page_in_the_order_of_ids(string kind)
    {
        var ids = new List<string>();
        var prefix = NewName();
        foreach (var end in new[] { "b", "B", "_", "-", "0", "a" })
        {
            await Api.New(kind, await Api.Draft(kind, prefix + end));
            ids.Add(prefix + end);
        }

        foreach (var limit in new[] { 3, 1000 })
        {
            var pages = await Api.All($"/v1/{kind}?limit={limit}");

            Assert.All(pages.SkipLast(1), page => Assert.Equal(limit, page.Count));
            var all = pages.SelectMany(page => page).Select(record => (string)record!["id"]!).ToList();
            Assert.Equal(all.Order(StringComparer.Ordinal), all);
            Assert.Equal(ids.Order(StringComparer.Ordinal), all.Where(id => id.StartsWith(prefix, StringComparison.Ordinal)));
        }
    }

    [Theory]
    [MemberData(nameof(AllKinds))]
    public async Task What_is_deleted_keeps_its_history_and_its_id_goes_on_counting(string kind)
    {
        var (id, draft) = (NewName(), await Api.Draft(kind));
        var address = $"/v1/{kind}/{id}";
        var first = (await Api.Put(address, draft)).Is(201);

        var deleted = (await Api.Delete($"{address}?reason=away", first.ETag)).Is(200);

        Assert.NotNull(deleted["Change"]);
        Assert.Equal([$"{kind[..^1]}:{id}"], deleted.Json["deleted"]!.AsArray().Strings());
        Assert.Empty(deleted.Json["pendingViews"]!.AsArray());
        (await Api.Get(address)).IsProblem(404);
        (await Api.Delete(address, first.ETag)).IsProblem(404);
        (await Api.Get($"{address}?version=2")).IsProblem(404);
        (await Api.Get($"{address}?version=1")).Is(200);
        var entry = (await Api.Items($"{address}/history"))[0];
        Assert.Equal((2, "away"), ((long)entry["version"]!, (string)entry["reason"]!));
        (await Api.Get($"{address}?asOf={Uri.EscapeDataString((string)entry["at"]!)}")).IsProblem(404);

        var again = (await Api.Put(address, draft, ("If-None-Match", "*"))).Is(201);
        Assert.Equal(3, (long)again.Json["version"]!);
        Assert.Equal((string)again.Json["updatedAt"]!, (string)again.Json["createdAt"]!);
        (await Api.Patch(address, first.ETag, Kinds.Note("late"))).IsProblem(412);
        Assert.Equal([3L, 2L, 1L], (await Api.Items($"{address}/history")).Select(version => (long)version["version"]!));
    }

    [Theory]
    [MemberData(nameof(AllKinds))]
    public async Task Unknown_fields_are_refused_and_derived_ones_ignored(string kind)
    {
        var draft = await Api.Draft(kind);
        var first = (await Api.Post($"/v1/{kind}", draft)).Is(201);
        var address = first["Location"]!;

        await Api.StoresNothing(async () =>
        {
            var bogus = draft.DeepClone().AsObject();
            bogus["bogus"] = 1;
            (await Api.Post($"/v1/{kind}", bogus)).IsRefusal("/bogus", "json-mismatch");
            (await Api.Put(address, bogus, ("If-Match", first.ETag))).IsRefusal("/bogus", "json-mismatch");
            (await Api.Patch(address, first.ETag, new JsonObject { ["bogus"] = 1 }))
                .IsRefusal("/bogus", "json-mismatch");
            (await Api.Patch(address, first.ETag, new JsonObject { ["attributes"] = 7 }))
                .IsRefusal("/attributes", "object-expected");
            (await Api.Patch(address, first.ETag, new JsonObject { ["id"] = "other" })).IsRefusal("/id", "id-mismatch");
        });

        var got = (await Api.Get(address)).Is(200).Json.AsObject();
        (got["version"], got["createdBy"], got["updatedBy"]) = (99, "me", "me");
        got["createdAt"] = "2000-01-01T00:00:00Z";
        got["updatedAt"] = "2000-01-01T00:00:00Z";
        got["pendingViews"] = new JsonArray("x");
        foreach (var (name, value) in Derived(kind))
        {
            got[name] = value;
        }

        var put = (await Api.Put(address, got, ("If-Match", first.ETag))).Is(200).Json.AsObject();
        var expected = first.Json.AsObject();
        foreach (var name in new[] { "version", "updatedAt", "view" })
        {
            expected.Remove(name);
            put.Remove(name);
        }

        Assert.True(JsonNode.DeepEquals(expected, put), put.ToJsonString());
    }

    /// <summary>What the server says of a kind's records, with values that no record has.</summary>
    private static IEnumerable<(string Name, JsonNode Value)> Derived(string kind) => kind switch
    {
        "arrays" =>
        [
            ("zarrFormat", 2), ("shape", new JsonArray(1)), ("chunkShape", new JsonArray(1)), ("dataType", "int8"),
            ("dimensionNames", new JsonArray("q")), ("referencedBy", new JsonArray("q")),
        ],
        "images" => [("omeVersion", "0.1"), ("diagnostics", new JsonArray())],
        "alignments" => [("lastVersion", 7), ("defaultVersion", 7)],
        _ => [],
    };
}
