using System.Text.Json.Nodes;
using Npgsql;
using OmeNgff.Silo.Hosting;
using OmeNgff.Silo.Tests.Imports;
using OmeNgff.Silo.Tests.Records;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Feed;

/// <summary>Reads that name the change that they have to include.</summary>
public sealed class MinChangeTests(RunningSilo silo) : SiloTests(silo)
{
    private const string Future = "00000001-7fffffffffffffff-00000000";

    [Fact]
    public async Task Every_write_answers_with_its_change_and_the_next_read_of_anything_includes_it()
    {
        var name = NewName();
        var array = $"/v1/arrays/{name}-0";
        var made = (await Api.Post("/v1/images", Drafts.Image(name, Drafts.Array($"{name}-0")))).Is(201);
        Assert.NotNull(made["Change"]);
        for (var round = 2; round < 30; round++)
        {
            var written = (await Api.Patch(array, "*", Drafts.Rescaled(round, round))).Is(200);
            var change = written["Change"]!;

            Assert.Equal(round, (long)(await Api.Get($"{array}?minChange={change}")).Is(200).Json["version"]!);
            var image = (await Api.Get($"/v1/images/{name}?minChange={change}")).Is(200).Json;
            Assert.Equal(round, (long)image["view"]!["revision"]!);
            var document = (await Api.Get($"/zarr/0.5/{name}.zarr/zarr.json?minChange={change}")).Is(200).Json;
            Assert.Equal([round, round], Documents.Scale(document["attributes"]!["ome"]!, 0));
        }

        var deleted = (await Api.Delete($"/v1/images/{name}?cascade=true", "*")).Is(200);
        (await Api.Get($"{array}?minChange={deleted["Change"]}")).Is(404);
    }

    [Theory]
    [InlineData("/v1/datasets/default")]
    [InlineData("/v1/images")]
    [InlineData("/v1/search?q=x")]
    [InlineData("/zarr/0.5/none.zarr/zarr.json")]
    public async Task A_change_that_nobody_has_seen_is_503_and_may_be_tried_again(string path)
    {
        var sign = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';

        var answer = await Api.Get($"{path}{sign}minChange={Future}");

        Assert.Equal("/problems/change-not-seen", (string)answer.IsProblem(503)["type"]!);
        Assert.NotNull(answer["Retry-After"]);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("%00")]
    [InlineData("00000001-0000000000000001-0000000g")]
    [InlineData("00000001-0000000000000001")]
    public async Task A_name_that_no_answer_gave_is_refused(string change)
    {
        (await Api.Get($"/v1/images?minChange={change}")).IsRefusal("/minChange", "change-invalid");
        (await Api.Get($"/zarr/0.5/none.zarr/zarr.json?minChange={change}")).IsRefusal("/minChange", "change-invalid");
    }

    [Fact]
    public async Task A_change_of_another_incarnation_of_the_database_is_a_conflict()
    {
        var problem = (await Api.Get($"/v1/images?minChange={"00000002" + Future[8..]}")).IsProblem(409);

        Assert.Contains("incarnation", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_its_database_a_node_answers_from_memory_and_says_so()
    {
        using var folder = new TestFolder();
        var database = new NpgsqlConnectionStringBuilder(await TestServer.CreateDatabase());
        await using var own = await SiloApplication.Start(
            new SiloOptions { Port = 0, Database = database.ConnectionString, DataDirectory = folder.Path },
            CancellationToken.None);
        using var http = new HttpClient { BaseAddress = own.Address };
        var api = new Api(http);
        (await api.Post("/v1/images", Drafts.Image("kept", Drafts.Array()))).Is(201);
        var kept = (await api.Get("/v1/images/kept")).Is(200);
        Assert.Null(kept["Warning"]);

        var elsewhere = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Database = "postgres",
            Pooling = false,
        };
        await using var connection = new NpgsqlConnection(elsewhere.ConnectionString);
        await connection.OpenAsync();
        await Execute($"alter database {database.Database} with allow_connections false");

        var marked = await Patience.Until("the answer is marked", async () =>
        {
            // Each time: one that was being opened may have come in yet.
            await Execute($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database.Database}'");
            return await api.Get("/v1/images/kept") is { Status: 200 } answer && answer["Warning"] is not null ? answer : null;
        });
        Assert.Equal("111 - \"Revalidation Failed\"", marked["Warning"]);
        Assert.True(JsonNode.DeepEquals(kept.Json, marked.Json));
        (await api.Get("/readyz")).IsProblem(503);

        await Execute($"alter database {database.Database} with allow_connections true");
        await Patience.Until("the answer is current", async () =>
            await api.Get("/v1/images/kept") is { Status: 200 } answer && answer["Warning"] is null ? answer : null);

        async Task Execute(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
