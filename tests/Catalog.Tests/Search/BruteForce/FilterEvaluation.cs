using System.Text.Json;
using OmeNgff.Catalog.Search.Filters;

namespace OmeNgff.Catalog.Tests.Search.BruteForce;

/// <summary>Tells of one record whether a filter holds: true, false, or null where it cannot be told. Written from the
/// standard, with nothing of what makes SQL of filters.</summary>
internal static class FilterEvaluation
{
    public static bool? Holds(Filter filter, SearchedRecord record) => filter switch
    {
        AndFilter and => Fold(and.Parts.Select(part => Holds(part, record)), decisive: false),
        OrFilter or => Fold(or.Parts.Select(part => Holds(part, record)), decisive: true),
        NotFilter not => !Holds(not.Part, record),
        LiteralFilter literal => literal.Value,
        PropertyFilter property => Any(record, property.Property, value => value as bool?),
        ComparisonFilter { Left: PropertyOperand left } comparison => Any(record, left, value =>
            Compare(value, comparison.Operator, comparison.Right, record)),
        ComparisonFilter comparison => Any(record, (PropertyOperand)comparison.Right, value =>
            Compare(value, Mirrored(comparison.Operator), comparison.Left, record)),
        LikeFilter like => Any(record, (PropertyOperand)like.Text, value => value is string text
            ? like.IgnoresCase
                ? IsLike(text.ToLowerInvariant(), like.Pattern.ToLowerInvariant())
                : IsLike(text, like.Pattern)
            : null),
        BetweenFilter between => Any(record, (PropertyOperand)between.Value, value => Fold(
            [
                Compare(value, ComparisonOperator.GreaterOrEqual, between.Lower, record),
                Compare(value, ComparisonOperator.LessOrEqual, between.Upper, record),
            ], decisive: false)),
        InFilter list => Any(record, (PropertyOperand)list.Value, value => Fold(
            list.List.Select(item => Compare(value, ComparisonOperator.Equal, item, record)), decisive: true)),
        IsNullFilter absent => record.Value(((PropertyOperand)absent.Value).Name) switch
        {
            Many many => !many.Values.Any(value => value is not null),
            string[] list => list.Length == 0,
            var value => value is null,
        },
        ArrayFilter list => Compare(
            record.Value(((PropertyOperand)list.Left).Name), list.Operator, ((ListOperand)list.Right).Items.Select(Literal)),
        TemporalFilter time => Temporal(
            Moment(record.Value(((PropertyOperand)time.Left).Name)), time.Operator, Ends(time.Right)),
        _ => throw new ArgumentException($"The evaluator does not know {filter}.", nameof(filter)),
    };

    private static bool? Fold(IEnumerable<bool?> parts, bool decisive)
    {
        var all = parts.ToList();
        return all.Contains(decisive) ? decisive : all.Contains(null) ? null : !decisive;
    }

    private static bool? Any(SearchedRecord record, PropertyOperand property, Func<object?, bool?> holds) =>
        record.Value(property.Name) is not Many many
            ? holds(record.Value(property.Name))
            : many.Values.Any(value => holds(value) == true);

    private static bool? Compare(object? value, ComparisonOperator sign, Operand other, SearchedRecord record)
    {
        if (other is DateOperand or TimestampOperand)
        {
            var (begin, end) = Ends(other);
            return Moment(value) is not { } time ? null : sign switch
            {
                ComparisonOperator.Equal => time >= begin && time <= end,
                ComparisonOperator.NotEqual => time < begin || time > end,
                ComparisonOperator.Less => time < begin,
                ComparisonOperator.LessOrEqual => time <= end,
                ComparisonOperator.Greater => time > end,
                _ => time >= begin,
            };
        }

        var wanted = other is PropertyOperand property ? record.Value(property.Name) : Literal(other);
        int? order = (value, wanted) switch
        {
            (string left, string right) => string.CompareOrdinal(left, right),
            (double left, double right) => left.CompareTo(right),
            (bool left, bool right) => left.CompareTo(right),
            (DateTimeOffset left, DateTimeOffset right) => left.CompareTo(right),
            _ => null,
        };
        return order is not { } known ? null : sign switch
        {
            ComparisonOperator.Equal => known == 0,
            ComparisonOperator.NotEqual => known != 0,
            ComparisonOperator.Less => known < 0,
            ComparisonOperator.LessOrEqual => known <= 0,
            ComparisonOperator.Greater => known > 0,
            _ => known >= 0,
        };
    }

