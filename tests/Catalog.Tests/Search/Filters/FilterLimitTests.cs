using OmeNgff.Catalog.Search.Filters;
using OmeNgff.Client.Problems;
using OmeNgff.Ngff;

namespace OmeNgff.Catalog.Tests.Search.Filters;

public sealed class FilterLimitTests
{
    private const int OneMegabyte = 1 << 20;

    [Fact]
    public void A_filter_of_the_longest_length_is_read()
    {
        var text = $"a = '{new string('x', FilterLimits.MaxFilterLength - 6)}'";
        Assert.IsType<ComparisonFilter>(Cql2Text.Parse(text));
        Assert.Equal(FilterRules.TooLong, Rule(() => Cql2Text.Parse(text + " ")));
        Assert.Equal(FilterRules.TooLong, Rule(() => Cql2Text.Parse(new string('(', 100_000))));
        Assert.Equal(FilterRules.TooLong, Rule(() => Cql2Json.Parse(new string('[', 100_000))));
    }

    [Fact]
    public void The_deepest_filters_are_read_with_little_stack()
    {
        var shapes = new (Func<Filter, Filter> Around, int Levels, Filter Core)[]
        {
            (filter => new NotFilter(filter), 1, new PropertyFilter(new("a"))),
            (filter => new AndFilter([new LiteralFilter(true), filter]), 1, new PropertyFilter(new("a"))),
            (filter => new NotFilter(new OrFilter([new LiteralFilter(true), filter])), 2,
                new IsNullFilter(new PropertyOperand("a"))),
        };
        foreach (var (around, levels, core) in shapes)
        {
            var deepest = Nest(core, around, (FilterLimits.MaxFilterDepth - 2) / levels);
            Assert.Equal(deepest, OnSmallStack(() => Cql2Text.Parse(Cql2Text.Write(deepest))));
            Assert.Equal(deepest, OnSmallStack(() => Cql2Json.Parse(Cql2Json.Write(deepest))));
            var deeper = around(deepest);
            Assert.Equal(FilterRules.TooDeep, Rule(() => Cql2Text.Parse(Cql2Text.Write(deeper))));
            Assert.Equal(FilterRules.TooDeep, Rule(() => Cql2Json.Parse(Cql2Json.Write(deeper))));
        }

        var parentheses = FilterLimits.MaxSyntaxDepth;
        Assert.Equal(
            new PropertyFilter(new("a")),
            OnSmallStack(() => Cql2Text.Parse(new string('(', parentheses) + "a" + new string(')', parentheses))));
    }

    [Theory]
    [InlineData("(", "a", ")")]
    [InlineData("NOT ", "a", "")]
    [InlineData("a AND (", "a", ")")]
    [InlineData("CASEI(", "a", ")")]
    public void A_text_of_endless_nesting_is_refused(string open, string core, string close)
    {
        var count = Math.Min(10_000, (FilterLimits.MaxFilterLength - core.Length) / (open.Length + close.Length));
        var (begin, end) = (Repeat(open, count), Repeat(close, count));
        Assert.Equal(FilterRules.TooDeep, Rule(() => Cql2Text.Parse(begin + core + end)));
        Assert.Equal(FilterRules.TooDeep, Rule(() => Cql2Text.Parse(begin)));
    }

    [Theory]
    [InlineData("[", "", "]")]
    [InlineData("{\"a\":", "1", "}")]
    [InlineData("{\"op\":\"not\",\"args\":[", "true", "]}")]
    [InlineData("{\"op\":\"casei\",\"args\":[", "\"a\"", "]}")]
    public void Json_of_endless_nesting_is_refused(string open, string core, string close)
    {
        var count = Math.Min(10_000, (FilterLimits.MaxFilterLength - core.Length) / (open.Length + close.Length));
        var (begin, end) = (Repeat(open, count), Repeat(close, count));
        Assert.Equal(FilterRules.TooDeep, Rule(() => Cql2Json.Parse(begin + core + end)));
        Assert.Equal(FilterRules.TooDeep, Rule(() => Cql2Json.Parse(begin)));
    }

