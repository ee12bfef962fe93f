using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Catalog.Search.Filters;
using OmeNgff.Ngff;

namespace OmeNgff.Catalog.Tests.Search.Filters;

/// <summary>Random filters that both languages can say.</summary>
internal static class FilterGenerators
{
    private static readonly Gen<char> Character = Gen.Frequency(
        (6, Gen.Elements([.. "abtnvfrZé_:.09 "])),
        (3, Gen.Elements([.. "'\"\\%_()-+,\t\n\r\a\b\v\f\u1680\u3000"])),
        (1, Gen.Choose(0x80, 0xD7FF).Select(value => (char)value)));

    private static readonly Gen<string> Characters =
        Gen.Choose(0, 8).SelectMany(length => Character.ArrayOf(length)).Select(characters => new string(characters));

    private static readonly Gen<string> Unicode = Gen.Frequency(
        (9, Characters), (1, Gen.Elements("😀", "a😀\\", "\U000F0000", "\U0010FFFFx")));

    private static readonly Gen<string> Names = Gen.Frequency(
        (5, Gen.Elements("voxelSize.z", "axes.x.unit", "in.my-space", "eo:cloud_cover", "Größe")),
        (2, Gen.Elements("and", "NULL", "Date", "t_metBy", "div", "NaN", "true", "point", "\"")),
        (2, Unicode.Where(name => name.Length > 0)));

    private static readonly Gen<string> Patterns = Unicode.Select(text =>
        (text.Length - text.TrimEnd('\\').Length) % 2 == 0 ? text : text + "%");

    private static readonly Gen<double> Numbers = Gen.Frequency(
        (4, Gen.Choose(-1000, 1000).Select(value => value / 8.0)),
        (2, ArbMap.Default.GeneratorFor<double>().Where(double.IsFinite)),
        (1, Gen.Elements(0.0, -0.0, double.Epsilon, double.MaxValue, double.MinValue, 5e-8, 1e21, 0.1)));

    private static readonly Gen<DateTime> Times = Gen.OneOf(
        Gen.Choose(0, int.MaxValue).Select(seconds => DateTime.MinValue.AddSeconds(140.0 * seconds)),
        Gen.Choose(0, 9_999_999).Select(ticks => DateTime.MinValue.AddYears(2000).AddTicks(ticks)),
        Gen.Elements(DateTime.MinValue, DateTime.MaxValue));

    private static readonly Gen<PropertyOperand> Property = Names.Select(name => new PropertyOperand(name));

    private static readonly Gen<Operand> Text = Unicode.Select(Operand (text) => new TextOperand(text));

    private static readonly Gen<Operand> Day =
        Times.Select(Operand (time) => new DateOperand(DateOnly.FromDateTime(time)));

    private static readonly Gen<Operand> Moment =
        Times.Select(Operand (time) => new TimestampOperand(new DateTimeOffset(time, TimeSpan.Zero)));

    private static readonly Gen<Operand> PropertyOrText = Gen.OneOf(Property.Select(Operand (name) => name), Text);

    private static readonly Gen<Operand> Scalar = Gen.OneOf(
        PropertyOrText,
        Numbers.Select(Operand (number) => new NumberOperand(number)),
        Gen.Elements<Operand>(new BooleanOperand(true), new BooleanOperand(false)),
        Day,
        Moment,
        PropertyOrText.Select(Operand (value) => new FoldedOperand(value)));

    private static readonly Gen<Operand?> IntervalEnd = Gen.OneOf(
        Gen.Constant<Operand?>(null), Property.Select(Operand? (name) => name), Day.Select(Operand? (day) => day),
        Moment.Select(Operand? (moment) => moment));

    private static readonly Gen<Operand> Interval =
        from start in IntervalEnd
        from end in IntervalEnd
        select (Operand)(Start(start) > Start(end) ? new IntervalOperand(end, start) : new IntervalOperand(start, end));

    private static readonly Gen<Operand> Time =
        Gen.OneOf(Property.Select(Operand (name) => name), Day, Moment, Interval);

    /// <summary>Filters of any shape.</summary>
    public static Arbitrary<Filter> Any { get; } = Gen.Sized(size => OfDepth(Math.Min(4, size / 10))).ToArbitrary();

    private static Gen<Filter> OfDepth(int depth)
    {
        if (depth == 0)
        {
            return Condition;
        }

        var part = Gen.OneOf(Condition, OfDepth(depth - 1));
        var parts = Gen.Choose(2, 4).SelectMany(count => part.ArrayOf(count)).Select(items => items.ToEquatableArray());
        return Gen.OneOf(
            parts.Select(Filter (items) => new AndFilter(items)),
            parts.Select(Filter (items) => new OrFilter(items)),
            part.Select(Filter (item) => new NotFilter(item)));
    }

    private static Gen<Filter> Condition => Gen.OneOf(
        Gen.Elements<Filter>(new LiteralFilter(true), new LiteralFilter(false)),
        Property.Select(Filter (name) => new PropertyFilter(name)),
        from left in Scalar
        from sign in Gen.Elements(Enum.GetValues<ComparisonOperator>())
        from right in Scalar
        select (Filter)new ComparisonFilter(left, sign, right),
        from text in PropertyOrText
        from pattern in Patterns
        from ignoresCase in Gen.Elements(true, false)
        select (Filter)new LikeFilter(text, pattern, ignoresCase),
        Scalar.ArrayOf(3).Select(Filter (values) => new BetweenFilter(values[0], values[1], values[2])),
        from value in Scalar
        from list in Scalar.NonEmptyListOf()
        select (Filter)new InFilter(value, list.ToEquatableArray()),
        Gen.OneOf(Scalar, Interval).Select(Filter (value) => new IsNullFilter(value)),
        from array in Gen.Elements(Enum.GetValues<ArrayOperator>())
        from sides in Gen.OneOf(Property.Select(Operand (name) => name), List(depth: 2)).ArrayOf(2)
        select (Filter)new ArrayFilter(array, sides[0], sides[1]),
        from name in Property
        from count in Gen.Choose(1, FilterLimits.MaxBoundingBoxAxes)
        from sides in Gen.Zip(Numbers, Numbers).ArrayOf(count)
        select (Filter)new SpatialFilter(
            name,
            sides.Select(side => Math.Min(side.Item1, side.Item2)).ToEquatableArray(),
            sides.Select(side => Math.Max(side.Item1, side.Item2)).ToEquatableArray()),
        from temporal in Gen.Elements(Enum.GetValues<TemporalOperator>())
        from sides in Time.ArrayOf(2)
        select (Filter)new TemporalFilter(temporal, sides[0], sides[1]));

    private static Gen<Operand> List(int depth)
    {
        var item = depth == 0 ? Gen.OneOf(Scalar, Interval) : Gen.OneOf(Scalar, List(depth - 1));
        return Gen.Choose(0, 4).SelectMany(count => item.ArrayOf(count))
            .Select(Operand (items) => new ListOperand(items.ToEquatableArray()));
    }

    private static DateTime? Start(Operand? end) => end switch
    {
        DateOperand day => day.Value.ToDateTime(TimeOnly.MinValue),
        TimestampOperand moment => moment.Value.UtcDateTime,
        _ => null,
    };
}
