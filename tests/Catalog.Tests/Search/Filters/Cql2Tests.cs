using OmeNgff.Catalog.Search.Filters;

namespace OmeNgff.Catalog.Tests.Search.Filters;

/// <summary>Both languages say the same. The filters follow the standard's examples, with our properties.</summary>
public sealed class Cql2Tests
{
    [Theory]
    [InlineData("name='Hippocampus'", """{"op":"=","args":[{"property":"name"},"Hippocampus"]}""")]
    [InlineData("\"name\" <> 'CA1'", """{"op":"<>","args":[{"property":"name"},"CA1"]}""")]
    [InlineData("level.count < 4", """{"op":"<","args":[{"property":"level.count"},4]}""")]
    [InlineData("level.count > 4", """{"op":">","args":[{"property":"level.count"},4.0]}""")]
    [InlineData("voxelSize.z<=5e-8", """{"op":"<=","args":[{"property":"voxelSize.z"},0.00000005]}""")]
    [InlineData("voxelSize.z >= -.5E+1", """{"op":">=","args":[{"property":"voxelSize.z"},-5]}""")]
    [InlineData("0 = level.count", """{"op":"=","args":[0,{"property":"level.count"}]}""")]
    [InlineData("isLabel = true", """{"op":"=","args":[{"property":"isLabel"},true]}""")]
    [InlineData("FALSE <> isLabel", """{"op":"<>","args":[false,{"property":"isLabel"}]}""")]
    [InlineData("isLabel", """{"property":"isLabel"}""")]
    [InlineData("tRuE", "true")]
    [InlineData("created >= date('2024-02-29')",
        """{"op":">=","args":[{"property":"created"},{"date":"2024-02-29"}]}""")]
    [InlineData("created < TIMESTAMP('2024-02-29T12:30:00.5Z')",
        """{"op":"<","args":[{"property":"created"},{"timestamp":"2024-02-29T12:30:00.500Z"}]}""")]
    [InlineData("extent IS NULL", """{"op":"isNull","args":[{"property":"extent"}]}""")]
    [InlineData("extent is not null", """{"op":"not","args":[{"op":"isNull","args":[{"property":"extent"}]}]}""")]
    [InlineData("INTERVAL(began, ended) IS NULL",
        """{"op":"isNull","args":[{"interval":[{"property":"began"},{"property":"ended"}]}]}""")]
    [InlineData("name LIKE 'Hippo%'", """{"op":"like","args":[{"property":"name"},"Hippo%"]}""")]
    [InlineData("name NOT LIKE '%_campus'",
        """{"op":"not","args":[{"op":"like","args":[{"property":"name"},"%_campus"]}]}""")]
    [InlineData("NOT name LIKE '100\\%'",
        """{"op":"not","args":[{"op":"like","args":[{"property":"name"},"100\\%"]}]}""")]
    [InlineData("CASEI(name) LIKE casei('%CA1%')",
        """{"op":"like","args":[{"op":"casei","args":[{"property":"name"}]},{"op":"casei","args":["%CA1%"]}]}""")]
    [InlineData("name LIKE CASEI('ca1')",
        """{"op":"like","args":[{"property":"name"},{"op":"casei","args":["ca1"]}]}""")]
    [InlineData("CASEI(owner) = CASEI('Straße')",
        """{"op":"=","args":[{"op":"casei","args":[{"property":"owner"}]},{"op":"casei","args":["Straße"]}]}""")]
    [InlineData("CASEI(owner) IN (CASEI('Οδος'), CASEI('Straße'))",
        """{"op":"in","args":[{"op":"casei","args":[{"property":"owner"}]},[{"op":"casei","args":["Οδος"]},{"op":"casei","args":["Straße"]}]]}""")]
    [InlineData("level.count BETWEEN 3 AND 5", """{"op":"between","args":[{"property":"level.count"},3,5]}""")]
    [InlineData("level.count NOT between 3 and 5",
        """{"op":"not","args":[{"op":"between","args":[{"property":"level.count"},3,5]}]}""")]
    [InlineData("dataType IN ('uint8','uint16')",
        """{"op":"in","args":[{"property":"dataType"},["uint8","uint16"]]}""")]
    [InlineData("level.count NOT IN (1,2,3)",
        """{"op":"not","args":[{"op":"in","args":[{"property":"level.count"},[1,2,3]]}]}""")]
    [InlineData("a=1 AND b<0.1 AND c='x'",
        """{"op":"and","args":[{"op":"=","args":[{"property":"a"},1]},{"op":"<","args":[{"property":"b"},0.1]},{"op":"=","args":[{"property":"c"},"x"]}]}""")]
    [InlineData("a=1 OR a=2",
        """{"op":"or","args":[{"op":"=","args":[{"property":"a"},1]},{"op":"=","args":[{"property":"a"},2]}]}""")]
    [InlineData("a AND (b OR c OR d)",
        """{"op":"and","args":[{"property":"a"},{"op":"or","args":[{"property":"b"},{"property":"c"},{"property":"d"}]}]}""")]
    [InlineData("NOT (a) AND NOT b OR c",
        """{"op":"or","args":[{"op":"and","args":[{"op":"not","args":[{"property":"a"}]},{"op":"not","args":[{"property":"b"}]}]},{"property":"c"}]}""")]
    [InlineData("a BETWEEN 1 AND 2 AND b",
        """{"op":"and","args":[{"op":"between","args":[{"property":"a"},1,2]},{"property":"b"}]}""")]
    [InlineData("S_INTERSECTS(extent, BBOX(-1, 0.5, 2e3, 4))",
        """{"op":"s_intersects","args":[{"property":"extent"},{"bbox":[-1,0.5,2000,4]}]}""")]
    [InlineData("s_intersects(BBOX(1,2,3,4,5,6), extent)",
        """{"op":"s_intersects","args":[{"bbox":[1,2,3,4,5,6]},{"property":"extent"}]}""")]
    [InlineData("T_AFTER(created, DATE('2012-06-05'))",
        """{"op":"t_after","args":[{"property":"created"},{"date":"2012-06-05"}]}""")]
    [InlineData("T_MEETS(INTERVAL('2005-01-10', '2010-02-10'), INTERVAL(began, ended))",
        """{"op":"t_meets","args":[{"interval":["2005-01-10","2010-02-10"]},{"interval":[{"property":"began"},{"property":"ended"}]}]}""")]
    [InlineData("t_finishedby(INTERVAL('..', '2005-01-10T01:01:01.393216Z'), created)",
        """{"op":"t_finishedBy","args":[{"interval":["..","2005-01-10T01:01:01.393216Z"]},{"property":"created"}]}""")]
    [InlineData("T_DURING(created, INTERVAL('2024-01-01', '..'))",
        """{"op":"t_during","args":[{"property":"created"},{"interval":["2024-01-01",".."]}]}""")]
    [InlineData("A_CONTAINS(tags, ('EM'))", """{"op":"a_contains","args":[{"property":"tags"},["EM"]]}""")]
    [InlineData("A_CONTAINEDBY(tags, ())", """{"op":"a_containedBy","args":[{"property":"tags"},[]]}""")]
    [InlineData("A_EQUALS(('a', TRUE, 1.0, 8), tags)",
        """{"op":"a_equals","args":[["a",true,1.0,8],{"property":"tags"}]}""")]
    [InlineData("A_OVERLAPS(times, (TIMESTAMP('2012-08-10T05:30:00Z'), DATE('2010-02-10'), INTERVAL('..', '..'), (1)))",
        """{"op":"a_overlaps","args":[{"property":"times"},[{"timestamp":"2012-08-10T05:30:00Z"},{"date":"2010-02-10"},{"interval":["..",".."]},[1]]]}""")]
    public void The_examples_of_the_standard_mean_the_same_in_both_languages(string text, string json)
    {
        var filter = Cql2Text.Parse(text);
        Assert.Equal(filter, Cql2Json.Parse(json));
        Assert.Equal(filter, Cql2Text.Parse(Cql2Text.Write(filter)));
        Assert.Equal(filter, Cql2Json.Parse(Cql2Json.Write(filter)));
    }

