using OmeNgff.Catalog.Search.Filters;
using OmeNgff.Client.Problems;

namespace OmeNgff.Catalog.Tests.Search.Filters;

public sealed class Cql2RefusalTests
{
    [Theory]
    [InlineData("", "filter-syntax", 0)]
    [InlineData("  ", "filter-syntax", 0)]
    [InlineData("a =", "filter-syntax", 3)]
    [InlineData("= 1", "filter-syntax", 0)]
    [InlineData("a == 1", "filter-syntax", 3)]
    [InlineData("a != 1", "filter-syntax", 2)]
    [InlineData("a = 1 b = 2", "filter-syntax", 6)]
    [InlineData("a = 1x", "filter-syntax", 5)]
    [InlineData("a = 1.2.3", "filter-syntax", 7)]
    [InlineData("a = 1; drop table records", "filter-syntax", 5)]
    [InlineData("a = 1 AND", "filter-syntax", 9)]
    [InlineData("a AND OR b", "filter-syntax", 6)]
    [InlineData("NOT", "filter-syntax", 3)]
    [InlineData("(a = 1", "filter-syntax", 6)]
    [InlineData("a = 1)", "filter-syntax", 5)]
    [InlineData("a = (1)", "filter-syntax", 4)]
    [InlineData("a = NULL", "filter-syntax", 4)]
    [InlineData("a = 'x", "filter-syntax", 4)]
    [InlineData(@"a = 'C:\'", "filter-syntax", 4)]
    [InlineData("\"a = 1", "filter-syntax", 0)]
    [InlineData("\"\" = 1", "filter-syntax", 0)]
    [InlineData("5", "filter-syntax", 1)]
    [InlineData("5 LIKE 'a'", "filter-syntax", 0)]
    [InlineData("a LIKE b", "filter-syntax", 7)]
    [InlineData("a IN ()", "filter-syntax", 6)]
    [InlineData("a IN (1,)", "filter-syntax", 8)]
    [InlineData("a IN 1", "filter-syntax", 5)]
    [InlineData("a IS 1", "filter-syntax", 5)]
    [InlineData("a NOT = 1", "filter-syntax", 6)]
    [InlineData("a BETWEEN 1 OR 2", "filter-syntax", 12)]
    [InlineData("CASEI(5) = 'a'", "filter-syntax", 6)]
    [InlineData("A_CONTAINS(a, 'x')", "filter-syntax", 14)]
    [InlineData("A_CONTAINS(a)", "filter-syntax", 12)]
    [InlineData("T_AFTER(a, 'x')", "filter-syntax", 11)]
    [InlineData("INTERVAL('..', '..')", "filter-syntax", 20)]
    [InlineData("S_INTERSECTS(a, b)", "filter-syntax", 16)]
    [InlineData("S_INTERSECTS(BBOX(1,2), BBOX(1,2))", "filter-syntax", 24)]
    [InlineData("S_INTERSECTS(a, POINT(1 2))", "filter-not-supported", 16)]
    [InlineData("S_INTERSECTS(a, polygon Z ((1 2 3)))", "filter-not-supported", 16)]
    [InlineData("S_WITHIN(a, BBOX(1,2))", "filter-not-supported", 0)]
    [InlineData("avg(a) < 4", "filter-not-supported", 0)]
    [InlineData("a = foo (1)", "filter-not-supported", 4)]
    [InlineData("ACCENTI(a) = ACCENTI('x')", "filter-not-supported", 0)]
    [InlineData("a > (b-1)", "filter-not-supported", 6)]
    [InlineData("a - 1 > 0", "filter-not-supported", 2)]
    [InlineData("a = -b", "filter-not-supported", 4)]
    [InlineData("a div 2 = 1", "filter-not-supported", 2)]
    [InlineData("S_INTERSECTS(a, BBOX())", "filter-bbox", 16)]
    [InlineData("S_INTERSECTS(a, BBOX(1,2,3))", "filter-bbox", 16)]
    [InlineData("S_INTERSECTS(a, BBOX(0,2,1,1))", "filter-bbox", 16)]
    [InlineData("S_INTERSECTS(a, BBOX(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1))", "filter-bbox", 16)]
    [InlineData("a = DATE('2023-02-29')", "filter-date", 9)]
    [InlineData("a = DATE('2023-2-9')", "filter-date", 9)]
    [InlineData("a = DATE('0000-01-01')", "filter-date", 9)]
    [InlineData("a = TIMESTAMP('2024-01-01')", "filter-date", 14)]
    [InlineData("a = TIMESTAMP('2024-01-01T00:00:00')", "filter-date", 14)]
    [InlineData("a = TIMESTAMP('2024-01-01T00:00:00+01:00')", "filter-date", 14)]
    [InlineData("a = TIMESTAMP('2024-01-01T24:00:00Z')", "filter-date", 14)]
    [InlineData("a = TIMESTAMP('2024-01-01T00:00:00.Z')", "filter-date", 14)]
    [InlineData("a = TIMESTAMP('2024-01-01T00:00:00.12345678Z')", "filter-date", 14)]
    [InlineData("T_DURING(a, INTERVAL('', '..'))", "filter-date", 21)]
    [InlineData("T_DURING(a, INTERVAL('2024-01-02', '2024-01-01T00:00:00Z'))", "filter-interval", 12)]
    [InlineData("a = 1e999", "filter-number", 4)]
    [InlineData("S_INTERSECTS(a, BBOX(-1e999, 1))", "filter-number", 21)]
    [InlineData(@"a LIKE 'x\\'", "filter-pattern", 7)]
    [InlineData("a = '\0'", "filter-character", 5)]
    [InlineData("a\u0001 = 1", "filter-character", 1)]
    [InlineData("a = '\ufffe'", "filter-character", 5)]
    public void A_bad_text_is_refused_with_the_rule_and_the_position(string text, string rule, int position) =>
        Assert.Equal(("/filter", rule, position), Refusal(() => Cql2Text.Parse(text)));

