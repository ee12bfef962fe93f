using System.Text;
using System.Text.Json.Nodes;
using OmeNgff.Silo.Tests.Http;
using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Records;

public sealed class PagingTests(RunningSilo silo) : SiloTests(silo)
{
    private static readonly string[] Lists =
        ["/v1/images", "/v1/arrays", "/v1/datasets", "/v1/changes", "/v1/search", "/v1/datasets/default/history"];

    public static TheoryData<string> ListPaths => [.. Lists];

    [Fact]
    public async Task A_walk_through_the_pages_meets_every_item_once()
    {
        var dataset = (string)(await Api.Post("/v1/datasets", new JsonObject())).Is(201).Json["id"]!;
        var ids = new List<string>();
        foreach (var prefix in new[] { "b", "a", "B", "0", "a-", "a_", "Z9", "aa", "c", "d", "e" })
        {
            var array = Drafts.Array(prefix + NewName());
            array["dataset"] = dataset;
            (await Api.Post("/v1/arrays", array)).Is(201);
            ids.Add((string)array["id"]!);
        }

        foreach (var limit in new[] { 1, 4, 11, 1000 })
        {
            var pages = await Api.All($"/v1/arrays?dataset={dataset}&limit={limit}");

            Assert.All(pages.SkipLast(1), page => Assert.Equal(limit, page.Count));
            Assert.Equal(
                ids.Order(StringComparer.Ordinal),
                pages.SelectMany(page => page).Select(array => (string)array!["id"]!));
        }
    }

    [Fact]
    public async Task Items_that_are_added_or_deleted_meanwhile_disturb_no_walk()
    {
        var dataset = (string)(await Api.Post("/v1/datasets", new JsonObject())).Is(201).Json["id"]!;
        var (a, b, c) = ($"a{NewName()}", $"b{NewName()}", $"c{NewName()}");
        await Add(b, dataset);
        await Add(c, dataset);

        var first = (await Api.Get($"/v1/arrays?dataset={dataset}&limit=1")).Is(200);
        Assert.Equal(b, (string)Assert.Single(first.Json["items"]!.AsArray())!["id"]!);
        await Add(a, dataset);
        (await Api.Delete($"/v1/arrays/{b}", "*")).Is(200);
        var second = (await Api.Get($"/v1/arrays?dataset={dataset}&limit=1&cursor={first.Json["next"]}")).Is(200).Json;

        Assert.Equal(c, (string)Assert.Single(second["items"]!.AsArray())!["id"]!);
        Assert.True(second.AsObject().ContainsKey("next"));
        Assert.Null(second["next"]);
    }

    [Fact]
    public async Task The_link_to_the_next_page_keeps_the_query()
    {
        await Add(NewName(), "default");
        await Add(NewName(), "default");

        var first = (await Api.Get("/v1/arrays?limit=1&dataset=default")).Is(200);

        var link = first["Link"]!;
        Assert.EndsWith(">; rel=\"next\"", link, StringComparison.Ordinal);
        var next = link[(link.IndexOf('<', StringComparison.Ordinal) + 1)..link.IndexOf('>', StringComparison.Ordinal)];
        Assert.StartsWith("/v1/arrays?", next, StringComparison.Ordinal);
        var second = (await Api.Get(next)).Is(200).Json["items"]!.AsArray();
        Assert.NotEqual((string)first.Json["items"]![0]!["id"]!, (string)Assert.Single(second)!["id"]!);
    }

    [Fact]
    public async Task A_long_history_is_told_in_pages_newest_first()
    {
        var address = (await Api.Post("/v1/arrays", Drafts.Array())).Is(201)["Location"]!;
        for (var version = 1; version < 12; version++)
        {
            (await Api.Patch(address, "*", Drafts.Rescaled(version, version))).Is(200);
        }

        var entries = await Api.Items($"{address}/history?limit=5");

        Assert.Equal(Enumerable.Range(1, 12).Reverse(), entries.Select(entry => (int)entry["version"]!));
    }

    [Fact]
    public async Task The_feed_can_be_read_in_steps_of_any_size()
    {
        var mark = await Api.Mark();
        (await Api.Post("/v1/images", Drafts.Image(null, Drafts.Array(), Drafts.Array(pixel: 1)))).Is(201);
        await Add(NewName(), "default");
        var whole = (await Api.Since(mark)).Select(entry => (string)entry["change"]!).ToList();
        Assert.Equal(4, whole.Count);

        var after = mark;
        var steps = new List<string>();
        while (steps.Count < whole.Count)
        {
            var step = (await Api.Get($"/v1/changes?after={after}&limit=1")).Is(200).Json;
            steps.Add((string)Assert.Single(step["items"]!.AsArray())!["change"]!);
            after = (string)step["next"]!;
        }

        Assert.Equal(whole, steps);
    }

    [Theory]
    [MemberData(nameof(ListPaths))]
    public async Task A_limit_that_is_no_number_from_1_to_1000_is_refused(string path)
    {
        foreach (var limit in new[] { "0", "-1", "1001", "many", "1.5", "99999999999999999999", "%2B5" })
        {
            var error = (await Api.Get($"{path}?limit={limit}")).IsRefusal("/limit", "limit-range");
            Assert.Contains("1000", (string)error["message"]!, StringComparison.Ordinal);
        }

        (await Api.Get($"{path}?limit=1")).Is(200);
        (await Api.Get($"{path}?limit=1000")).Is(200);
    }

    [Theory]
    [MemberData(nameof(ListPaths))]
    public async Task A_cursor_that_no_answer_gave_is_refused(string path)
    {
        var (name, rule) = path == "/v1/changes" ? ("after", "change-invalid") : ("cursor", "cursor-invalid");
        string[] tampered =
        [
            "x", "%00", "*", "1", Encode("{"), Encode("null"), Encode("[]"), Encode("{\"x\":1}"),
            Encode("\"a\\u0000\""),
            Encode("{\"kind\":\"image\",\"id\":\"a\\u0000\",\"score\":1}"),
            Encode("true"), "00000001-0000000000000001-0000000g",
        ];
        var accepted = new List<string>();
        foreach (var cursor in tampered)
        {
            var answer = await Api.Get($"{path}?{name}={cursor}");
            if (answer.Status == 400)
            {
                answer.IsRefusal($"/{name}", rule);
            }
            else
            {
                accepted.Add($"{cursor}: {answer.Status}");
            }
        }

        Assert.Empty(accepted);

        static string Encode(string json) =>
            Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    private async Task Add(string id, string dataset)
    {
        var array = Drafts.Array(id);
        array["dataset"] = dataset;
        (await Api.Post("/v1/arrays", array)).Is(201);
    }
}
