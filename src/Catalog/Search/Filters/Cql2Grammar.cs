using System.Globalization;
using System.Runtime.CompilerServices;
using OmeNgff.Ngff;
using Superpower;
using Superpower.Model;
using Superpower.Parsers;

namespace OmeNgff.Catalog.Search.Filters;

using FilterParser = TokenListParser<Cql2Token, Filter>;
using OperandParser = TokenListParser<Cql2Token, Operand>;

// What follows an operand and makes a condition of it.
using TailParser = TokenListParser<Cql2Token, Func<Operand, Filter>>;

/// <summary>
/// The grammar of CQL2 Text (OGC 21-065r2, annex B) without functions, arithmetic and geometries. The next token always
/// decides, so that nothing is read twice and whatever is wrong can be refused at once.
/// </summary>
internal static class Cql2Grammar
{
    private static readonly TokenListParser<Cql2Token, Token<Cql2Token>> Comma = Token.EqualTo(Cql2Token.Comma);

    private static readonly TokenListParser<Cql2Token, PropertyOperand> Property =
        Token.EqualTo(Cql2Token.Name).Select(token => Cql2Values.Property(
            token.Span[0] == '"' ? Quoted(token) : token.ToStringValue(), Place(token)));

    private static readonly OperandParser PropertyValue = Property.Cast<Cql2Token, PropertyOperand, Operand>();

    private static readonly TokenListParser<Cql2Token, (string Content, FilterPlace Place)> Text =
        Token.EqualTo(Cql2Token.Text).Select(token => (Quoted(token), Place(token)));

    private static readonly TokenListParser<Cql2Token, NumberOperand> Number =
        Token.EqualTo(Cql2Token.Number).Select(token => Cql2Values.Number(
            double.Parse(token.Span.AsReadOnlySpan(), CultureInfo.InvariantCulture), Place(token)));

    private static readonly OperandParser TextLiteral =
        Text.Select(Operand (text) => new TextOperand(text.Content) { Place = text.Place });

    private static readonly OperandParser Boolean =
        Token.EqualTo(Cql2Token.True).Or(Token.EqualTo(Cql2Token.False))
            .Select(Operand (token) => new BooleanOperand(token.Kind == Cql2Token.True) { Place = Place(token) });

    private static readonly OperandParser Date =
        Call(Cql2Token.Date, Text).Select(Operand (call) =>
            Cql2Values.Date(call.Arguments.Content, call.Arguments.Place));

    private static readonly OperandParser Timestamp =
        Call(Cql2Token.Timestamp, Text).Select(Operand (call) =>
            Cql2Values.Timestamp(call.Arguments.Content, call.Arguments.Place));

    private static readonly TokenListParser<Cql2Token, Operand?> IntervalEnd =
        Text.Select(text => Cql2Values.IntervalEnd(text.Content, text.Place))
            .Or(Property.Cast<Cql2Token, PropertyOperand, Operand?>());

    private static readonly OperandParser Interval =
        Call(Cql2Token.Interval, Two(IntervalEnd))
            .Select(Operand (call) => Cql2Values.Interval(call.Arguments.First, call.Arguments.Second, call.Place));

    private static readonly OperandParser Folded =
        Call(Cql2Token.CaseI, TextLiteral.Or(PropertyValue).Or(Nested(() => Folded!)))
            .Select(Operand (call) => Cql2Values.Folded(call.Arguments, call.Place));

    private static readonly OperandParser Scalar =
        PropertyValue
            .Or(TextLiteral)
            .Or(Number.Cast<Cql2Token, NumberOperand, Operand>())
            .Or(Boolean)
            .Or(Folded)
            .Or(Date)
            .Or(Timestamp)
            .Named("a value");

    private static readonly OperandParser List =
        from open in Token.EqualTo(Cql2Token.LeftParenthesis)
        from items in Nested(() => ListItem!).ManyDelimitedBy(Comma, Token.EqualTo(Cql2Token.RightParenthesis))
        select (Operand)new ListOperand(EquatableArray.Create<Operand>(items)) { Place = Place(open) };

    private static readonly OperandParser ListItem = Scalar.Or(Interval).Or(List);

    private static readonly TokenListParser<Cql2Token, Cql2Pattern> Pattern =
        Text.Select(text => new Cql2Pattern(text.Content, IsFolded: false, text.Place))
            .Or(Call(Cql2Token.CaseI, Nested(() => Pattern!))
                .Select(call => call.Arguments with { IsFolded = true }));

    private static readonly TailParser Comparison =
        from sign in Token.EqualTo(Cql2Token.Comparison)
        from right in Scalar
        select (Func<Operand, Filter>)(left =>
            new ComparisonFilter(left, Cql2Operators.Comparisons[sign.ToStringValue()], right) { Place = left.Place });

    private static readonly TailParser Like =
        Token.EqualTo(Cql2Token.Like).IgnoreThen(Pattern)
            .Select(Func<Operand, Filter> (pattern) => left => Cql2Values.Like(left, pattern));

    private static readonly TailParser Between =
        from lower in Token.EqualTo(Cql2Token.Between).IgnoreThen(Scalar)
        from upper in Token.EqualTo(Cql2Token.And).IgnoreThen(Scalar)
        select (Func<Operand, Filter>)(value => new BetweenFilter(value, lower, upper) { Place = value.Place });

    private static readonly TailParser In =
        Token.EqualTo(Cql2Token.In)
            .IgnoreThen(Parenthesized(Scalar.AtLeastOnceDelimitedBy(Comma)))
            .Select(Func<Operand, Filter> (items) => value =>
                new InFilter(value, EquatableArray.Create<Operand>(items)) { Place = value.Place });

