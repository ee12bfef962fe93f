using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OmeNgff.Catalog.Operations;
using OmeNgff.Silo.Tests.Hosting;
using OmeNgff.Silo.Tests.Http;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Idempotency;

public sealed class IdempotencyTests(RunningSilo silo) : SiloTests(silo)
{
    private static readonly string[] Kept = ["Location", "ETag", "Change", "Content-Type"];

    private readonly NpgsqlDataSource _database = silo.Silo.Services.GetRequiredService<NpgsqlDataSource>();
    private readonly OperationStore _operations = silo.Silo.Services.GetRequiredService<OperationStore>();

    [Fact]
    public async Task A_repeat_creates_nothing_and_gets_the_first_answer()
    {
        var (key, draft) = (Key(), Drafts.Image(null, Drafts.Array(), Drafts.Array(pixel: 1, size: 256)));
        var first = (await Api.Post("/v1/images", draft, key)).Is(201);
        var mark = await Api.Mark();

        var again = (await Api.Post("/v1/images", draft, key)).Is(201);

        AssertSame(first, again);
        Assert.Empty(await Api.Since(mark));
    }

    [Fact]
    public async Task Of_eight_at_once_one_creates_and_all_get_its_answer()
    {
        var (key, title) = (Key(), NewName());
        var draft = new JsonObject { ["title"] = title };

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Api.Post("/v1/datasets", draft, key)));

        Assert.All(answers, answer => AssertSame(answers[0], answer.Is(201)));
        Assert.Single(await Api.Items("/v1/datasets?limit=1000"), dataset => (string?)dataset["title"] == title);
    }

    [Fact]
    public async Task Of_eight_at_once_under_one_id_all_get_the_same_answer()
    {
        var (key, id) = (Key(), NewName());

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Api.Post("/v1/images", Drafts.Image(id, Drafts.Array()), key)));

        Assert.All(answers, answer => AssertSame(answers[0], answer.Is(201)));
    }

    [Fact]
    public async Task Another_body_another_path_and_another_query_are_422()
    {
        var key = Key();
        (await Api.Post("/v1/datasets", new JsonObject { ["title"] = "a" }, key)).Is(201);

        foreach (var (path, title) in new[]
        {
            ("/v1/datasets", "b"), ("/v1/spaces", "a"), ("/v1/datasets?reason=other", "a"),
        })
        {
            var refusal = (await Api.Post(path, new JsonObject { ["title"] = title }, key)).IsProblem(422);
            Assert.Equal("/problems/idempotency-key-reused", (string)refusal["type"]!);
        }
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_made_anew_from_what_was_committed()
    {
        var (key, draft) = (Key(), Drafts.Image(null, Drafts.Array()));
        var first = (await Api.Post("/v1/images", draft, key)).Is(201);
        await Lose(key);

        AssertSame(first, (await Api.Post("/v1/images", draft, key)).Is(201));
    }

    [Fact]
    public async Task A_lost_answer_tells_the_version_that_was_made_and_not_what_became_of_it()
    {
        var (key, draft) = (Key(), Drafts.Array());
        var first = (await Api.Post("/v1/arrays", draft, key)).Is(201);
        (await Api.Patch(first["Location"]!, first.ETag, Drafts.Rescaled(7, 7))).Is(200);
        await Lose(key);

        var again = (await Api.Post("/v1/arrays", draft, key)).Is(201);

        Assert.Equal(1, (long)again.Json["version"]!);
        Assert.True(JsonNode.DeepEquals(
            first.Json["coordinateTransformations"], again.Json["coordinateTransformations"]));
        Assert.Equal(first["Location"], again["Location"]);
    }

    [Fact]
    public async Task A_lost_answer_of_a_commit_tells_what_was_committed()
    {
        var (key, id) = (Key(), NewName());
        var commit = new JsonObject
        {
            ["changes"] = new JsonArray(new JsonObject
            {
                ["method"] = "PUT",
                ["path"] = $"/v1/arrays/{id}",
                ["body"] = Drafts.Array(),
            }),
        };
        var first = (await Api.Post("/v1/commits", commit, key)).Is(200);
        await Lose(key);

        var again = (await Api.Post("/v1/commits", commit, key)).Is(200);

        Assert.Equal(first["Change"], again["Change"]);
        var record = Assert.Single(again.Json["records"]!.AsArray())!;
        Assert.Equal(($"/v1/arrays/{id}", 1L), ((string)record["path"]!, (long)record["version"]!));
    }

    [Fact]
    public async Task A_refusal_is_not_kept()
    {
        var (key, id) = (Key(), NewName());
        var draft = Drafts.Image(null, id);
        (await Api.Post("/v1/images", draft, key)).IsRefusal("/levels/0/array", "array-unknown");
        (await Api.Post("/v1/arrays", Drafts.Array(id))).Is(201);

        (await Api.Post("/v1/images", draft, key)).Is(201);
    }

    [Fact]
    public async Task A_dry_run_does_not_use_its_key_up()
    {
        var key = Key();
        var draft = new JsonObject { ["title"] = "tried" };
        (await Api.Post("/v1/datasets?dryRun=true", draft, key)).Is(200);

        (await Api.Post("/v1/datasets", draft, key)).Is(201);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("with\ttab")]
    public async Task What_is_no_key_is_refused(string key) =>
        (await Api.Post("/v1/datasets", new JsonObject(), ("Idempotency-Key", key)))
            .IsRefusal("", "idempotency-key-invalid");

    [Fact]
    public async Task A_key_of_255_characters_is_one_and_of_256_none()
    {
        (await Api.Post("/v1/datasets", new JsonObject(), ("Idempotency-Key", NewName().PadRight(255, '~')))).Is(201);
        (await Api.Post("/v1/datasets", new JsonObject(), ("Idempotency-Key", NewName().PadRight(256, '~'))))
            .IsRefusal("", "idempotency-key-invalid");
    }

    [Fact]
    public async Task An_import_is_accepted_once_also_when_its_answer_was_lost()
    {
        var (key, source) = (Key(), new JsonObject { ["source"] = NewFolder() });

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Api.Post("/v1/imports", source, key)));
        await Lose(key);
        var lost = (await Api.Post("/v1/imports", source, key)).Is(202);

        Assert.All(answers, answer => AssertSame(answers[0], answer.Is(202)));
        Assert.Equal(answers[0]["Location"], lost["Location"]);
        Assert.Equal((string)answers[0].Json["id"]!, (string)lost.Json["id"]!);
    }

    [Fact]
    public async Task After_a_day_a_key_is_forgotten()
    {
        var (key, draft) = (Key(), new JsonObject { ["title"] = "once" });
        var first = (await Api.Post("/v1/datasets", draft, key)).Is(201);
        await Execute("update operations set at = now() - interval '25 hours' where key = $1", key.Value);

        var next = (await Api.Post("/v1/datasets", draft, key)).Is(201);

        Assert.NotEqual(first["Location"], next["Location"]);
        AssertSame(next, (await Api.Post("/v1/datasets", draft, key)).Is(201));
    }

    [Fact]
    public async Task The_sweep_forgets_what_is_over_and_nothing_else()
    {
        var (old, young) = (Key(), Key());
        (await Api.Post("/v1/datasets", new JsonObject(), old)).Is(201);
        (await Api.Post("/v1/datasets", new JsonObject(), young)).Is(201);
        await Execute("update operations set at = now() - interval '25 hours' where key = $1", old.Value);

        await _operations.ForgetOld(CancellationToken.None);

        Assert.Equal(0, await Execute("delete from operations where key = $1", old.Value));
        Assert.Equal(1, await Execute("delete from operations where key = $1", young.Value));
    }

    [Fact]
    public async Task A_key_survives_a_restart()
    {
        using var folder = new TestFolder();
        var (key, draft) = (Key(), Drafts.Image(null, Drafts.Array()));
        Answer first;
        await using (var before = await SiloProcess.Start(folder))
        {
            first = (await before.Api.Post("/v1/images", draft, key)).Is(201);
            await before.Signal("TERM");
            await before.Ended();
        }

        await using var after = await SiloProcess.Start(folder);
        AssertSame(first, (await after.Api.Post("/v1/images", draft, key)).Is(201));
        Assert.Single(await after.Api.Items("/v1/images"));
    }

    private static (string Name, string Value) Key() => ("Idempotency-Key", NewName());

    private static void AssertSame(Answer expected, Answer actual)
    {
        Assert.Equal(expected.Status, actual.Status);
        Assert.Equal(expected.Text, actual.Text);
        Assert.All(Kept, header => Assert.Equal(expected[header], actual[header]));
    }

    /// <summary>What a crash leaves behind between the commit and the keeping of its answer.</summary>
    private async Task Lose((string Name, string Value) key) => Assert.Equal(
        1, await Execute("update operations set status = null, answer = null where key = $1", key.Value));

    private async Task<int> Execute(string sql, string key)
    {
        await using var command = _database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = key });
        return await command.ExecuteNonQueryAsync();
    }
}