    [Fact]
    public void Comparisons_and_denials_have_their_shapes()
    {
        Says("NOT a = 'x' OR 1 >= b AND c IS NOT NULL", new OrFilter(
        [
            new NotFilter(new ComparisonFilter(Property("a"), ComparisonOperator.Equal, new TextOperand("x"))),
            new AndFilter(
            [
                new ComparisonFilter(new NumberOperand(1), ComparisonOperator.GreaterOrEqual, Property("b")),
                new NotFilter(new IsNullFilter(Property("c"))),
            ]),
        ]));
        Says("a NOT BETWEEN 1 AND b AND TRUE", new AndFilter(
        [
            new NotFilter(new BetweenFilter(Property("a"), new NumberOperand(1), Property("b"))),
            new LiteralFilter(true),
        ]));
        Says("NOT NOT a IN (TRUE, CASEI(CASEI(b)))", new NotFilter(new NotFilter(
            new InFilter(Property("a"), [new BooleanOperand(true), new FoldedOperand(Property("b"))]))));
        Says("CASEI(CASEI('a')) LIKE 'b'", new LikeFilter(new TextOperand("a"), "b", IgnoresCase: true));
        Says("a LIKE 'b'", new LikeFilter(Property("a"), "b", IgnoresCase: false));
    }