    private static readonly TailParser IsNull =
        Token.EqualTo(Cql2Token.Is)
            .IgnoreThen(Token.EqualTo(Cql2Token.Not).Value(true).OptionalOrDefault())
            .Then(isDenied => Token.EqualTo(Cql2Token.Null).Value(isDenied))
            .Select(Func<Operand, Filter> (isDenied) => value => Denied(
                isDenied, new IsNullFilter(value) { Place = value.Place }));

    private static readonly TailParser Deniable = Like.Or(Between).Or(In);

    private static readonly TailParser Tail =
        Comparison
            .Or(Deniable)
            .Or(Token.EqualTo(Cql2Token.Not).IgnoreThen(Deniable)
                .Select(Func<Operand, Filter> (tail) => left => Denied(true, tail(left))))
            .Or(IsNull);

    private static readonly FilterParser ScalarCondition =
        from left in Scalar
        from tail in left is PropertyOperand or BooleanOperand ? Tail.OptionalOrDefault(Alone) : Tail
        select tail(left);

    private static readonly FilterParser IntervalCondition =
        from value in Interval
        from tail in IsNull
        select tail(value);

    private static readonly TokenListParser<Cql2Token, (double[] Numbers, FilterPlace Place)> BoundingBox =
        Call(Cql2Token.BoundingBox, Number.Select(number => number.Value).ManyDelimitedBy(Comma))
            .Select(call => (call.Arguments, call.Place));

    private static readonly FilterParser Intersects =
        Call(Cql2Token.Intersects,
            (from property in Property
             from box in Comma.IgnoreThen(BoundingBox)
             select (Property: property, Box: box))
            .Or(from box in BoundingBox
                from property in Comma.IgnoreThen(Property)
                select (Property: property, Box: box)))
            .Select(Filter (call) => Cql2Values.Intersects(
                call.Arguments.Property, call.Arguments.Box.Numbers, call.Place, call.Arguments.Box.Place));

    private static readonly FilterParser Temporal =
        Call(Cql2Token.TemporalFunction, Two(PropertyValue.Or(Date).Or(Timestamp).Or(Interval)))
            .Select(Filter (call) => new TemporalFilter(
                Cql2Operators.Temporals[call.Name], call.Arguments.First, call.Arguments.Second)
            { Place = call.Place });

    private static readonly FilterParser Array =
        Call(Cql2Token.ArrayFunction, Two(PropertyValue.Or(List)))
            .Select(Filter (call) => new ArrayFilter(
                Cql2Operators.Arrays[call.Name], call.Arguments.First, call.Arguments.Second)
            { Place = call.Place });

    private static readonly FilterParser Factor =
        (from denial in Token.EqualTo(Cql2Token.Not)
         from part in Nested(() => Factor!)
         select (Filter)new NotFilter(part) { Place = Place(denial) })
        .Or(Parenthesized(Nested(() => Filter!)))
        .Or(Intersects)
        .Or(Temporal)
        .Or(Array)
        .Or(ScalarCondition)
        .Or(IntervalCondition)
        .Named("a condition");

    private static readonly FilterParser Term =
        Factor.AtLeastOnceDelimitedBy(Token.EqualTo(Cql2Token.And)).Select(parts => parts.Length == 1
            ? parts[0]
            : new AndFilter(EquatableArray.Create<Filter>(parts)) { Place = parts[0].Place });

    /// <summary>A whole filter; it need not reach to the end.</summary>
    public static readonly FilterParser Filter =
        Term.AtLeastOnceDelimitedBy(Token.EqualTo(Cql2Token.Or)).Select(parts => parts.Length == 1
            ? parts[0]
            : new OrFilter(EquatableArray.Create<Filter>(parts)) { Place = parts[0].Place });

    /// <summary>The condition that a truth value is by itself.</summary>
    private static Filter Alone(Operand value) => value is PropertyOperand property
        ? new PropertyFilter(property) { Place = value.Place }
        : new LiteralFilter(((BooleanOperand)value).Value) { Place = value.Place };

    private static Filter Denied(bool isDenied, Filter filter) =>
        isDenied ? new NotFilter(filter) { Place = filter.Place } : filter;

    private static TokenListParser<Cql2Token, (string Name, T Arguments, FilterPlace Place)> Call<T>(
        Cql2Token kind, TokenListParser<Cql2Token, T> arguments) =>
        from name in Token.EqualTo(kind)
        from values in Parenthesized(arguments)
        select (name.ToStringValue(), values, Place(name));

    private static TokenListParser<Cql2Token, T> Parenthesized<T>(TokenListParser<Cql2Token, T> parser) =>
        parser.Between(Token.EqualTo(Cql2Token.LeftParenthesis), Token.EqualTo(Cql2Token.RightParenthesis));

    private static TokenListParser<Cql2Token, (T First, T Second)> Two<T>(TokenListParser<Cql2Token, T> parser) =>
        from first in parser
        from second in Comma.IgnoreThen(parser)
        select (first, second);

    /// <summary>What may hold itself: refused where it is nested deeper than the stack of this thread is.</summary>
    private static TokenListParser<Cql2Token, T> Nested<T>(Func<TokenListParser<Cql2Token, T>> parser) => input =>
        RuntimeHelpers.TryEnsureSufficientExecutionStack()
            ? parser()(input)
            : throw FilterLimits.TooDeep(Place(input.ConsumeToken().Value));

    private static string Quoted(Token<Cql2Token> token) => Cql2Quotes.Read(token.Span.AsReadOnlySpan()).Content!;

    private static FilterPlace Place(Token<Cql2Token> token) => FilterPlace.At(token.Position.Absolute);
}
