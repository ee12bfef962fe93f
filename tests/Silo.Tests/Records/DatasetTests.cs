using System.Text.Json.Nodes;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Records;

public sealed class DatasetTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task Grants_are_kept_as_they_were_given()
    {
        var draft = new JsonObject
        {
            ["title"] = "Zebrafish",
            ["owner"] = "Ada",
            ["licence"] = "CC-BY-4.0",
            ["visibility"] = "private",
            ["grants"] = new JsonArray(
                Grant("ada@example.org", "owner"), Grant("group:lab", "writer"), Grant("guest", "reader")),
        };

        var made = (await Api.Post("/v1/datasets", draft)).Is(201);

        foreach (var (name, value) in draft)
        {
            Assert.True(JsonNode.DeepEquals(value, made.Json[name]), made.Text);
        }
    }

    [Fact]
    public async Task A_grant_names_someone_once_and_a_role_that_there_is()
    {
        await Api.StoresNothing(async () =>
        {
            await Refused("/grants/0/role", "role-unknown", Grant("ada", "king"));
            await Refused("/grants/0/principal", "principal-missing", Grant(" ", "owner"));
            await Refused("/grants/1/principal", "grant-repeated", Grant("ada", "owner"), Grant("ada", "reader"));
            await Refused("/grants/0", "json-mismatch", new JsonObject { ["principal"] = "ada" });
        });

        async Task Refused(string pointer, string rule, params JsonNode[] grants) =>
            (await Api.Post("/v1/datasets", new JsonObject { ["grants"] = new JsonArray(grants) }))
                .IsRefusal(pointer, rule);
    }

    private static JsonObject Grant(string principal, string role) =>
        new() { ["principal"] = principal, ["role"] = role };
}