    private static bool? Compare(object? value, ArrayOperator sign, IEnumerable<object> list)
    {
        HashSet<object>? own = value switch
        {
            string[] texts => [.. texts],
            JsonElement { ValueKind: JsonValueKind.Array } items =>
            [
                .. items.EnumerateArray().Select(item => item.ValueKind switch
                {
                    JsonValueKind.String => item.GetString()!,
                    JsonValueKind.Number => item.GetDouble(),
                    JsonValueKind.True => true,
                    JsonValueKind.False => false,
                    _ => (object)item.GetRawText().Insert(0, "json "),
                }),
            ],
            _ => null,
        };
        return own is null ? null : sign switch
        {
            ArrayOperator.Contains => own.IsSupersetOf(list),
            ArrayOperator.ContainedBy => own.IsSubsetOf(list),
            ArrayOperator.Overlaps => own.Overlaps(list),
            _ => own.SetEquals(list),
        };
    }

    private static bool? Temporal(
        DateTimeOffset? time, TemporalOperator sign, (DateTimeOffset Begin, DateTimeOffset End) other) => time is not { } at
        ? null
        : sign switch
        {
            TemporalOperator.After => at > other.End,
            TemporalOperator.Before => at < other.Begin,
            TemporalOperator.Disjoint => at > other.End || at < other.Begin,
            TemporalOperator.Intersects => at >= other.Begin && at <= other.End,
            TemporalOperator.During => at > other.Begin && at < other.End,
            TemporalOperator.Equals => at == other.Begin && at == other.End,
            TemporalOperator.Starts => at == other.Begin && at < other.End,
            TemporalOperator.Finishes => at == other.End && at > other.Begin,
            TemporalOperator.Meets => at == other.Begin,
            TemporalOperator.MetBy => at == other.End,
            // What a moment cannot do to anything.
            TemporalOperator.Contains or TemporalOperator.Overlaps or TemporalOperator.OverlappedBy => false,
            TemporalOperator.FinishedBy => false,
            _ => false,
        };

    private static (DateTimeOffset Begin, DateTimeOffset End) Ends(Operand operand) => operand switch
    {
        TimestampOperand moment => (moment.Value, moment.Value),
        DateOperand date => (
            new DateTimeOffset(date.Value, TimeOnly.MinValue, TimeSpan.Zero),
            new DateTimeOffset(date.Value, TimeOnly.MinValue, TimeSpan.Zero).AddDays(1).AddMicroseconds(-1)),
        IntervalOperand interval => (
            interval.Start is null ? DateTimeOffset.MinValue : Ends(interval.Start).Begin,
            interval.End is null ? DateTimeOffset.MaxValue : Ends(interval.End).End),
        _ => throw new ArgumentException($"{operand} is no time.", nameof(operand)),
    };

    private static DateTimeOffset? Moment(object? value) => value switch
    {
        DateTimeOffset time => time,
        string text when text.Length >= 10 && DateTimeOffset.TryParse(
            text, System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal, out var time) => time,
        _ => null,
    };

    private static object Literal(Operand operand) => operand switch
    {
        TextOperand text => text.Value,
        NumberOperand number => number.Value,
        BooleanOperand truth => truth.Value,
        _ => throw new ArgumentException($"{operand} is no literal.", nameof(operand)),
    };

    private static bool IsLike(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern)
    {
        switch (pattern)
        {
            case []:
                return text.IsEmpty;
            case ['%', ..]:
                for (var at = 0; at <= text.Length; at++)
                {
                    if (IsLike(text[at..], pattern[1..]))
                    {
                        return true;
                    }
                }

                return false;
            case ['\\', var sign, ..]:
                return !text.IsEmpty && text[0] == sign && IsLike(text[1..], pattern[2..]);
            default:
                return !text.IsEmpty && (pattern[0] == '_' || pattern[0] == text[0]) && IsLike(text[1..], pattern[1..]);
        }
    }

    private static ComparisonOperator Mirrored(ComparisonOperator sign) => sign switch
    {
        ComparisonOperator.Less => ComparisonOperator.Greater,
        ComparisonOperator.LessOrEqual => ComparisonOperator.GreaterOrEqual,
        ComparisonOperator.Greater => ComparisonOperator.Less,
        ComparisonOperator.GreaterOrEqual => ComparisonOperator.LessOrEqual,
        _ => sign,
    };
}
