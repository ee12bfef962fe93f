using System.Globalization;
using OmeNgff.Catalog.Search.Filters;
using OmeNgff.Catalog.Search.Index;
using OmeNgff.Catalog.Search.Properties;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;

namespace OmeNgff.Catalog.Search.Queries;

/// <summary>
/// A filter as a condition of rows of the index. It is one of three values, as SQL has it: what compares with a value that
/// is not there is neither true nor false, and a record is found where the whole is true. Where nothing is negated, false
/// will do for it, and equalities are asked of the inverted index.
/// </summary>
/// <param name="sql">Takes the values.</param>
/// <param name="places">What the boxes of the filter, and the spaces that it names, mean.</param>
internal sealed class FilterSql(SqlText sql, IReadOnlyDictionary<Filter, PlaceCondition> places)
{
    /// <summary>The condition.</summary>
    /// <exception cref="ProblemException">400: a property is unknown, or is compared with what it is not.</exception>
    internal string Condition(Filter filter) => Condition(filter, isPositive: true);

    private string Condition(Filter filter, bool isPositive) => filter switch
    {
        AndFilter and => Joined(and.Parts, " and ", isPositive),
        OrFilter or => Joined(or.Parts, " or ", isPositive),
        NotFilter not => $"not ({Condition(not.Part, isPositive: false)})",
        LiteralFilter literal => literal.Value ? "true" : "false",
        PropertyFilter property => Related(property.Property, found =>
            found.Type == PropertyType.Json
                ? Json(found, "boolean", "boolean")
                : throw Refusal(property, "filter-type", $"'{found.Name}' is no truth value; compare it with something.")),
        ComparisonFilter comparison => Comparison(comparison, isPositive),
        LikeFilter like => Like(like),
        BetweenFilter between => Between(between),
        InFilter list => In(list, isPositive),
        IsNullFilter absent => IsNull(absent),
        ArrayFilter list when places.TryGetValue(list, out var reach) => reach.Condition(sql),
        ArrayFilter list => new ListSql(sql, this).Condition(list, isPositive),
        SpatialFilter box when places.TryGetValue(box, out var place) => place.Condition(sql),
        TemporalFilter time => new TemporalSql(sql, this).Condition(time),
        _ => throw Refusal(filter, "filter-not-supported", "This cannot be searched by."),
    };

    /// <summary>The property that an operand names.</summary>
    internal static SearchProperty Find(Operand operand) => operand is not PropertyOperand property
        ? throw Refusal(operand, "filter-property", "Here stands the name of a property.")
        : SearchProperties.TryFind(property.Name, out var found)
            ? found
            : throw Refusal(operand, "property-unknown",
                $"There is no property '{property.Name}'; /v1/queryables lists them.");

    /// <summary>A refusal that names the place in the filter.</summary>
    internal static ProblemException Refusal(FilterNode node, string rule, string message) => node.Place.Refuse(rule, message);

    /// <summary>The value of a property, its parts as parameters.</summary>
    internal string Value(SearchProperty queryable) => queryable.Part is not { } part
        ? Whole(queryable)
        : queryable.Value.Contains("{axis}", StringComparison.Ordinal)
            ? queryable.Value.Replace("{axis}", sql.Add(part), StringComparison.Ordinal)
            : queryable.Value.Replace("{path}", sql.Add(part.Split('.')), StringComparison.Ordinal);

    /// <summary>True where the reader may be told all that a property holds.</summary>
    internal bool IsWhole(SearchProperty queryable) => queryable.SeenValue is null || sql.Reader.SeesAll;

    /// <summary>The value of a property of JSON where it is of a type, else null.</summary>
    internal string Json(SearchProperty queryable, string type, string cast)
    {
        var value = Value(queryable);
        return $"(case jsonb_typeof({value}) when '{type}' then ({value} #>> '{{}}')::{cast} end)";
    }

    /// <summary>A condition of a property's values, by way of other records where it is theirs.</summary>
    internal string Related(Operand operand, Func<SearchProperty, string> condition)
    {
        var found = Find(operand);
        return Related(found, condition(found));
    }

    /// <summary>The texts of a property, where it has or may have them.</summary>
    internal string TextOf(SearchProperty found, Operand at) => found.Type switch
    {
        PropertyType.Text => Value(found),
        PropertyType.Json => Json(found, "string", "text"),
        _ => throw WrongType(found, at, "a text"),
    };

    /// <summary>That a property has another type than what it is compared with.</summary>
    internal static ProblemException WrongType(SearchProperty found, Operand at, string other) => Refusal(at, "filter-type",
        found.Type switch
        {
            PropertyType.TextList => $"'{found.Name}' is a list: A_CONTAINS({found.Name}, ('…')) asks what is in it.",
            PropertyType.Box => $"'{found.Name}' is a box: S_INTERSECTS({found.Name}, BBOX(…)) asks what it meets.",
            PropertyType.Spaces => $"'{found.Name}' are spaces: A_CONTAINS({found.Name}, ('…')) asks for them.",
            _ => $"'{found.Name}' is {Name(found.Type)}, and is compared with {other} here.",
        });

