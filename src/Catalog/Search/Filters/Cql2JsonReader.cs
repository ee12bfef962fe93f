using System.Text.Json;
using OmeNgff.Client.Problems;
using OmeNgff.Ngff;

namespace OmeNgff.Catalog.Search.Filters;

/// <summary>Makes the syntax tree from CQL2 JSON, after the standard's JSON schema.</summary>
internal static class Cql2JsonReader
{
    public static Filter Filter(Cql2JsonNode node) =>
        node.Kind is JsonValueKind.True or JsonValueKind.False
            ? new LiteralFilter(node.Kind == JsonValueKind.True) { Place = node.Place }
        : node.Has("property") ? new PropertyFilter(Property(node)) { Place = node.Place }
        : node.Has("op") ? Condition(node) with { Place = node.Place }
        : throw node.Unexpected("a condition");

    private static Filter Condition(Cql2JsonNode node)
    {
        var name = Operator(node);
        var args = node.Member("args", "op");
        return name.ToLowerInvariant() switch
        {
            "and" => new AndFilter(Parts(args)),
            "or" => new OrFilter(Parts(args)),
            "not" => new NotFilter(Filter(Take(args, 1)[0])),
            "like" => Like(Take(args, 2)),
            "between" => Between(Take(args, 3)),
            "in" => In(Take(args, 2)),
            "isnull" => new IsNullFilter(ScalarOrInterval(Take(args, 1)[0])),
            "s_intersects" => Intersects(Take(args, 2), node.Place),
            _ when Cql2Operators.Comparisons.TryGetValue(name, out var comparison) =>
                Two(args, Scalar, (left, right) => new ComparisonFilter(left, comparison, right)),
            _ when Cql2Operators.Temporals.TryGetValue(name, out var temporal) =>
                Two(args, Time, (left, right) => new TemporalFilter(temporal, left, right)),
            _ when Cql2Operators.Arrays.TryGetValue(name, out var array) =>
                Two(args, PropertyOrList, (left, right) => new ArrayFilter(array, left, right)),
            _ => throw NotSupported(node, name),
        };
    }

    private static EquatableArray<Filter> Parts(Cql2JsonNode args) => args.Items is { Count: > 1 } parts
        ? parts.Select(Filter).ToEquatableArray()
        : throw args.Unexpected("two conditions at least");

    private static LikeFilter Like(IReadOnlyList<Cql2JsonNode> args) =>
        Cql2Values.Like(Scalar(args[0]), Pattern(args[1]));

    private static Cql2Pattern Pattern(Cql2JsonNode node) =>
        IsFolded(node) ? Pattern(FoldedContent(node)) with { IsFolded = true }
        : node.Kind == JsonValueKind.String ? new Cql2Pattern(node.Text, IsFolded: false, node.Place)
        : throw Refusal(node, "a pattern");

    private static BetweenFilter Between(IReadOnlyList<Cql2JsonNode> args) =>
        new(Scalar(args[0]), Scalar(args[1]), Scalar(args[2]));

    private static InFilter In(IReadOnlyList<Cql2JsonNode> args) => args[1].Items is { Count: > 0 } items
        ? new InFilter(Scalar(args[0]), items.Select(Scalar).ToEquatableArray())
        : throw args[1].Unexpected("one value at least");

    private static SpatialFilter Intersects(IReadOnlyList<Cql2JsonNode> args, FilterPlace place)
    {
        var (property, box) = args[0].Has("bbox") ? (args[1], args[0]) : (args[0], args[1]);
        return !property.Has("property") ? throw Refusal(property, "a property")
            : !box.Has("bbox") ? throw Refusal(box, "a bounding box")
            : Cql2Values.Intersects(
                Property(property), [.. box.Member("bbox").Items.Select(item => Number(item).Value)], place, box.Place);
    }

    private static Operand Scalar(Cql2JsonNode node) => node.Kind switch
    {
        JsonValueKind.String => new TextOperand(node.Text) { Place = node.Place },
        JsonValueKind.Number => Number(node),
        JsonValueKind.True or JsonValueKind.False =>
            new BooleanOperand(node.Kind == JsonValueKind.True) { Place = node.Place },
        _ when node.Has("property") => Property(node),
        _ when node.Has("date") => Date(node),
        _ when node.Has("timestamp") => Timestamp(node),
        _ when IsFolded(node) => Cql2Values.Folded(TextOrProperty(FoldedContent(node)), node.Place),
        _ => throw Refusal(node, "a value"),
    };

