using OmeNgff.Ngff;

namespace OmeNgff.Catalog.Search.Filters;

/// <summary>
/// A condition on a record, as OGC CQL2 (OGC 21-065r2) has it. Which properties there are, and which values they can be
/// compared with, is not known here.
/// </summary>
public abstract record Filter : FilterNode;

/// <summary>True where all parts are.</summary>
/// <param name="Parts">Two at least.</param>
public sealed record AndFilter(EquatableArray<Filter> Parts) : Filter
{
    internal override IEnumerable<FilterNode> Children => Parts;
}

/// <summary>True where some part is.</summary>
/// <param name="Parts">Two at least.</param>
public sealed record OrFilter(EquatableArray<Filter> Parts) : Filter
{
    internal override IEnumerable<FilterNode> Children => Parts;
}

/// <summary>True where the part is false. <c>NOT LIKE</c>, <c>IS NOT NULL</c> and the like are this too.</summary>
/// <param name="Part">What is denied.</param>
public sealed record NotFilter(Filter Part) : Filter
{
    internal override IEnumerable<FilterNode> Children => [Part];
}

/// <summary>True always or never.</summary>
/// <param name="Value">Which of both.</param>
public sealed record LiteralFilter(bool Value) : Filter;

/// <summary>True where a property is: <c>isLabel</c>. CQL2 itself demands <c>isLabel = TRUE</c>.</summary>
/// <param name="Property">A property that is true or false.</param>
public sealed record PropertyFilter(PropertyOperand Property) : Filter
{
    internal override IEnumerable<FilterNode> Children => [Property];
}

/// <summary>Compares two scalars.</summary>
/// <param name="Left">A scalar: a property, a literal or a folded text.</param>
/// <param name="Operator">How they are compared.</param>
/// <param name="Right">A scalar.</param>
public sealed record ComparisonFilter(Operand Left, ComparisonOperator Operator, Operand Right) : Filter
{
    internal override IEnumerable<FilterNode> Children => [Left, Right];
}

/// <summary>How two scalars are compared.</summary>
public enum ComparisonOperator
{
    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>&lt;&gt;</c></summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,
}

/// <summary>Compares a text with a pattern.</summary>
/// <param name="Text">A <see cref="PropertyOperand"/> or a <see cref="TextOperand"/>.</param>
/// <param name="Pattern">
/// <c>%</c> stands for any characters, <c>_</c> for one; a backslash takes the character after it literally, and never
/// is the last one.
/// </param>
/// <param name="IgnoresCase">True where either side stands in <c>CASEI</c>.</param>
public sealed record LikeFilter(Operand Text, string Pattern, bool IgnoresCase) : Filter
{
    internal override IEnumerable<FilterNode> Children => [Text];
}

/// <summary>True where a value lies between two others or is one of them.</summary>
/// <param name="Value">A scalar. CQL2 itself has numbers only here.</param>
/// <param name="Lower">A scalar.</param>
/// <param name="Upper">A scalar.</param>
public sealed record BetweenFilter(Operand Value, Operand Lower, Operand Upper) : Filter
{
    internal override IEnumerable<FilterNode> Children => [Value, Lower, Upper];
}

/// <summary>True where a value is one of a list.</summary>
/// <param name="Value">A scalar.</param>
/// <param name="List">Scalars, one at least and <see cref="FilterLimits.MaxListItems"/> at the most.</param>
public sealed record InFilter(Operand Value, EquatableArray<Operand> List) : Filter
{
    internal override IEnumerable<FilterNode> Children => [Value, .. List];
}

/// <summary>True where there is no value.</summary>
/// <param name="Value">A scalar or an interval.</param>
public sealed record IsNullFilter(Operand Value) : Filter
{
    internal override IEnumerable<FilterNode> Children => [Value];
}

/// <summary>Compares two lists as sets.</summary>
/// <param name="Operator">How they are compared.</param>
/// <param name="Left">A <see cref="PropertyOperand"/> or a <see cref="ListOperand"/>.</param>
/// <param name="Right">A <see cref="PropertyOperand"/> or a <see cref="ListOperand"/>.</param>
public sealed record ArrayFilter(ArrayOperator Operator, Operand Left, Operand Right) : Filter
{
    internal override IEnumerable<FilterNode> Children => [Left, Right];
}

/// <summary>How two lists are compared.</summary>
public enum ArrayOperator
{
    /// <summary>Both have the same elements.</summary>
    Equals,

    /// <summary>The left one has all elements of the right one.</summary>
    Contains,

    /// <summary>The right one has all elements of the left one.</summary>
    ContainedBy,

    /// <summary>They have an element in common.</summary>
    Overlaps,
}

/// <summary>True where an extent meets a box: <c>S_INTERSECTS</c> with a <c>BBOX</c>.</summary>
/// <param name="Property">The extent, a <see cref="PropertyOperand"/>.</param>
/// <param name="Min">
/// The lower corner, shape (n), n from 1 to <see cref="FilterLimits.MaxBoundingBoxAxes"/>, in the axis order and the
/// units of the extent's space.
/// </param>
/// <param name="Max">The upper corner, shape (n); nowhere below <paramref name="Min"/>.</param>
public sealed record SpatialFilter(Operand Property, EquatableArray<double> Min, EquatableArray<double> Max) : Filter
{
    internal override IEnumerable<FilterNode> Children => [Property];
}

/// <summary>Compares two times, each a moment, a day or an interval.</summary>
/// <param name="Operator">How they are compared.</param>
/// <param name="Left">A property, a date, a timestamp or an interval.</param>
/// <param name="Right">A property, a date, a timestamp or an interval.</param>
public sealed record TemporalFilter(TemporalOperator Operator, Operand Left, Operand Right) : Filter
{
    internal override IEnumerable<FilterNode> Children => [Left, Right];
}
