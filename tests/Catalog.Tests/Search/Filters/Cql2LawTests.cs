using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Catalog.Search.Filters;
using OmeNgff.Client.Problems;

namespace OmeNgff.Catalog.Tests.Search.Filters;

public sealed class Cql2LawTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    [Fact]
    public void A_filter_that_is_written_as_text_reads_back() =>
        Prop.ForAll(FilterGenerators.Any, filter => Cql2Text.Parse(Cql2Text.Write(filter)) == filter).Check(Many);

    [Fact]
    public void A_filter_that_is_written_as_json_reads_back() =>
        Prop.ForAll(FilterGenerators.Any, filter => Cql2Json.Parse(Cql2Json.Write(filter)) == filter).Check(Many);

    [Fact]
    public void Every_node_of_a_text_knows_where_it_stands() => Prop.ForAll(FilterGenerators.Any, filter =>
    {
        var text = Cql2Text.Write(filter);
        return Nodes(Cql2Text.Parse(text)).All(node =>
            node.Pointer.Length == 0 && node.Position >= 0 && node.Position < text.Length
            && (node is not PropertyOperand { Name: var name }
                || text.AsSpan(node.Position).StartsWith(name, StringComparison.Ordinal)
                || text.AsSpan(node.Position).StartsWith(Quoted(name), StringComparison.Ordinal)));
    }).Check(Many);

    [Fact]
    public void Every_node_of_json_knows_where_it_stands() => Prop.ForAll(FilterGenerators.Any, filter =>
    {
        using var json = JsonDocument.Parse(Cql2Json.Write(filter));
        return Nodes(Cql2Json.Parse(json.RootElement.GetRawText())).All(node => node.Position == -1
            && (node is not PropertyOperand property
                || At(json.RootElement, node.Pointer).GetProperty("property").GetString() == property.Name));
    }).Check(Many);

    /// <summary>A filter that somebody has mistyped is refused or means something else, and nothing worse.</summary>
    [Fact]
    public void A_mutilated_filter_is_read_or_refused() => Prop.ForAll(
        FilterGenerators.Any, Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), (filter, seed) =>
        {
            var text = Mutilate(Cql2Text.Write(filter), seed);
            var json = Mutilate(Cql2Json.Write(filter), seed);
            return IsTextOrRefused(text) && IsJsonOrRefused(json);
        }).Check(Many.WithMaxTest(3_000));

    [Fact]
    public void Any_characters_are_read_or_refused() => Prop.ForAll(
        Gen.Elements(
            "(", ")", "'", "\"", "\\", " ", "a", "1", ".", "-", "=", "<>", ",", "NOT ", "AND ", "IN", "DATE", "BBOX", "[",
            "]", "{", "}", ":", "\"op\"", "\"args\"", "\"and\"", "\0", "\ud800", "\udc00", "\\u", "\u3000", "𝄞")
            .ArrayOf().Select(string.Concat).ToArbitrary(),
        text => IsTextOrRefused(text) && IsJsonOrRefused(text)).Check(Many.WithMaxTest(3_000));

    private static bool IsTextOrRefused(string text) => IsReadOrRefused(text, Cql2Text.Parse, Cql2Text.Write);

    private static bool IsJsonOrRefused(string json) => IsReadOrRefused(json, Cql2Json.Parse, Cql2Json.Write);

    private static bool IsReadOrRefused(string text, Func<string, Filter> parse, Func<Filter, string> write)
    {
        Filter filter;
        try
        {
            filter = parse(text);
        }
        catch (ProblemException refusal)
        {
            var error = Assert.Single(refusal.Problem.Errors);
            return refusal.Problem.Status == 400
                && error.Pointer.StartsWith("/filter", StringComparison.Ordinal)
                && error.Rule.StartsWith("filter-", StringComparison.Ordinal)
                && error.Position is null or >= 0 && (error.Position ?? 0) <= text.Length;
        }

        return parse(write(filter)) == filter;
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Mutilate(string text, int seed)
    {
        const string Characters = "()'\",.:=<>[]{}\\-+ aE0\0\u0001\ud800\udc00é";
        var random = new Random(seed);
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var position = random.Next(text.Length);
            var length = Math.Min(random.Next(1, 4), text.Length - position);
            text = random.Next(4) switch
            {
                0 => text.Remove(position, length),
                1 => text.Insert(position, text.Substring(position, length)),
                2 => text.Insert(position, Characters[random.Next(Characters.Length)].ToString()),
                _ => text.Remove(position, 1).Insert(position, Characters[random.Next(Characters.Length)].ToString()),
            } + " ";
        }

        return text;
    }

    private static IEnumerable<FilterNode> Nodes(FilterNode node) => node.Children.SelectMany(Nodes).Prepend(node);

    private static JsonElement At(JsonElement element, string pointer) =>
        pointer.Split('/').Skip(1).Aggregate(element, (value, step) =>
            value.ValueKind == JsonValueKind.Array
                ? value[int.Parse(step, CultureInfo.InvariantCulture)]
                : value.GetProperty(step));
}
