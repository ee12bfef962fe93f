namespace OmeNgff.Catalog.Search.Filters;

/// <summary>
/// How two times are compared, as the Time Ontology in OWL has it. CQL2 defines <see cref="After"/>,
/// <see cref="Before"/>, <see cref="Disjoint"/>, <see cref="Equals"/> and <see cref="Intersects"/> for moments and
/// intervals, the others for intervals only.
/// </summary>
public enum TemporalOperator
{
    /// <summary>The left one starts after the right one has ended.</summary>
    After,

    /// <summary>The left one ends before the right one starts.</summary>
    Before,

    /// <summary>The left one starts before the right one and ends after it.</summary>
    Contains,

    /// <summary>They have no moment in common.</summary>
    Disjoint,

    /// <summary>The left one starts after the right one and ends before it.</summary>
    During,

    /// <summary>Both start and end together.</summary>
    Equals,

    /// <summary>The left one starts before the right one, and both end together.</summary>
    FinishedBy,

    /// <summary>The left one starts after the right one, and both end together.</summary>
    Finishes,

    /// <summary>They have a moment in common.</summary>
    Intersects,

    /// <summary>The left one ends when the right one starts.</summary>
    Meets,

    /// <summary>The left one starts when the right one ends.</summary>
    MetBy,

    /// <summary>The left one starts within the right one and ends after it.</summary>
    OverlappedBy,

    /// <summary>The left one starts before the right one and ends within it.</summary>
    Overlaps,

    /// <summary>Both start together, and the left one ends after the right one.</summary>
    StartedBy,

    /// <summary>Both start together, and the left one ends before the right one.</summary>
    Starts,
}
