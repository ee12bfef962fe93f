using System.Text.Json;
using OmeNgff.Catalog.Search.Filters;
using OmeNgff.Catalog.Search.Index;
using OmeNgff.Catalog.Search.Properties;
using OmeNgff.Client.Json;

namespace OmeNgff.Catalog.Search.Queries;

/// <summary>What filters ask of lists, as conditions of rows of the index. Lists are sets here, as in CQL2.</summary>
internal sealed class ListSql(SqlText sql, FilterSql filters)
{
    /// <summary>The condition.</summary>
    internal string Condition(ArrayFilter filter, bool isPositive)
    {
        var (left, right, sign) = (filter.Left, filter.Right, filter.Operator);
        if (left is not PropertyOperand)
        {
            (left, right) = (right, left);
            sign = sign switch
            {
                ArrayOperator.Contains => ArrayOperator.ContainedBy,
                ArrayOperator.ContainedBy => ArrayOperator.Contains,
                _ => sign,
            };
        }

        var found = FilterSql.Find(left);
        return right switch
        {
            ListOperand list when found.Type == PropertyType.TextList => Texts(found, sign, Texts(list), isPositive),
            ListOperand list when found is { Type: PropertyType.Json, Related: null } => Json(found, sign, list, isPositive),
            PropertyOperand other when found.Type == PropertyType.TextList
                && FilterSql.Find(other) is { Type: PropertyType.TextList } second =>
                Related(filters.Value(found), sign, filters.Value(second)),
            ListOperand => throw FilterSql.Refusal(left, "filter-type", $"'{found.Name}' is no list."),
            _ => throw FilterSql.Refusal(right, "filter-type", "A list is compared with a list of values, ('one', 'two')."),
        };
    }

    private static string Related(string left, ArrayOperator sign, string right) => sign switch
    {
        ArrayOperator.Contains => $"{left} @> {right}",
        ArrayOperator.ContainedBy => $"{left} <@ {right}",
        ArrayOperator.Overlaps => $"{left} && {right}",
        _ => $"({left} @> {right} and {left} <@ {right})",
    };

    private static List<string> Texts(ListOperand list) =>
    [
        .. list.Items.Select(item => item is TextOperand text
            ? text.Value
            : throw FilterSql.Refusal(item, "filter-type", "The list is one of texts.")),
    ];

    private string Texts(SearchProperty found, ArrayOperator sign, List<string> texts, bool isPositive)
    {
        var terms = texts.Select(text => SearchTerms.Contained(found.Term!, text));
        var indexed = (sign, isPositive) switch
        {
            (ArrayOperator.Contains, true) => filters.HasAll(terms),
            (ArrayOperator.Overlaps, true) => filters.HasAny(terms),
            _ => null,
        };

        // Terms are there for all readers.
        return indexed is not null && filters.IsWhole(found)
            ? indexed
            : string.Join(" and ", new[] { indexed, Related(filters.Value(found), sign, sql.Add(texts)) }.OfType<string>());
    }

    private string Json(SearchProperty found, ArrayOperator sign, ListOperand list, bool isPositive)
    {
        var terms = list.Items.Select(item => item switch
        {
            TextOperand text => SearchTerms.Contained(found.Term ?? "", text.Value),
            NumberOperand number => SearchTerms.Contained(found.Term ?? "", number.Value),
            BooleanOperand truth => SearchTerms.Contained(found.Term ?? "", truth.Value),
            _ => throw FilterSql.Refusal(item, "filter-type", "A list of an attribute holds texts, numbers and truth values."),
        }).ToList();
        if (isPositive && found.Term is not null && sign is ArrayOperator.Contains or ArrayOperator.Overlaps)
        {
            return sign == ArrayOperator.Contains && terms.Count > 0 ? filters.HasAll(terms)
                : sign == ArrayOperator.Contains ? IsList(filters.Value(found))
                : filters.HasAny(terms);
        }

        var value = filters.Value(found);
        var items = list.Items.Select(Item).ToList();
        var whole = sql.AddJson($"[{string.Join(',', items)}]");
        var condition = sign switch
        {
            ArrayOperator.Contains => $"{value} @> {whole}",
            ArrayOperator.ContainedBy => $"{value} <@ {whole}",
            ArrayOperator.Overlaps => items.Count == 0
                ? "false"
                : string.Join(" or ", items.Select(item => $"{value} @> {sql.AddJson($"[{item}]")}")),
            _ => $"{value} @> {whole} and {value} <@ {whole}",
        };
        return $"(case jsonb_typeof({value}) when 'array' then {condition} end)";
    }

    private static string IsList(string value) => $"jsonb_typeof({value}) = 'array'";

    private static string Item(Operand item) => item switch
    {
        TextOperand text => CatalogJson.Serialize(text.Value),
        NumberOperand number => CatalogJson.Serialize(number.Value + 0.0),
        BooleanOperand truth => JsonSerializer.Serialize(truth.Value),
        _ => "null",
    };
}