    private static string Name(PropertyType type) => type switch
    {
        PropertyType.Number => "a number",
        PropertyType.Time => "a time",
        PropertyType.Text => "a text",
        _ => "something else",
    };

    private string Related(SearchProperty found, string condition) => found.Related is not { } outer
        ? condition
        : outer.Replace(
            "{0}",
            string.Join(" and ", [$"({condition})", .. found.Ways.Select(way => SeenSql.Record(sql, way.Kind, way.Id))]),
            StringComparison.Ordinal);

    private string Whole(SearchProperty found) => IsWhole(found)
        ? found.Value
        : found.SeenValue!.Replace(
            "{alignment}", SeenSql.Record(sql, RecordKind.Alignment, "own.id"), StringComparison.Ordinal);

    private string Joined(IEnumerable<Filter> parts, string word, bool isPositive) =>
        $"({string.Join(word, parts.Select(part => Condition(part, isPositive)))})";

    private string Comparison(ComparisonFilter comparison, bool isPositive)
    {
        var (left, right, sign) = (comparison.Left, comparison.Right, comparison.Operator);
        if (Unfolded(left) is not PropertyOperand)
        {
            (left, right, sign) = (right, left, Mirrored(sign));
        }

        var folds = left is FoldedOperand || right is FoldedOperand;
        (left, right) = (Unfolded(left), Unfolded(right));
        return Related(left, found => right switch
        {
            TextOperand text when folds => $"lower({TextOf(found, left)}) {Ordered(sign)} lower({sql.Add(text.Value)})",
            TextOperand text => Text(found, left, sign, text.Value, isPositive),
            NumberOperand number => Number(found, left, sign, number.Value, isPositive),
            BooleanOperand truth => Truth(found, left, sign, truth.Value, isPositive),
            DateOperand or TimestampOperand => new TemporalSql(sql, this).Comparison(found, left, sign, right),
            PropertyOperand other => Both(found, left, sign, other),
            _ => throw Refusal(right, "filter-type", "A property is compared with a text, a number, a time or another one."),
        });
    }

    private string Text(SearchProperty found, Operand at, ComparisonOperator sign, string text, bool isPositive) =>
        isPositive && sign == ComparisonOperator.Equal && found is { Term: { } term, Type: not PropertyType.TextList }
            ? Has(SearchTerms.Of(term, text))
            : $"{TextOf(found, at)} {Ordered(sign)} {sql.Add(text)}";

    private string Number(SearchProperty found, Operand at, ComparisonOperator sign, double number, bool isPositive) => found.Type switch
    {
        PropertyType.Number => $"{Value(found)} {Sign(sign)} {sql.Add(number)}",
        PropertyType.Json when isPositive && sign == ComparisonOperator.Equal && found.Term is { } term =>
            Has(SearchTerms.Of(term, number)),
        PropertyType.Json => $"{Json(found, "number", "double precision")} {Sign(sign)} {sql.Add(number)}",
        _ => throw WrongType(found, at, "a number"),
    };

