namespace OmeNgff.Catalog.Search.Filters;

/// <summary>Finds in filters what has to be looked up among the coordinate spaces.</summary>
public static class FilterPlaces
{
    /// <summary>The boxes of a filter, and what asks for the <c>spaces</c> that images can be carried to.</summary>
    public static IEnumerable<Filter> Of(Filter filter) => In(filter);

    private static IEnumerable<Filter> In(FilterNode node) => node switch
    {
        SpatialFilter box => [box],
        ArrayFilter { Left: PropertyOperand { Name: "spaces" } } or ArrayFilter { Right: PropertyOperand { Name: "spaces" } } =>
            [(Filter)node],
        _ => node.Children.SelectMany(In),
    };
}
