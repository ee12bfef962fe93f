using OmeNgff.Ngff;

namespace OmeNgff.Catalog.Search.Filters;

/// <summary>How large a filter may be.</summary>
public static class FilterLimits
{
    /// <summary>The longest filter that is read, in UTF-16 characters, in either language.</summary>
    public const int MaxFilterLength = 20_000;

    /// <summary>
    /// How deep conditions and values may be nested in each other: <c>a = 1</c> is 2 deep, <c>NOT a = 1</c> is 3 deep.
    /// </summary>
    public const int MaxFilterDepth = 32;

    /// <summary>How many conditions a filter may have, those that join others included.</summary>
    public const int MaxFilterParts = 1_000;

    /// <summary>How many items a list may have.</summary>
    public const int MaxListItems = 1_000;

    /// <summary>How many axes a bounding box may have.</summary>
    public const int MaxBoundingBoxAxes = 10;

    /// <summary>
    /// How deep parentheses and NOTs, or JSON's lists and objects, may be nested: a level of the tree takes two of them
    /// at the most. It bounds the recursion of the parsers, which comes before there is a tree to measure: a level takes some
    /// kilobytes of the stack, of which a thread may have one megabyte.
    /// </summary>
    internal const int MaxSyntaxDepth = 2 * MaxFilterDepth;

    /// <summary>Refuses a text that is too long.</summary>
    internal static void DemandLength(string text)
    {
        if (text.Length > MaxFilterLength)
        {
            throw FilterPlace.Unknown.Refuse(
                FilterRules.TooLong, $"The filter has {text.Length} characters; MaxFilterLength is {MaxFilterLength}.");
        }
    }

    /// <summary>The filter, unless it is too large.</summary>
    internal static Filter Demand(Filter filter)
    {
        Demand(filter, depth: 1, parts: 0);
        return filter;
    }

    /// <summary>The refusal of what is nested too deep.</summary>
    internal static Exception TooDeep(FilterPlace place) =>
        place.Refuse(FilterRules.TooDeep, $"The filter is nested too deep; MaxFilterDepth is {MaxFilterDepth}.");

    private static int Demand(FilterNode node, int depth, int parts)
    {
        if (depth > MaxFilterDepth)
        {
            throw TooDeep(node.Place);
        }

        if (node is Filter && ++parts > MaxFilterParts)
        {
            throw node.Place.Refuse(
                FilterRules.TooManyParts, $"The filter has too many conditions; MaxFilterParts is {MaxFilterParts}.");
        }

        if (node is InFilter { List: var list })
        {
            DemandItems(list, node.Place);
        }
        else if (node is ListOperand { Items: var items })
        {
            DemandItems(items, node.Place);
        }

        return node.Children.Aggregate(parts, (count, child) => Demand(child, depth + 1, count));
    }

    private static void DemandItems(EquatableArray<Operand> items, FilterPlace place)
    {
        if (items.Count > MaxListItems)
        {
            throw place.Refuse(
                FilterRules.TooManyItems, $"The list has {items.Count} items; MaxListItems is {MaxListItems}.");
        }
    }
}
