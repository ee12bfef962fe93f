using System.Globalization;
using OmeNgff.Ngff;

namespace OmeNgff.Catalog.Search.Filters;

/// <summary>
/// What a filter's parts must fulfil beyond the grammar, in either language. A part that does not is refused at the
/// place it is given.
/// </summary>
internal static class Cql2Values
{
    /// <summary>What an interval has for an end that it does not have.</summary>
    public const string Unbounded = "..";

    private const string DateFormat = "yyyy-MM-dd";
    private const string TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    private static readonly string[] TimestampFormats = ["yyyy-MM-dd'T'HH:mm:ss'Z'", TimestampFormat];

    public static PropertyOperand Property(string name, FilterPlace place) => name.Length > 0
        ? new PropertyOperand(name) { Place = place }
        : throw place.Refuse(FilterRules.Syntax, "A property has a name.");

    public static NumberOperand Number(double value, FilterPlace place) => double.IsFinite(value)
        ? new NumberOperand(value) { Place = place }
        : throw place.Refuse(FilterRules.Number, "The number is too large for a 64-bit float.");

    public static DateOperand Date(string text, FilterPlace place) =>
        DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var value)
            ? new DateOperand(value) { Place = place }
            : throw place.Refuse(FilterRules.Date, $"'{Cql2Characters.Excerpt(text)}' is no date such as '2024-02-29'.");

    public static TimestampOperand Timestamp(string text, FilterPlace place) =>
        DateTimeOffset.TryParseExact(
            text, TimestampFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value)
        && text is not [.., '.', 'Z']
            ? new TimestampOperand(value) { Place = place }
            : throw place.Refuse(FilterRules.Date,
                $"'{Cql2Characters.Excerpt(text)}' is no timestamp such as '2024-02-29T12:30:00.5Z': "
                + "UTC, at most seven decimals.");

    /// <summary>The end of an interval that is written as a text; null for <see cref="Unbounded"/>.</summary>
    public static Operand? IntervalEnd(string text, FilterPlace place) =>
        text == Unbounded ? null
        : text.Contains('T', StringComparison.Ordinal) ? Timestamp(text, place)
        : Date(text, place);

    public static IntervalOperand Interval(Operand? start, Operand? end, FilterPlace place) =>
        Earliest(start) > Latest(end)
            ? throw place.Refuse(FilterRules.Interval, "The interval ends before it starts.")
            : new IntervalOperand(start, end) { Place = place };

    public static FoldedOperand Folded(Operand value, FilterPlace place) => value switch
    {
        FoldedOperand folded => folded with { Place = place },
        _ => new FoldedOperand(value) { Place = place },
    };

    public static LikeFilter Like(Operand left, Cql2Pattern pattern)
    {
        var text = left is FoldedOperand folded ? folded.Value : left;
        if (text is not (PropertyOperand or TextOperand))
        {
            throw left.Place.Refuse(FilterRules.Syntax, "LIKE needs a property or a text on its left.");
        }

        var backslashes = pattern.Text.Length - pattern.Text.AsSpan().TrimEnd('\\').Length;
        return backslashes % 2 == 0
            ? new LikeFilter(text, pattern.Text, pattern.IsFolded || left is FoldedOperand) { Place = left.Place }
            : throw pattern.Place.Refuse(
                FilterRules.Pattern, "A pattern cannot end with a backslash that escapes nothing.");
    }

    /// <param name="property">The extent.</param>
    /// <param name="box">The n minima and then the n maxima.</param>
    /// <param name="place">The place of the filter.</param>
    /// <param name="boxPlace">The place of the box.</param>
    public static SpatialFilter Intersects(
        PropertyOperand property, ReadOnlySpan<double> box, FilterPlace place, FilterPlace boxPlace)
    {
        var axes = box.Length / 2;
        if (box.Length % 2 != 0 || axes is 0 or > FilterLimits.MaxBoundingBoxAxes)
        {
            throw boxPlace.Refuse(FilterRules.BoundingBox,
                $"A bounding box has n minima and then n maxima, with n from 1 to {FilterLimits.MaxBoundingBoxAxes}; "
                + $"here are {box.Length} numbers.");
        }

        for (var axis = 0; axis < axes; axis++)
        {
            if (box[axis] > box[axis + axes])
            {
                throw boxPlace.Refuse(FilterRules.BoundingBox, string.Create(CultureInfo.InvariantCulture,
                    $"The minimum {box[axis]} of axis {axis} exceeds its maximum {box[axis + axes]}."));
            }
        }

        return new SpatialFilter(property, EquatableArray.Create(box[..axes]), EquatableArray.Create(box[axes..]))
        {
            Place = place,
        };
    }

    public static string Format(DateOperand date) => date.Value.ToString(DateFormat, CultureInfo.InvariantCulture);

    public static string Format(TimestampOperand timestamp) =>
        timestamp.Value.UtcDateTime.ToString(TimestampFormat, CultureInfo.InvariantCulture);

    private static DateTime? Earliest(Operand? end) => end switch
    {
        DateOperand date => date.Value.ToDateTime(TimeOnly.MinValue),
        TimestampOperand timestamp => timestamp.Value.UtcDateTime,
        _ => null,
    };

    private static DateTime? Latest(Operand? end) => end switch
    {
        DateOperand date => date.Value.ToDateTime(TimeOnly.MaxValue),
        TimestampOperand timestamp => timestamp.Value.UtcDateTime,
        _ => null,
    };
}

/// <summary>What stands on the right of LIKE.</summary>
/// <param name="Text">The pattern.</param>
/// <param name="IsFolded">True within <c>CASEI</c>.</param>
/// <param name="Place">Where the pattern begins.</param>
internal sealed record Cql2Pattern(string Text, bool IsFolded, FilterPlace Place);
