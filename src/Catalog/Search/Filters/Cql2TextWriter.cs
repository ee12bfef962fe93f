using System.Globalization;
using System.Text;
using OmeNgff.Ngff;

namespace OmeNgff.Catalog.Search.Filters;

/// <summary>Writes CQL2 Text.</summary>
internal sealed class Cql2TextWriter(StringBuilder output)
{
    public void Write(Filter filter)
    {
        switch (filter)
        {
            case AndFilter { Parts: var parts }:
                WriteList(parts, " AND ", WritePart);
                break;
            case OrFilter { Parts: var parts }:
                WriteList(parts, " OR ", WritePart);
                break;
            case NotFilter { Part: NotFilter part }:
                output.Append("NOT ");
                WriteParenthesized(part);
                break;
            case NotFilter { Part: var part }:
                output.Append("NOT ");
                WritePart(part);
                break;
            case LiteralFilter { Value: var value }:
                output.Append(value ? "TRUE" : "FALSE");
                break;
            case PropertyFilter { Property: var property }:
                Write(property);
                break;
            case ComparisonFilter(var left, var sign, var right):
                WriteList<Operand>([left, right], $" {Cql2Operators.Name(sign)} ", Write);
                break;
            case LikeFilter(var text, var pattern, var ignoresCase):
                WriteList<Operand>([text, new TextOperand(pattern)], " LIKE ", operand =>
                    Write(ignoresCase ? new FoldedOperand(operand) : operand));
                break;
            case BetweenFilter(var value, var lower, var upper):
                Write(value);
                output.Append(" BETWEEN ");
                WriteList<Operand>([lower, upper], " AND ", Write);
                break;
            case InFilter(var value, var list):
                Write(value);
                WriteCall(" IN ", list);
                break;
            case IsNullFilter { Value: var value }:
                Write(value);
                output.Append(" IS NULL");
                break;
            case ArrayFilter(var comparison, var left, var right):
                WriteCall(Cql2Operators.Name(comparison).ToUpperInvariant(), [left, right]);
                break;
            case TemporalFilter(var comparison, var left, var right):
                WriteCall(Cql2Operators.Name(comparison).ToUpperInvariant(), [left, right]);
                break;
            case SpatialFilter(var property, var min, var max):
                output.Append("S_INTERSECTS(");
                Write(property);
                output.Append(", BBOX(");
                WriteList(min.Concat(max), ", ", WriteNumber);
                output.Append("))");
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
                Cql2Quotes.WriteName(output, name);
                break;
            case TextOperand { Value: var value }:
                Cql2Quotes.WriteText(output, value);
                break;
            case NumberOperand { Value: var value }:
                WriteNumber(value);
                break;
            case BooleanOperand { Value: var value }:
                output.Append(value ? "TRUE" : "FALSE");
                break;
            case DateOperand:
                output.Append("DATE(");
                WriteInstant(operand);
                output.Append(')');
                break;
            case TimestampOperand:
                output.Append("TIMESTAMP(");
                WriteInstant(operand);
                output.Append(')');
                break;
            case IntervalOperand(var start, var end):
                output.Append("INTERVAL(");
                WriteList([start, end], ", ", WriteInstant);
                output.Append(')');
                break;
            case ListOperand { Items: var items }:
                WriteCall("", items);
                break;
            case FoldedOperand { Value: var value }:
                WriteCall("CASEI", [value]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(operand), operand, "CQL2 has no such value.");
        }
    }

    private void WritePart(Filter part)
    {
        if (part is AndFilter or OrFilter)
        {
            WriteParenthesized(part);
        }
        else
        {
            Write(part);
        }
    }

    private void WriteParenthesized(Filter part)
    {
        output.Append('(');
        Write(part);
        output.Append(')');
    }

    private void WriteCall(string name, EquatableArray<Operand> arguments)
    {
        output.Append(name).Append('(');
        WriteList(arguments, ", ", Write);
        output.Append(')');
    }

    /// <summary>Writes a date or a timestamp as a text, or what else an interval has for an end.</summary>
    private void WriteInstant(Operand? operand)
    {
        switch (operand)
        {
            case null:
                Cql2Quotes.WriteText(output, Cql2Values.Unbounded);
                break;
            case DateOperand date:
                Cql2Quotes.WriteText(output, Cql2Values.Format(date));
                break;
            case TimestampOperand timestamp:
                Cql2Quotes.WriteText(output, Cql2Values.Format(timestamp));
                break;
            default:
                Write(operand);
                break;
        }
    }

    private void WriteNumber(double value) => output.Append(value.ToString("R", CultureInfo.InvariantCulture));

    private void WriteList<T>(IEnumerable<T> items, string separator, Action<T> write)
    {
        var isFirst = true;
        foreach (var item in items)
        {
            output.Append(isFirst ? "" : separator);
            write(item);
            isFirst = false;
        }
    }
}