    [Fact]
    public void So_many_conditions_are_read_and_no_more()
    {
        var parts = Enumerable.Repeat<Filter>(new LiteralFilter(true), FilterLimits.MaxFilterParts - 1);
        var most = new AndFilter(parts.ToEquatableArray());
        var more = new AndFilter(most.Parts.Append(new LiteralFilter(true)).ToEquatableArray());
        Assert.Equal(most, Cql2Text.Parse(Cql2Text.Write(most)));
        Assert.Equal(most, Cql2Json.Parse(Cql2Json.Write(most)));
        Assert.Equal(FilterRules.TooManyParts, Rule(() => Cql2Text.Parse(Cql2Text.Write(more))));
        Assert.Equal(FilterRules.TooManyParts, Rule(() => Cql2Json.Parse(Cql2Json.Write(more))));
        Assert.Equal(FilterRules.TooManyParts, Rule(() => Cql2Text.Parse(Repeat("a=1 AND ", 2_499) + "a=1")));
    }

    [Fact]
    public void So_many_items_are_read_and_no_more()
    {
        var items = Enumerable.Range(0, FilterLimits.MaxListItems).Select(Operand (value) => new NumberOperand(value));
        var one = new NumberOperand(1);
        foreach (var filter in new Func<EquatableArray<Operand>, Filter>[]
        {
            list => new InFilter(one, list),
            list => new ArrayFilter(ArrayOperator.Overlaps, new PropertyOperand("a"), new ListOperand(list)),
        })
        {
            var most = filter(items.ToEquatableArray());
            var more = filter(items.Append(one).ToEquatableArray());
            Assert.Equal(most, Cql2Text.Parse(Cql2Text.Write(most)));
            Assert.Equal(most, Cql2Json.Parse(Cql2Json.Write(most)));
            Assert.Equal(FilterRules.TooManyItems, Rule(() => Cql2Text.Parse(Cql2Text.Write(more))));
            Assert.Equal(FilterRules.TooManyItems, Rule(() => Cql2Json.Parse(Cql2Json.Write(more))));
        }
    }

    /// <summary>Backtracking at any of these, at the longest length, would not come to an end.</summary>
    [Theory]
    [InlineData("(")]
    [InlineData("NOT ")]
    [InlineData("a=1 AND ")]
    [InlineData("(a=1)OR")]
    [InlineData("(a=1 OR ")]
    [InlineData("a ")]
    [InlineData("a(")]
    [InlineData("a IN (")]
    [InlineData("A_EQUALS(")]
    [InlineData("'\\")]
    [InlineData("-")]
    [InlineData("9")]
    [InlineData(".")]
    [InlineData(" ")]
    [InlineData("[")]
    [InlineData("{\"op\":")]
    public void Nasty_texts_are_refused(string pattern)
    {
        var text = Repeat(pattern, FilterLimits.MaxFilterLength / pattern.Length);
        Assert.StartsWith("filter-", Rule(() => Cql2Text.Parse(text)), StringComparison.Ordinal);
        Assert.StartsWith("filter-", Rule(() => Cql2Text.Parse($"a = {text[4..]}")), StringComparison.Ordinal);
        Assert.StartsWith("filter-", Rule(() => Cql2Json.Parse(text)), StringComparison.Ordinal);
    }

    private static string Rule(Func<Filter> parse) =>
        Assert.Single(Assert.Throws<ProblemException>(parse).Problem.Errors).Rule;

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static Filter Nest(Filter core, Func<Filter, Filter> around, int count) =>
        Enumerable.Range(0, count).Aggregate(core, (filter, _) => around(filter));

    private static Filter OnSmallStack(Func<Filter> parse)
    {
        Filter? filter = null;
        var thread = new Thread(() => filter = parse(), OneMegabyte);
        thread.Start();
        thread.Join();
        return filter!;
    }
}
