using System.Text.Json.Nodes;

namespace OmeNgff.Silo.Tests.Observability;

/// <summary>Statements that take long are logged with their plans, and without what users gave.</summary>
[Collection(ObservedNodeCollection.Name)]
public sealed class SlowStatementTests(ObservedNode node)
{
    [Fact]
    public async Task A_slow_search_is_logged_with_its_plan_and_without_its_words()
    {
        var begin = node.Log.Count;
        await HoldUp("/v1/search?q=confidentialword&filter=name%20%3D%20%27confidentialname%27");

        var slow = await Logged(begin, "statement-slow", "search_index");
        Assert.Equal("warning", (string?)slow["level"]);
        Assert.True((long)slow["fields"]!["milliseconds"]! >= ObservedNode.SlowMilliseconds);
        Assert.Equal("omengff searches", (string?)slow["fields"]!["pool"]);

        var plan = await Logged(begin, "statement-plan", "search_index");
        Assert.Equal((string?)slow["fields"]!["statement"], (string?)plan["fields"]!["statement"]);
        Assert.Matches(@"\(cost=\d", (string)plan["fields"]!["plan"]!);
        Assert.DoesNotContain(node.Log.Skip(begin), line =>
            line.ToJsonString().Contains("confidential", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_plan_of_one_statement_is_asked_for_once_a_minute()
    {
        var begin = node.Log.Count;
        await HoldUp("/v1/search?kind=space&sort=name");
        var statement = (string)(await Logged(begin, "statement-plan", "search_index"))["fields"]!["statement"]!;
        await HoldUp("/v1/search?kind=space&sort=name");

        // Statements take their turns, so the plan of a later one comes after any of this one.
        await HoldUp("/v1/search?kind=dataset&sort=updatedAt&dataset=another");
        await Patience.Until("the plan of another statement is logged", () => node.Log.Skip(begin).Any(line =>
            (string?)line["event"] == "statement-plan" && (string?)line["fields"]!["statement"] != statement));
        var own = node.Log.Skip(begin).Where(line => (string?)line["fields"]?["statement"] == statement).ToList();
        Assert.Equal(2, own.Count(line => (string?)line["event"] == "statement-slow"));
        Assert.Single(own, line => (string?)line["event"] == "statement-plan");
    }

    [Fact]
    public async Task A_slow_write_is_logged_without_a_plan()
    {
        var begin = node.Log.Count;
        Task<Answer> write;
        await using (var index = await LockedIndex.Take(node.Database))
        {
            write = node.Api.Put("/v1/datasets/held-up", new JsonObject { ["title"] = "confidentialtitle" });
            await index.UntilHeldUp(ObservedNode.SlowMilliseconds);
        }

        (await write).Is(201);
        var slow = await Logged(begin, "statement-slow", "insert into");
        Assert.Equal("omengff commits", (string?)slow["fields"]!["pool"]);
        var statement = (string?)slow["fields"]!["statement"];
        Assert.DoesNotContain(node.Log, line =>
            (string?)line["event"] == "statement-plan" && (string?)line["fields"]!["statement"] == statement);
        Assert.DoesNotContain(node.Log, line =>
            line.ToJsonString().Contains("confidentialtitle", StringComparison.Ordinal));
    }

    private async Task HoldUp(string search)
    {
        Task<Answer> answer;
        await using (var index = await LockedIndex.Take(node.Database))
        {
            answer = node.Api.Get(search);
            await index.UntilHeldUp(ObservedNode.SlowMilliseconds);
        }

        (await answer).Is(200);
    }

    private Task<JsonNode> Logged(int begin, string name, string part) => Patience.Until($"{name} is logged", () =>
        Task.FromResult(node.Log.Skip(begin).FirstOrDefault(line => (string?)line["event"] == name
            && ((string)line["fields"]!["statement"]!).Contains(part, StringComparison.Ordinal))));
}