    private static Operand TextOrProperty(Cql2JsonNode node) =>
        node.Kind == JsonValueKind.String || node.Has("property") || IsFolded(node)
            ? Scalar(node)
            : throw Refusal(node, "a property or a string");

    private static Operand ScalarOrInterval(Cql2JsonNode node) => node.Has("interval") ? Interval(node) : Scalar(node);

    private static Operand PropertyOrList(Cql2JsonNode node) =>
        node.Has("property") ? Property(node)
        : node.Kind == JsonValueKind.Array ? List(node)
        : throw Refusal(node, "a property or a list");

    private static ListOperand List(Cql2JsonNode node) =>
        new(node.Items
            .Select(item => item.Kind == JsonValueKind.Array ? List(item) : ScalarOrInterval(item))
            .ToEquatableArray())
        { Place = node.Place };

    private static Operand Time(Cql2JsonNode node) =>
        node.Has("property") ? Property(node)
        : node.Has("date") ? Date(node)
        : node.Has("timestamp") ? Timestamp(node)
        : node.Has("interval") ? Interval(node)
        : throw Refusal(node, "a property, a date, a timestamp or an interval");

    private static PropertyOperand Property(Cql2JsonNode node)
    {
        var name = node.Member("property");
        return Cql2Values.Property(name.Text, name.Place) with { Place = node.Place };
    }

    private static NumberOperand Number(Cql2JsonNode node) => node.Kind == JsonValueKind.Number
        ? Cql2Values.Number(node.Number, node.Place)
        : throw Refusal(node, "a number");

    private static DateOperand Date(Cql2JsonNode node)
    {
        var date = node.Member("date");
        return Cql2Values.Date(date.Text, date.Place) with { Place = node.Place };
    }

    private static TimestampOperand Timestamp(Cql2JsonNode node)
    {
        var timestamp = node.Member("timestamp");
        return Cql2Values.Timestamp(timestamp.Text, timestamp.Place) with { Place = node.Place };
    }

    private static IntervalOperand Interval(Cql2JsonNode node)
    {
        var ends = Take(node.Member("interval"), 2);
        return Cql2Values.Interval(IntervalEnd(ends[0]), IntervalEnd(ends[1]), node.Place);
    }

    private static Operand? IntervalEnd(Cql2JsonNode node) =>
        node.Has("property") ? Property(node)
        : node.Kind == JsonValueKind.String ? Cql2Values.IntervalEnd(node.Text, node.Place)
        : throw Refusal(node, "a date, a timestamp, '..' or a property");

    private static bool IsFolded(Cql2JsonNode node) =>
        node.Has("op") && Operator(node).Equals("casei", StringComparison.OrdinalIgnoreCase);

    private static Cql2JsonNode FoldedContent(Cql2JsonNode node) => Take(node.Member("args", "op"), 1)[0];

    private static string Operator(Cql2JsonNode node) => node.Member("op", "args").Text;

    private static Filter Two(
        Cql2JsonNode args, Func<Cql2JsonNode, Operand> operand, Func<Operand, Operand, Filter> filter)
    {
        var items = Take(args, 2);
        return filter(operand(items[0]), operand(items[1]));
    }

    private static IReadOnlyList<Cql2JsonNode> Take(Cql2JsonNode list, int count) =>
        list.Items is { } items && items.Count == count
            ? items
            : throw list.Unexpected($"a list of {count}");

    /// <summary>The refusal of what is no operand, or none of this place.</summary>
    private static ProblemException Refusal(Cql2JsonNode node, string expected) =>
        node.Has("op") ? NotSupported(node, Operator(node))
        : node.Has("type") ? node.Place.Refuse(FilterRules.NotSupported, "Geometries are not supported but for 'bbox'.")
        : node.Unexpected(expected);

    private static ProblemException NotSupported(Cql2JsonNode node, string name) =>
        node.Place.Refuse(FilterRules.NotSupported, $"'{Cql2Characters.Excerpt(name)}' is not supported here.");
}
