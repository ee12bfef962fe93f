using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OmeNgff.Catalog.Search.Properties;
using OmeNgff.Client.Problems;

namespace OmeNgff.Catalog.Search.Queries;

/// <summary>The order of matches, and what comes after a position in it. What does not have a property comes last,
/// whichever way the order goes; what nothing else tells apart is in the order in which it was registered, in the same
/// direction. The newest record is the first where no property is named.</summary>
internal sealed class OrderSql
{
    private readonly SqlText _sql;
    private readonly ImmutableArray<(string Expression, SearchOrder Order)> _keys;

    internal OrderSql(SqlText sql, ImmutableArray<SearchOrder> order)
    {
        _sql = sql;
        var filters = new FilterSql(sql, ImmutableDictionary<Filters.Filter, PlaceCondition>.Empty);
        _keys = [.. order.Select(key => (Expression(filters, key.Property), key))];
    }

    /// <summary>The values that matches are ordered by, as further columns <c>k0</c>, <c>k1</c>, …</summary>
    internal string Columns => string.Concat(_keys.Select((key, index) => string.Create(
        CultureInfo.InvariantCulture, $", {key.Expression} as k{index}")));

    /// <summary>The same columns of the rows of a page.</summary>
    internal string Names => string.Concat(Enumerable.Range(0, _keys.Length).Select(index =>
        string.Create(CultureInfo.InvariantCulture, $", page.k{index}")));

    /// <summary>The clause. Over rows of the index it has the very expressions that indexes have.</summary>
    /// <param name="row">The name of the rows, with a point: <c>s.</c> for those of the index.</param>
    internal string Clause(string row) => $"order by {string.Concat(_keys.Select((key, index) =>
    {
        var value = row == "s." ? key.Expression : string.Create(CultureInfo.InvariantCulture, $"{row}k{index}");
        var collation = row == "s." || !IsText(key.Order.Property) ? "" : " collate \"C\"";
        return IsNever(key.Order.Property)
            ? $"{value}{collation}{Direction(key.Order)}, "
            : $"{value}{collation}{Direction(key.Order)} nulls last, ";
    }))}{row}key{Last}";

    /// <summary>The condition that a row comes after a position.</summary>
    /// <exception cref="ProblemException">400: the position is none of this order.</exception>
    internal string After(SearchPosition position)
    {
        if (position.Values.Length != _keys.Length)
        {
            throw Stale();
        }

        if (_keys is [var (only, single)] && IsNever(single.Property))
        {
            // The form that an index of both has a beginning for.
            return $"({only}, s.key) {(single.Descends ? "<" : ">")} "
                + $"({Literal(single.Property, position.Values[0])}, {_sql.Add(position.Key)})";
        }

        var alternatives = new List<string>();
        var equal = new List<string>();
        for (var index = 0; index < _keys.Length; index++)
        {
            var (expression, order) = _keys[index];
            var value = position.Values[index];
            if (value.ValueKind == JsonValueKind.Null)
            {
                equal.Add($"{expression} is null");
                continue;
            }

            var last = Literal(order.Property, value);
            var sign = order.Descends ? "<" : ">";
            alternatives.Add(And(equal, IsNever(order.Property)
                ? $"{expression} {sign} {last}"
                : $"({expression} {sign} {last} or {expression} is null)"));
            equal.Add($"{expression} = {last}");
        }

        alternatives.Add(And(equal, $"s.key {(Ascends ? ">" : "<")} {_sql.Add(position.Key)}"));
        return $"({string.Join(" or ", alternatives)})";

        static string And(List<string> equal, string last) => $"({string.Join(" and ", [.. equal, last])})";
    }

    /// <summary>A position that this order has not given.</summary>
    internal static ProblemException Stale() => ProblemException.Invalid(
        "/cursor", "cursor-invalid", "Use the cursor of an answer as it is, with the same search.");

    // An index that has one order has the opposite one too, and no third.
    private bool Ascends => _keys is [{ Order.Descends: false }, ..];

    private string Last => Ascends ? "" : " desc";

    private static string Direction(SearchOrder order) => order.Descends ? " desc" : "";

    private static bool IsText(SearchProperty property) => property.Type == PropertyType.Text;

    private static bool IsNever(SearchProperty property) => property.Name is "name" or "createdAt" or "updatedAt" or "id" or "kind"
        or "dataset" or "createdBy" or "updatedBy";

    private static string Expression(FilterSql filters, SearchProperty property) => property switch
    {
        { Name: "name" } => "(lower(left(s.name, 200)) collate \"C\")",
        { Type: PropertyType.Text } => $"({filters.Value(property)}) collate \"C\"",
        { Type: PropertyType.Number } => $"({filters.Value(property)})::double precision",
        { Type: PropertyType.Time } => filters.Value(property),
        { Type: PropertyType.Json } => filters.Json(property, "number", "double precision"),
        _ => throw ProblemException.Invalid("/sort", "sort-property", $"Records cannot be ordered by '{property.Name}'."),
    };

    private string Literal(SearchProperty property, JsonElement value) => (property.Type, value.ValueKind) switch
    {
        (PropertyType.Text, JsonValueKind.String) => $"{_sql.Add(value.GetString()!)} collate \"C\"",
        (PropertyType.Number or PropertyType.Json, JsonValueKind.Number) => _sql.Add(value.GetDouble()),
        (PropertyType.Time, JsonValueKind.String) when value.TryGetDateTimeOffset(out var time) => _sql.Add(time),
        _ => throw Stale(),
    };
}
