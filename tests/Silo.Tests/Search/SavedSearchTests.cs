using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Http;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Search;

public sealed class SavedSearchTests(RunningSilo silo) : SiloTests(silo)
{
    [Fact]
    public async Task A_search_is_saved_listed_changed_under_its_version_and_deleted()
    {
        var name = NewName();
        var saved = (await Save(name, new JsonObject { ["q"] = name, ["kind"] = "dataset" })).Is(201);
        Assert.Equal((name, 1), ((string)saved.Json["name"]!, (int)saved.Json["version"]!));
        Assert.Contains(name, (await Api.Items("/v1/searches?limit=1000")).Select(item => (string)item["name"]!));

        (await Save(name, new JsonObject { ["q"] = "other" })).Is(428);
        (await Save(name, new JsonObject { ["q"] = "other" }, ("If-Match", "\"7\""))).Is(412);
        var changed = (await Save(name, new JsonObject { ["q"] = "other" }, ("If-Match", saved.ETag!))).Is(200);
        Assert.Equal((2, "other"), ((int)changed.Json["version"]!, (string)changed.Json["query"]!["q"]![0]!));

        (await Api.Delete($"/v1/searches/{name}", saved.ETag)).Is(412);
        (await Api.Delete($"/v1/searches/{name}", changed.ETag)).Is(200);
        (await Api.Get($"/v1/searches/{name}")).Is(404);
    }

    [Fact]
    public async Task A_saved_search_answers_as_the_search_itself()
    {
        var (name, word) = (NewName(), NewName());
        for (var number = 0; number < 3; number++)
        {
            await Dataset(word);
        }

        (await Save(name, new JsonObject { ["q"] = word, ["filter"] = "name IS NOT NULL" })).Is(201);
        var pages = await Api.All($"/v1/searches/{name}/items?limit=2");
        Assert.Equal([2, 1], pages.Select(page => page.Count));
        (await Api.Get($"/v1/searches/{name}/items?q=more")).IsRefusal("/q", "parameter-saved");
        Assert.Equal(4, (await Api.Get($"/v1/searches/{name}/items?format=csv")).Text.Split("\r\n").Count(line => line.Length > 0));
    }

    [Fact]
    public async Task What_newly_matches_is_told_once_in_order_whatever_made_it_match()
    {
        var (name, word) = (NewName(), NewName());
        var before = await Dataset(word);
        (await Save(name, new JsonObject { ["q"] = word })).Is(201);
        Assert.Empty(await Matches(name));

        var first = await Dataset(word);
        var second = await Dataset(NewName());
        (await Api.Patch($"/v1/datasets/{second}", "*", new JsonObject { ["description"] = word })).Is(200);
        var page = (await Api.Get($"/v1/searches/{name}/matches")).Is(200).Json;
        Assert.Equal([first, second], page["items"]!.AsArray().Select(item => (string)item!["id"]!));
        Assert.Equal([1, 2], page["items"]!.AsArray().Select(item => (int)item!["number"]!));

        // Back to what it was, and to matching again: that is news again.
        (await Api.Patch($"/v1/datasets/{before}", "*", new JsonObject { ["title"] = "no more" })).Is(200);
        Assert.Empty(await Matches(name, $"?after={(string)page["next"]!}"));
        (await Api.Patch($"/v1/datasets/{before}", "*", new JsonObject { ["title"] = word })).Is(200);
        Assert.Equal([before], await Matches(name, $"?after={(string)page["next"]!}"));
    }

    [Fact]
    public async Task Who_waits_is_told_when_something_comes_to_match()
    {
        var (name, word) = (NewName(), NewName());
        (await Save(name, new JsonObject { ["q"] = word })).Is(201);
        var waiting = Matches(name, "?wait=30");
        var id = await Dataset(word);

        Assert.Equal([id], await waiting);
    }

    [Theory]
    [InlineData("""{"query":{"q":"\"open"}}""", "/q", "quote-unclosed")]
    [InlineData("""{"query":{"filter":"nothing = 1"}}""", "/filter", "property-unknown")]
    [InlineData("""{"query":{"limit":"5"}}""", "/query/limit", "parameter-unknown")]
    [InlineData("""{"query":{"q":5}}""", "/query/q", "parameter-invalid")]
    [InlineData("""{"query":[]}""", "/query", "query-missing")]
    [InlineData("""{"name":"other","query":{}}""", "/name", "id-mismatch")]
    public async Task A_search_that_cannot_be_carried_out_is_not_saved(string body, string pointer, string rule)
    {
        var name = NewName();
        (await Api.Put($"/v1/searches/{name}", JsonNode.Parse(body)!)).IsRefusal(pointer, rule);
        (await Api.Get($"/v1/searches/{name}")).Is(404);
        (await Api.Put("/v1/searches/a%20b", new JsonObject { ["query"] = new JsonObject() })).IsRefusal("/name", "id-invalid");
    }

    private async Task<string[]> Matches(string name, string query = "") =>
        [.. (await Api.Get($"/v1/searches/{name}/matches{query}")).Is(200).Json["items"]!.AsArray().Select(item => (string)item!["id"]!)];

    private Task<Answer> Save(string name, JsonObject query, params (string, string)[] headers) =>
        Api.Put($"/v1/searches/{name}", new JsonObject { ["query"] = query }, headers);

    private async Task<string> Dataset(string title) =>
        (string)(await Api.Post("/v1/datasets", new JsonObject { ["title"] = title })).Is(201).Json["id"]!;
}
