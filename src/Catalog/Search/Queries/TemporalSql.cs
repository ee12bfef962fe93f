using OmeNgff.Catalog.Search.Filters;
using OmeNgff.Catalog.Search.Properties;

namespace OmeNgff.Catalog.Search.Queries;

/// <summary>
/// What filters ask of times, as conditions of rows of the index. All times are intervals with both ends: a moment begins
/// when it ends, a date lasts until the last microsecond of its day in UTC.
/// </summary>
internal sealed class TemporalSql(SqlText sql, FilterSql filters)
{
    /// <summary>The condition that compares two times as intervals.</summary>
    internal string Condition(TemporalFilter filter) => Both(filter.Left, filter.Right, filter.Operator switch
    {
        TemporalOperator.After => "{s1} > {e2}",
        TemporalOperator.Before => "{e1} < {s2}",
        TemporalOperator.Contains => "({s1} < {s2} and {e1} > {e2})",
        TemporalOperator.Disjoint => "({s1} > {e2} or {e1} < {s2})",
        TemporalOperator.During => "({s1} > {s2} and {e1} < {e2})",
        TemporalOperator.Equals => "({s1} = {s2} and {e1} = {e2})",
        TemporalOperator.FinishedBy => "({s1} < {s2} and {e1} = {e2})",
        TemporalOperator.Finishes => "({s1} > {s2} and {e1} = {e2})",
        TemporalOperator.Intersects => "({s1} <= {e2} and {e1} >= {s2})",
        TemporalOperator.Meets => "{e1} = {s2}",
        TemporalOperator.MetBy => "{s1} = {e2}",
        TemporalOperator.OverlappedBy => "({s1} > {s2} and {s1} < {e2} and {e1} > {e2})",
        TemporalOperator.Overlaps => "({s1} < {s2} and {e1} > {s2} and {e1} < {e2})",
        TemporalOperator.StartedBy => "({s1} = {s2} and {e1} > {e2})",
        _ => "({s1} = {s2} and {e1} < {e2})",
    });

    /// <summary>The condition that a property compares so with a time.</summary>
    internal string Comparison(SearchProperty found, Operand at, ComparisonOperator sign, Operand time)
    {
        var (value, (begin, end)) = (ValueOf(found, at), Literal(time)!.Value);
        return sign switch
        {
            ComparisonOperator.Equal => $"({value} between {begin} and {end})",
            ComparisonOperator.NotEqual => $"({value} not between {begin} and {end})",
            ComparisonOperator.Less => $"{value} < {begin}",
            ComparisonOperator.LessOrEqual => $"{value} <= {end}",
            ComparisonOperator.Greater => $"{value} > {end}",
            _ => $"{value} >= {begin}",
        };
    }

    /// <summary>The condition that a property lies between two times.</summary>
    internal string Between(SearchProperty found, BetweenFilter between) =>
        $"{ValueOf(found, between.Value)} between {Literal(between.Lower)!.Value.Begin} and {Literal(between.Upper)!.Value.End}";

    private string Both(Operand left, Operand right, string relation)
    {
        var (first, second) = (Interval(left), Interval(right));
        return relation.Replace("{s1}", first.Begin, StringComparison.Ordinal)
            .Replace("{e1}", first.End, StringComparison.Ordinal)
            .Replace("{s2}", second.Begin, StringComparison.Ordinal)
            .Replace("{e2}", second.End, StringComparison.Ordinal);
    }

    private (string Begin, string End) Interval(Operand operand)
    {
        switch (operand)
        {
            case PropertyOperand:
                var value = ValueOf(FilterSql.Find(operand), operand);
                return (value, value);
            case IntervalOperand interval:
                return (
                    interval.Start is null ? "'-infinity'::timestamptz" : Interval(interval.Start).Begin,
                    interval.End is null ? "'infinity'::timestamptz" : Interval(interval.End).End);
            default:
                return Literal(operand)
                    ?? throw FilterSql.Refusal(operand, "filter-type", "Here stands a time, an interval or a property.");
        }
    }

    private (string Begin, string End)? Literal(Operand operand)
    {
        switch (operand)
        {
            case TimestampOperand moment:
                var time = sql.Add(moment.Value);
                return (time, time);
            case DateOperand date:
                var begin = new DateTimeOffset(date.Value, TimeOnly.MinValue, TimeSpan.Zero);
                return (sql.Add(begin), sql.Add(begin.AddDays(1).AddMicroseconds(-1)));
            default:
                return null;
        }
    }

    private string ValueOf(SearchProperty found, Operand at) => found switch
    {
        { Related: not null } => throw FilterSql.WrongType(found, at, "a time"),
        { Type: PropertyType.Time } => filters.Value(found),
        { Type: PropertyType.Json } => $"search_moment({filters.Json(found, "string", "text")})",
        _ => throw FilterSql.WrongType(found, at, "a time"),
    };
}