    [Theory]
    [InlineData("", "", "filter-syntax", 0)]
    [InlineData("[", "", "filter-syntax", 1)]
    [InlineData("true false", "", "filter-syntax", 5)]
    [InlineData("""{"op":"=","args":[1,NaN]}""", "", "filter-syntax", 20)]
    [InlineData("{\"op\":\n\"é\",}", "", "filter-syntax", 11)]
    [InlineData("null", "", "filter-syntax", null)]
    [InlineData("5", "", "filter-syntax", null)]
    [InlineData("[]", "", "filter-syntax", null)]
    [InlineData("{}", "", "filter-syntax", null)]
    [InlineData("""{"op":"and"}""", "", "filter-syntax", null)]
    [InlineData("""{"op":"and","op":"or","args":[true,true]}""", "", "filter-syntax", null)]
    [InlineData("""{"op":"and","args":[true,true],"a":1}""", "", "filter-syntax", null)]
    [InlineData("""{"op":5,"args":[]}""", "/op", "filter-syntax", null)]
    [InlineData("""{"op":"and","args":[true]}""", "/args", "filter-syntax", null)]
    [InlineData("""{"op":"and","args":[true,"a"]}""", "/args/1", "filter-syntax", null)]
    [InlineData("""{"op":"and","args":{}}""", "/args", "filter-syntax", null)]
    [InlineData("""{"op":"=","args":[1]}""", "/args", "filter-syntax", null)]
    [InlineData("""{"op":"=","args":[1,[1]]}""", "/args/1", "filter-syntax", null)]
    [InlineData("""{"op":"=","args":[{"property":5},1]}""", "/args/0/property", "filter-syntax", null)]
    [InlineData("""{"op":"=","args":[{"property":""},1]}""", "/args/0/property", "filter-syntax", null)]
    [InlineData("""{"op":"in","args":[1,[]]}""", "/args/1", "filter-syntax", null)]
    [InlineData("""{"op":"like","args":[5,"a"]}""", "/args/0", "filter-syntax", null)]
    [InlineData("""{"op":"like","args":["a",5]}""", "/args/1", "filter-syntax", null)]
    [InlineData("""{"op":"like","args":["a","\\"]}""", "/args/1", "filter-pattern", null)]
    [InlineData("""{"op":"=","args":[1,{"op":"casei","args":[5]}]}""", "/args/1/args/0", "filter-syntax", null)]
    [InlineData("""{"op":"a_equals","args":[[],"a"]}""", "/args/1", "filter-syntax", null)]
    [InlineData("""{"op":"a_equals","args":[[],[1,null]]}""", "/args/1/1", "filter-syntax", null)]
    [InlineData("""{"op":"t_after","args":[{"property":"a"},"2024-01-01"]}""", "/args/1", "filter-syntax", null)]
    [InlineData("""{"op":"avg","args":[]}""", "", "filter-not-supported", null)]
    [InlineData("""{"op":"s_within","args":[{"property":"a"},{"bbox":[1,2]}]}""", "", "filter-not-supported", null)]
    [InlineData("""{"op":"=","args":[{"op":"+","args":[1,2]},3]}""", "/args/0", "filter-not-supported", null)]
    [InlineData("""{"op":"=","args":["x",{"op":"accenti","args":["x"]}]}""", "/args/1", "filter-not-supported", null)]
    [InlineData("""{"op":"s_intersects","args":[{"property":"a"},{"type":"Point","coordinates":[1,2]}]}""",
        "/args/1", "filter-not-supported", null)]
    [InlineData("""{"op":"s_intersects","args":[{"property":"a"},{"bbox":[1,2,3]}]}""", "/args/1", "filter-bbox", null)]
    [InlineData("""{"op":"s_intersects","args":[{"bbox":[2,1]},{"property":"a"}]}""", "/args/0", "filter-bbox", null)]
    [InlineData("""{"op":"s_intersects","args":[{"property":"a"},{"bbox":[1,"2"]}]}""",
        "/args/1/bbox/1", "filter-syntax", null)]
    [InlineData("""{"op":"=","args":[1,1e999]}""", "/args/1", "filter-number", null)]
    [InlineData("""{"op":"=","args":[1,{"date":"2024-13-01"}]}""", "/args/1/date", "filter-date", null)]
    [InlineData("""{"op":"=","args":[1,{"timestamp":"2024-01-01T00:00Z"}]}""",
        "/args/1/timestamp", "filter-date", null)]
    [InlineData("""{"op":"isNull","args":[{"interval":["..","x"]}]}""", "/args/0/interval/1", "filter-date", null)]
    [InlineData("""{"op":"isNull","args":[{"interval":["2024-01-02","2024-01-01"]}]}""",
        "/args/0", "filter-interval", null)]
    [InlineData("""{"op":"=","args":[1,"\u0000"]}""", "/args/1", "filter-character", null)]
    [InlineData("""{"op":"=","args":[1,"\ud800"]}""", "/args/1", "filter-character", null)]
    [InlineData("""{"\ud800":1}""", "", "filter-character", null)]
    [InlineData("{\"\0\":1}", "", "filter-character", 2)]
    public void Bad_json_is_refused_with_the_pointer(string json, string pointer, string rule, int? position) =>
        Assert.Equal(($"/filter{pointer}", rule, position), Refusal(() => Cql2Json.Parse(json)));

