using OmeNgff.Tests.Support;

namespace OmeNgff.Silo.Tests.Search;

/// <summary>What cannot be searched by gets a problem document that names the field and the rule, and nothing else.</summary>
public sealed class SearchRefusalTests(RunningSilo silo) : SiloTests(silo)
{
    private static readonly string[] Texts =
        ["q", "filter", "filterLang", "bbox", "space", "point", "overlaps", "pin", "asOf", "kind", "dataset", "sort", "limit",
            "cursor", "facets", "count", "format", "minChange"];

    [Theory]
    [InlineData("q=%22open", "/q", "quote-unclosed")]
    [InlineData("filter=name='open", "/filter", "filter-syntax")]
    [InlineData("filter=(name='a'", "/filter", "filter-syntax")]
    [InlineData("filter=nothing=1", "/filter", "property-unknown")]
    [InlineData("filter=name=1", "/filter", "filter-type")]
    [InlineData("filter=voxelSize.x='wide'", "/filter", "filter-type")]
    [InlineData("filter=tags='EM'", "/filter", "filter-type")]
    [InlineData("filter=1e999<voxelSize.x", "/filter", "filter-number")]
    [InlineData("filter=a&filterLang=sql", "/filterLang", "filter-language")]
    [InlineData("filter={\"op\":\"=\",\"args\":[{\"property\":\"nothing\"},1]}", "/filter/args/0", "property-unknown")]
    [InlineData("filter=S_INTERSECTS(extent,BBOX(0,0,0))", "/filter", "filter-bbox")]
    [InlineData("filter=S_INTERSECTS(name,BBOX(0,0,1,1))", "/filter", "filter-type")]
    [InlineData("filter=S_INTERSECTS(in.nowhere,BBOX(0,0,1,1))", "/filter", "space-unknown")]
    [InlineData("filter=A_CONTAINS(spaces,('nowhere'))", "/filter", "space-unknown")]
    [InlineData("bbox=1,2,3", "/bbox", "bbox-rank")]
    [InlineData("bbox=5,0,1,1", "/bbox", "bbox-empty")]
    [InlineData("bbox=0,0,NaN,1", "/bbox", "bbox-invalid")]
    [InlineData("bbox=0,0,1e999,1", "/bbox", "bbox-invalid")]
    [InlineData("bbox=0,1", "/bbox", "bbox-rank")]
    [InlineData("bbox=0,0,1,1&space=nowhere", "/space", "space-unknown")]
    [InlineData("bbox=0,0,1,1&point=0,0", "/point", "point-and-bbox")]
    [InlineData("space=%27;drop", "/space", null)]
    [InlineData("overlaps=nothing", "/overlaps", "overlaps-invalid")]
    [InlineData("overlaps=image:nothing", "/overlaps", "image-unknown")]
    [InlineData("pin=a@1", "/pin", "place-missing")]
    [InlineData("asOf=yesterday", "/asOf", "time-invalid")]
    [InlineData("kind=house", "/kind", "kind-unknown")]
    [InlineData("sort=nothing", "/sort", "sort-property")]
    [InlineData("sort=tags", "/sort", "sort-property")]
    [InlineData("sort=name,name,name,name,name,name", "/sort", "sort-count")]
    [InlineData("limit=0", "/limit", "limit-range")]
    [InlineData("limit=1001", "/limit", "limit-range")]
    [InlineData("limit=99999999999999999999", "/limit", "limit-range")]
    [InlineData("limit=-1", "/limit", "limit-range")]
    [InlineData("limit=ten", "/limit", "limit-range")]
    [InlineData("cursor=abc", "/cursor", "cursor-invalid")]
    [InlineData("cursor=%00", "/cursor", "cursor-invalid")]
    [InlineData("facets=nothing", "/facets", "facet-unknown")]
    [InlineData("facets=createdAt", "/facets", "facet-unknown")]
    [InlineData("count=all", "/count", "count-invalid")]
    [InlineData("format=xml", "/format", "format-unknown")]
    [InlineData("query=a", "/query", "parameter-unknown")]
    [InlineData("q=a&q=b", "/q", "parameter-repeated")]
    public async Task What_is_wrong_is_named(string query, string pointer, string? rule)
    {
        var answer = await Api.Get($"/v1/search?{query.Replace("{", "%7B", StringComparison.Ordinal)
            .Replace("}", "%7D", StringComparison.Ordinal).Replace("\"", "%22", StringComparison.Ordinal)
            .Replace("<", "%3C", StringComparison.Ordinal)}");

        Assert.Equal(400, answer.Status);
        Assert.StartsWith("application/problem+json", answer["Content-Type"], StringComparison.Ordinal);
        var error = answer.Json["errors"]![0]!;
        Assert.Equal(pointer, (string)error["pointer"]!);
        Assert.True(rule is null || rule == (string)error["rule"]!, $"{error}");
    }

    [Theory]
    [InlineData("(", 10_000)]
    [InlineData("NOT ", 4_000)]
    [InlineData("name = 'a' AND ", 30)]
    [InlineData("{\"op\":\"not\",\"args\":[", 500)]
    [InlineData("a", 100_000)]
    public async Task A_filter_that_is_too_long_or_too_deep_is_refused_and_harms_nobody(string part, int times)
    {
        var filter = Uri.EscapeDataString(string.Concat(Enumerable.Repeat(part, times)));

        (await Api.Get($"/v1/search?filter={filter}")).Is(400);
        (await Api.Get("/v1/search?limit=1")).Is(200);
    }

    [Theory]
    [InlineData("'; drop table records; --")]
    [InlineData("' or '1'='1")]
    [InlineData("$1")]
    [InlineData("{0}")]
    [InlineData("\\")]
    [InlineData("%")]
    [InlineData("a\u2028b\ud83d\udd2c")]
    [InlineData("\r\nSet-Cookie: a=b")]
    [InlineData("../../etc/passwd")]
    [InlineData("pg_sleep(10)")]
    public async Task Text_from_strangers_in_any_field_is_a_value_or_a_problem(string text)
    {
        foreach (var name in Texts)
        {
            var answer = await Api.Get($"/v1/search?{name}={Uri.EscapeDataString(text)}");
            Assert.True(answer.Status is 200 or 400, $"{name}: {answer.Status} {answer.Text}");
        }

        foreach (var filter in new[]
        {
            $"name = '{text.Replace("'", "''", StringComparison.Ordinal)}'",
            $"attributes.a IN ('{text.Replace("'", "''", StringComparison.Ordinal)}', 'b')",
            $"\"attributes.{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\" = 1",
            $"\"axes.{text.Replace("\"", "\"\"", StringComparison.Ordinal)}.unit\" IS NULL",
            $"A_OVERLAPS(tags, ('{text.Replace("'", "''", StringComparison.Ordinal)}'))",
            $"name LIKE '%{text.Replace("'", "''", StringComparison.Ordinal)}%'",
        })
        {
            var answer = await Api.Get($"/v1/search?limit=1&filter={Uri.EscapeDataString(filter)}");
            Assert.True(answer.Status is 200 or 400, $"{filter}: {answer.Status} {answer.Text}");
        }
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_search_and_cannot_be_made_up()
    {
        for (var number = 0; number < 3; number++)
        {
            (await Api.Post("/v1/datasets", new System.Text.Json.Nodes.JsonObject { ["title"] = NewName() })).Is(201);
        }

        var page = (await Api.Get("/v1/search?kind=dataset&limit=1")).Is(200).Json;
        var cursor = (string)page["next"]!;

        (await Api.Get($"/v1/search?kind=dataset&limit=2&cursor={cursor}")).Is(200);
        (await Api.Get($"/v1/search?kind=image&limit=1&cursor={cursor}")).IsRefusal("/cursor", "cursor-invalid");
        (await Api.Get($"/v1/search?kind=dataset&sort=name&limit=1&cursor={cursor}")).IsRefusal("/cursor", "cursor-invalid");
        for (var at = 0; at < cursor.Length; at += 5)
        {
            var forged = $"{cursor[..at]}{(cursor[at] == 'A' ? 'B' : 'A')}{cursor[(at + 1)..]}";
            (await Api.Get($"/v1/search?kind=dataset&limit=1&cursor={forged}")).IsRefusal("/cursor", "cursor-invalid");
        }
    }
}
