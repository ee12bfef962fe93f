using System.Text.Json;

namespace OmeNgff.Catalog.Search.Filters;

/// <summary>Writes CQL2 JSON.</summary>
internal sealed class Cql2JsonWriter(Utf8JsonWriter writer)
{
    public void Write(Filter filter)
    {
        switch (filter)
        {
            case AndFilter { Parts: var parts }:
                WriteCall("and", parts, Write);
                break;
            case OrFilter { Parts: var parts }:
                WriteCall("or", parts, Write);
                break;
            case NotFilter { Part: var part }:
                WriteCall("not", [part], Write);
                break;
            case LiteralFilter { Value: var value }:
                writer.WriteBooleanValue(value);
                break;
            case PropertyFilter { Property: var property }:
                Write(property);
                break;
            case ComparisonFilter(var left, var comparison, var right):
                WriteCall(Cql2Operators.Name(comparison), [left, right]);
                break;
            case LikeFilter(var text, var pattern, var ignoresCase):
                WriteCall("like", [text, new TextOperand(pattern)], operand =>
                    Write(ignoresCase ? new FoldedOperand(operand) : operand));
                break;
            case BetweenFilter(var value, var lower, var upper):
                WriteCall("between", [value, lower, upper]);
                break;
            case InFilter(var value, var list):
                WriteCall("in", [value, new ListOperand(list)]);
                break;
            case IsNullFilter { Value: var value }:
                WriteCall("isNull", [value]);
                break;
            case ArrayFilter(var comparison, var left, var right):
                WriteCall(Cql2Operators.Name(comparison), [left, right]);
                break;
            case TemporalFilter(var comparison, var left, var right):
                WriteCall(Cql2Operators.Name(comparison), [left, right]);
                break;
            case SpatialFilter(var property, var min, var max):
                writer.WriteStartObject();
                writer.WriteString("op", "s_intersects");
                writer.WriteStartArray("args");
                Write(property);
                WriteMember("bbox", min.Concat(max), writer.WriteNumberValue);
                writer.WriteEndArray();
                writer.WriteEndObject();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(filter), filter, "CQL2 has no such filter.");
        }
    }

    private void Write(Operand operand)
    {
        switch (operand)
        {
            case PropertyOperand { Name: var name }:
                WriteMember("property", name);
                break;
            case TextOperand { Value: var value }:
                writer.WriteStringValue(value);
                break;
            case NumberOperand { Value: var value }:
                writer.WriteNumberValue(value);
                break;
            case BooleanOperand { Value: var value }:
                writer.WriteBooleanValue(value);
                break;
            case DateOperand date:
                WriteMember("date", Cql2Values.Format(date));
                break;
            case TimestampOperand timestamp:
                WriteMember("timestamp", Cql2Values.Format(timestamp));
                break;
            case IntervalOperand(var start, var end):
                WriteMember("interval", [start, end], WriteIntervalEnd);
                break;
            case ListOperand { Items: var items }:
                WriteList(items, Write);
                break;
            case FoldedOperand { Value: var value }:
                WriteCall("casei", [value]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(operand), operand, "CQL2 has no such value.");
        }
    }

    private void WriteIntervalEnd(Operand? end)
    {
        switch (end)
        {
            case null:
                writer.WriteStringValue(Cql2Values.Unbounded);
                break;
            case DateOperand date:
                writer.WriteStringValue(Cql2Values.Format(date));
                break;
            case TimestampOperand timestamp:
                writer.WriteStringValue(Cql2Values.Format(timestamp));
                break;
            default:
                Write(end);
                break;
        }
    }

    private void WriteCall(string name, IEnumerable<Operand> arguments) => WriteCall(name, arguments, Write);

    private void WriteCall<T>(string name, IEnumerable<T> arguments, Action<T> write)
    {
        writer.WriteStartObject();
        writer.WriteString("op", name);
        writer.WritePropertyName("args");
        WriteList(arguments, write);
        writer.WriteEndObject();
    }

    private void WriteMember(string name, string value)
    {
        writer.WriteStartObject();
        writer.WriteString(name, value);
        writer.WriteEndObject();
    }

    private void WriteMember<T>(string name, IEnumerable<T> values, Action<T> write)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(name);
        WriteList(values, write);
        writer.WriteEndObject();
    }

    private void WriteList<T>(IEnumerable<T> items, Action<T> write)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            write(item);
        }

        writer.WriteEndArray();
    }
}
