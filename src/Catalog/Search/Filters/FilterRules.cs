namespace OmeNgff.Catalog.Search.Filters;

/// <summary>The rules that a filter may break as a text, whatever there is to search.</summary>
public static class FilterRules
{
    /// <summary>It does not follow the grammar of CQL2.</summary>
    public const string Syntax = "filter-syntax";

    /// <summary>It has a part of CQL2 that this catalog does not support, or an unknown function.</summary>
    public const string NotSupported = "filter-not-supported";

    /// <summary>It has a character that CQL2 does not have, such as a NUL or half a surrogate pair.</summary>
    public const string Character = "filter-character";

    /// <summary>A number is not finite as a 64-bit float.</summary>
    public const string Number = "filter-number";

    /// <summary>A date is none, or a timestamp is not in UTC with a <c>Z</c> and at most seven decimals.</summary>
    public const string Date = "filter-date";

    /// <summary>An interval ends before it starts.</summary>
    public const string Interval = "filter-interval";

    /// <summary>A bounding box does not have n minima and then n maxima.</summary>
    public const string BoundingBox = "filter-bbox";

    /// <summary>A pattern ends with a backslash that escapes nothing.</summary>
    public const string Pattern = "filter-pattern";

    /// <summary>It is longer than <see cref="FilterLimits.MaxFilterLength"/>.</summary>
    public const string TooLong = "filter-too-long";

    /// <summary>It is nested deeper than <see cref="FilterLimits.MaxFilterDepth"/>.</summary>
    public const string TooDeep = "filter-too-deep";

    /// <summary>It has more conditions than <see cref="FilterLimits.MaxFilterParts"/>.</summary>
    public const string TooManyParts = "filter-too-many-parts";

    /// <summary>A list in it has more items than <see cref="FilterLimits.MaxListItems"/>.</summary>
    public const string TooManyItems = "filter-too-many-items";
}
