using OmeNgff.Ngff;

namespace OmeNgff.Catalog.Search.Filters;

/// <summary>
/// A value in a filter. Scalars are all but <see cref="IntervalOperand"/> and <see cref="ListOperand"/>.
/// </summary>
public abstract record Operand : FilterNode;

/// <summary>The value that a record has for a property.</summary>
/// <param name="Name">The property's name; never empty, whether it exists or not.</param>
public sealed record PropertyOperand(string Name) : Operand;

/// <summary>A text.</summary>
/// <param name="Value">Unicode, without control characters but tabs, line ends, bell and backspace.</param>
public sealed record TextOperand(string Value) : Operand;

/// <summary>A number.</summary>
/// <param name="Value">Finite.</param>
public sealed record NumberOperand(double Value) : Operand;

/// <summary>A truth value.</summary>
/// <param name="Value">The value.</param>
public sealed record BooleanOperand(bool Value) : Operand;

/// <summary>A whole day, without a time zone.</summary>
/// <param name="Value">In the Gregorian calendar.</param>
public sealed record DateOperand(DateOnly Value) : Operand;

/// <summary>A moment.</summary>
/// <param name="Value">In UTC, in steps of 100 ns.</param>
public sealed record TimestampOperand(DateTimeOffset Value) : Operand;

/// <summary>The time between two moments or days, both included.</summary>
/// <param name="Start">
/// A <see cref="DateOperand"/>, a <see cref="TimestampOperand"/>, a <see cref="PropertyOperand"/>, or null where it
/// has no start.
/// </param>
/// <param name="End">The same for the end; as a literal not before a literal start.</param>
public sealed record IntervalOperand(Operand? Start, Operand? End) : Operand
{
    internal override IEnumerable<FilterNode> Children => new[] { Start, End }.OfType<FilterNode>();
}

/// <summary>A list of values.</summary>
/// <param name="Items">
/// Scalars, intervals and lists, <see cref="FilterLimits.MaxListItems"/> at the most; may be empty.
/// </param>
public sealed record ListOperand(EquatableArray<Operand> Items) : Operand
{
    internal override IEnumerable<FilterNode> Children => Items;
}

/// <summary>A text without regard to case: <c>CASEI(…)</c>.</summary>
/// <param name="Value">A <see cref="PropertyOperand"/> or a <see cref="TextOperand"/>.</param>
public sealed record FoldedOperand(Operand Value) : Operand
{
    internal override IEnumerable<FilterNode> Children => [Value];
}