    private string Truth(SearchProperty found, Operand at, ComparisonOperator sign, bool truth, bool isPositive) =>
        found.Type != PropertyType.Json || sign is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual)
            ? throw WrongType(found, at, "a truth value")
            : isPositive && sign == ComparisonOperator.Equal && found.Term is { } term
                ? Has(SearchTerms.Of(term, truth))
                : $"{Json(found, "boolean", "boolean")} {Sign(sign)} {sql.Add(truth)}";

    private string Both(SearchProperty found, Operand at, ComparisonOperator sign, PropertyOperand other)
    {
        var second = Find(other);
        return found.Related is not null || second.Related is not null
            ? throw Refusal(other, "filter-type", $"'{found.Name}' and '{second.Name}' cannot be compared.")
            : (found.Type, second.Type) switch
            {
                (PropertyType.Number, PropertyType.Number) => $"{Value(found)} {Sign(sign)} {Value(second)}",
                (PropertyType.Number, PropertyType.Json) =>
                    $"{Value(found)} {Sign(sign)} {Json(second, "number", "double precision")}",
                (PropertyType.Json, PropertyType.Number) =>
                    $"{Json(found, "number", "double precision")} {Sign(sign)} {Value(second)}",
                (PropertyType.Time, PropertyType.Time) => $"{Value(found)} {Sign(sign)} {Value(second)}",
                (PropertyType.Text or PropertyType.Json, PropertyType.Text or PropertyType.Json) =>
                    $"{TextOf(found, at)} {Ordered(sign)} {TextOf(second, other)}",
                _ => throw WrongType(found, at, Name(second.Type)),
            };
    }

    private string Like(LikeFilter like) => Related(Unfolded(like.Text), found =>
    {
        if (EndsWithEscape(like.Pattern))
        {
            throw Refusal(like, "like-pattern", @"A pattern ends with \, which says that a sign after it means itself.");
        }

        var folds = like.IgnoresCase || like.Text is FoldedOperand;
        return $"{TextOf(found, Unfolded(like.Text))} {(folds ? "ilike" : "like")} {sql.Add(like.Pattern)}";
    });

    private string Between(BetweenFilter between) => Related(between.Value, found =>
        (between.Lower, between.Upper) switch
        {
            (NumberOperand low, NumberOperand high) => string.Create(CultureInfo.InvariantCulture,
                $"{(found.Type == PropertyType.Json ? Json(found, "number", "double precision")
                    : found.Type == PropertyType.Number ? Value(found)
                    : throw WrongType(found, between.Value, "numbers"))} between {sql.Add(low.Value)} and {sql.Add(high.Value)}"),
            (TextOperand low, TextOperand high) =>
                $"{TextOf(found, between.Value)} collate \"C\" between {sql.Add(low.Value)} and {sql.Add(high.Value)}",
            (DateOperand or TimestampOperand, DateOperand or TimestampOperand) =>
                new TemporalSql(sql, this).Between(found, between),
            _ => throw Refusal(between, "filter-type", "BETWEEN takes two numbers, two texts or two times."),
        });

    private string In(InFilter list, bool isPositive) => Related(Unfolded(list.Value), found =>
    {
        if (list.Value is FoldedOperand || list.List.Any(item => item is FoldedOperand))
        {
            var folded = list.List.Select(item => Unfolded(item) as TextOperand
                ?? throw Refusal(item, "filter-type", "CASEI is for texts."));
            return $"lower({TextOf(found, list.Value)}) in ({string.Join(", ",
                folded.Select(text => $"lower({sql.Add(text.Value)})"))})";
        }

        if (list.List.All(item => item is TextOperand))
        {
            var texts = list.List.Cast<TextOperand>().Select(text => text.Value).ToList();
            return isPositive && found is { Term: { } term, Type: not PropertyType.TextList }
                ? HasAny(texts.Select(text => SearchTerms.Of(term, text)))
                : $"{TextOf(found, list.Value)} = any({sql.Add(texts)})";
        }

        if (list.List.All(item => item is NumberOperand))
        {
            var value = found.Type switch
            {
                PropertyType.Number => Value(found),
                PropertyType.Json => Json(found, "number", "double precision"),
                _ => throw WrongType(found, list.Value, "numbers"),
            };
            return $"{value} = any({sql.Add(list.List.Cast<NumberOperand>().Select(number => number.Value))})";
        }

        return $"({string.Join(" or ", list.List.Select(item => Comparison(
            new ComparisonFilter(list.Value, ComparisonOperator.Equal, item), isPositive)))})";
    });

    private string IsNull(IsNullFilter absent)
    {
        var found = Find(Unfolded(absent.Value));
        return found switch
        {
            { Related: not null } => $"not {Related(found, $"{Value(found)} is not null")}",
            { Type: PropertyType.TextList } => $"cardinality({Value(found)}) = 0",
            { Type: PropertyType.Json } => $"coalesce(jsonb_typeof({Value(found)}), 'null') = 'null'",
            { Type: PropertyType.Box or PropertyType.Spaces } =>
                throw WrongType(found, absent.Value, "nothing"),
            _ => $"({Value(found)}) is null",
        };
    }

    /// <summary>That a record has a term.</summary>
    internal string Has(string term) => $"s.terms @> array[{sql.Add(term)}]";

    /// <summary>That a record has all of some terms.</summary>
    internal string HasAll(IEnumerable<string> terms) => $"s.terms @> {sql.Add(terms)}";

    /// <summary>That a record has one of some terms.</summary>
    internal string HasAny(IEnumerable<string> terms) => $"s.terms && {sql.Add(terms)}";

    internal static Operand Unfolded(Operand operand) => operand is FoldedOperand folded ? folded.Value : operand;

    internal static string Sign(ComparisonOperator sign) => sign switch
    {
        ComparisonOperator.Equal => "=",
        ComparisonOperator.NotEqual => "<>",
        ComparisonOperator.Less => "<",
        ComparisonOperator.LessOrEqual => "<=",
        ComparisonOperator.Greater => ">",
        _ => ">=",
    };

    /// <summary>The sign for texts, whose order is that of their bytes, whatever the database's language.</summary>
    private static string Ordered(ComparisonOperator sign) =>
        sign is ComparisonOperator.Equal or ComparisonOperator.NotEqual ? Sign(sign) : $"collate \"C\" {Sign(sign)}";

    private static ComparisonOperator Mirrored(ComparisonOperator sign) => sign switch
    {
        ComparisonOperator.Less => ComparisonOperator.Greater,
        ComparisonOperator.LessOrEqual => ComparisonOperator.GreaterOrEqual,
        ComparisonOperator.Greater => ComparisonOperator.Less,
        ComparisonOperator.GreaterOrEqual => ComparisonOperator.LessOrEqual,
        _ => sign,
    };

    private static bool EndsWithEscape(string pattern)
    {
        var escapes = 0;
        for (var at = pattern.Length - 1; at >= 0 && pattern[at] == '\\'; at--)
        {
            escapes++;
        }

        return escapes % 2 == 1;
    }
}