    [Fact]
    public void Half_a_surrogate_pair_is_refused()
    {
        Assert.Equal(("/filter", "filter-character", 5), Refusal(() => Cql2Text.Parse("a = '\ud800'")));
        Assert.Equal(("/filter", "filter-character", 1), Refusal(() => Cql2Json.Parse("\"\udc00\"")));
    }

    [Theory]
    [InlineData("a = 1 AND b BETWEEN 3 OR c", "Expected `AND`; here is 'OR c'.")]
    [InlineData("a = 1 b = 2 AND some_more = 'text'", "Expected AND, OR or the end; here is 'b = 2 AND some_more = 'text''.")]
    [InlineData("a NOT", "Expected `LIKE` or `BETWEEN` or `IN`; the filter ends here.")]
    [InlineData("a = buffer(b)", "buffer is not supported.")]
    public void A_refusal_says_what_was_expected_and_what_was_found(string text, string message) => Assert.Equal(
        message, Assert.Throws<ProblemException>(() => Cql2Text.Parse(text)).Problem.Detail);

    [Fact]
    public void A_refusal_is_short()
    {
        var name = new string('x', 10_000);
        foreach (var parse in new Func<Filter>[]
        {
            () => Cql2Text.Parse($"{name}(1)"),
            () => Cql2Text.Parse($"a = DATE('{name}')"),
            () => Cql2Text.Parse($"a = TIMESTAMP('{name}')"),
            () => Cql2Text.Parse($"a = 1 {name}"),
            () => Cql2Json.Parse($$"""{"op":"{{name}}","args":[]}"""),
            () => Cql2Json.Parse($"\"{name}\""),
        })
        {
            Assert.InRange(Assert.Throws<ProblemException>(parse).Problem.Detail!.Length, 1, 200);
        }
    }

    private static (string Pointer, string Rule, int? Position) Refusal(Func<Filter> parse)
    {
        var problem = Assert.Throws<ProblemException>(parse).Problem;
        var error = Assert.Single(problem.Errors);
        Assert.Equal(400, problem.Status);
        return (error.Pointer, error.Rule, error.Position);
    }
}
