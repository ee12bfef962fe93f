using System.Text.Json.Nodes;
using Npgsql;
using OmeNgff.Silo.Hosting;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Operations;

public sealed class OperationTests(RunningSilo silo) : SiloTests(silo)
{
    [Theory]
    [InlineData("/healthz", "alive")]
    [InlineData("/readyz", "ready")]
    public async Task A_silo_that_runs_says_so(string path, string status)
    {
        var answer = (await Api.Get(path)).Is(200);

        Assert.Equal("application/json", answer["Content-Type"]);
        Assert.Equal(status, (string)answer.Json["status"]!);
    }

    [Fact]
    public async Task A_silo_without_its_database_is_alive_and_not_ready_until_it_is_back()
    {
        using var folder = new TestFolder();
        var database = new NpgsqlConnectionStringBuilder(await TestServer.CreateDatabase());
        await using var own = await SiloApplication.Start(
            new SiloOptions { Port = 0, Database = database.ConnectionString, DataDirectory = folder.Path },
            CancellationToken.None);
        using var http = new HttpClient { BaseAddress = own.Address };
        var api = new Api(http);
        (await api.Get("/readyz")).Is(200);

        var elsewhere = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Database = "postgres",
            Pooling = false,
        };
        await using var connection = new NpgsqlConnection(elsewhere.ConnectionString);
        await connection.OpenAsync();
        await Execute($"alter database {database.Database} with allow_connections false");
        await Execute($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database.Database}'");

        var refusal = (await Patience.Until("the silo is not ready", async () =>
            await api.Get("/readyz") is { Status: 503 } answer ? answer : null)).IsProblem(503);
        Assert.Equal("/problems/not-ready", (string)refusal["type"]!);
        (await api.Get("/healthz")).Is(200);
        var unavailable = await api.Post("/v1/datasets", new JsonObject());
        unavailable.IsProblem(503);
        Assert.NotNull(unavailable["Retry-After"]);

        await Execute($"alter database {database.Database} with allow_connections true");
        await Patience.Until("the database answers", async () =>
            await api.Post("/v1/datasets", new JsonObject()) is { Status: 201 } answer ? answer : null);
        await Patience.Until("the silo is ready or says why not", async () =>
            await api.Get("/readyz") is var answer
                && (answer.Status == 200 || answer.Text.Contains("lock", StringComparison.Ordinal)) ? answer : null);

        async Task Execute(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/v1/nothing")]
    [InlineData("/v1/nothing.json")]
    [InlineData("/v1/images/a/b/c")]
    public async Task A_path_that_does_not_exist_is_a_problem(string path) => (await Api.Get(path)).IsProblem(404);

    [Theory]
    [InlineData("PUT", "/v1/images")]
    [InlineData("POST", "/v1/search")]
    [InlineData("TRACE", "/v1/images")]
    public async Task A_verb_that_a_path_does_not_have_is_a_problem(string method, string path) =>
        (await Api.Send(method, path)).IsProblem(405);

    [Fact]
    public async Task A_request_line_of_half_a_megabyte_is_taken()
    {
        var answer = await Api.Get($"/v1/search?q={new string('a', 500_000)}");

        Assert.True(answer.Status is 200 or 400, $"{answer.Status}: {answer.Text}");
    }

    [Fact]
    public async Task Records_have_no_members_but_those_of_the_contract()
    {
        string[] common =
        [
            "id", "dataset", "version", "createdAt", "createdBy", "updatedAt", "updatedBy", "attributes",
            "pendingViews",
        ];
        string[] image =
        [
            "name", "description", "tags", "type", "location", "levels", "coordinateSystems",
            "coordinateTransformations", "omero", "labels", "labelOf", "imageLabel", "otherMultiscale", "otherOme",
            "omeVersion", "diagnostics", "view",
        ];
        string[] array =
        [
            "location", "zarrFormat", "shape", "chunkShape", "shardShape", "dataType", "dimensionNames", "zarr", "axes",
            "coordinateTransformations", "derivedFrom", "referencedBy",
        ];
        string[] dataset = ["title", "description", "owner", "licence", "tags", "visibility", "grants"];

        var made = (await Api.Post("/v1/images", Records.Drafts.Image(null, Records.Drafts.Array()))).Is(201).Json;

        AssertMembers(image, made);
        AssertMembers(array, (await Api.Get($"/v1/arrays/{made["levels"]![0]!["array"]}")).Is(200).Json);
        AssertMembers(dataset, (await Api.Get("/v1/datasets/default")).Is(200).Json);

        void AssertMembers(string[] own, JsonNode record) =>
            Assert.Empty(record.AsObject().Select(member => member.Key).Except(common).Except(own));
    }
}