    [Fact]
    public void Times_lists_and_boxes_have_their_shapes()
    {
        Says("T_METBY(DATE('2024-02-29'), INTERVAL('..', began))", new TemporalFilter(
            TemporalOperator.MetBy,
            new DateOperand(new DateOnly(2024, 2, 29)),
            new IntervalOperand(null, Property("began"))));
        Says("T_EQUALS(TIMESTAMP('2024-02-29T01:02:03.0000004Z'), a)", new TemporalFilter(
            TemporalOperator.Equals,
            new TimestampOperand(new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.Zero).AddTicks(4)),
            Property("a")));
        Says("A_CONTAINEDBY(a, (1, ()))", new ArrayFilter(
            ArrayOperator.ContainedBy, Property("a"), new ListOperand([new NumberOperand(1), new ListOperand([])])));
        Says("S_INTERSECTS(a, BBOX(1, 2, 3, 1, 4, 5))", new SpatialFilter(Property("a"), [1, 2, 3], [1, 4, 5]));
    }

    [Theory]
    [InlineData("date = 1", "date")]
    [InlineData("\"in.my-space\" = 1", "in.my-space")]
    [InlineData("\"say \"\"a\"\"\" = 1", "say \"a\"")]
    [InlineData("\"not\" = 1", "not")]
    [InlineData(":Größe_1.μm = 1", ":Größe_1.μm")]
    [InlineData("\"µm\" = 1", "µm")]
    [InlineData("𝄞 = 1", "𝄞")]
    [InlineData("NaN = 1", "NaN")]
    [InlineData("Infinity = 1", "Infinity")]
    [InlineData("div = 1", "div")]
    [InlineData("\u3000a\u1680\t\n=\u00a01", "a")]
    public void A_property_has_an_identifier_or_a_quoted_name(string text, string name) => Says(
        text, new ComparisonFilter(Property(name), ComparisonOperator.Equal, new NumberOperand(1)));

    [Theory]
    [InlineData("''", "")]
    [InlineData("'it''s'", "it's")]
    [InlineData(@"'it\'s'", "it's")]
    [InlineData(@"'C:\\new\\''x'''", @"C:\new\'x'")]
    [InlineData(@"'\a\b\t\n\v\f\r'", "\a\b\t\n\v\f\r")]
    [InlineData("'a\nb'", "a\nb")]
    [InlineData(@"'\%\_\d'", @"\%\_\d")]
    [InlineData("'\"(-- 😀'", "\"(-- 😀")]
    public void A_text_is_in_single_quotes_and_has_escapes(string text, string value) => Says(
        $"a = {text}", new ComparisonFilter(Property("a"), ComparisonOperator.Equal, new TextOperand(value)));

    [Fact]
    public void A_node_says_where_it_stands_and_is_equal_to_one_elsewhere()
    {
        var or = Assert.IsType<OrFilter>(Cql2Text.Parse("  a=1 OR (b = a)"));
        var comparison = Assert.IsType<ComparisonFilter>(or.Parts[1]);
        Assert.Equal((2, 2), (or.Position, or.Parts[0].Position));
        Assert.Equal((10, 14), (comparison.Position, comparison.Right.Position));
        Assert.Equal("", comparison.Right.Pointer);
        var json = Assert.IsType<OrFilter>(Cql2Json.Parse(Cql2Json.Write(or)));
        Assert.Equal("/args/1/args/1", Assert.IsType<ComparisonFilter>(json.Parts[1]).Right.Pointer);
        Assert.Equal(("", -1), (json.Pointer, json.Position));
        Assert.Equal(or, json);
        Assert.Equal(or.GetHashCode(), json.GetHashCode());
        Assert.NotEqual<Operand>(new TextOperand("a"), new PropertyOperand("a"));
    }

    private static PropertyOperand Property(string name) => new(name);

    private static void Says(string text, Filter filter)
    {
        Assert.Equal(filter, Cql2Text.Parse(text));
        Assert.Equal(filter, Cql2Text.Parse(Cql2Text.Write(filter)));
        Assert.Equal(filter, Cql2Json.Parse(Cql2Json.Write(filter)));
    }
}
