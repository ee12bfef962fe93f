using System.Collections.Immutable;

namespace OmeNgff.Ngff.Spaces;

/// <summary>A path between two spaces; without steps where both are the same.</summary>
/// <param name="From">The space that points come from.</param>
/// <param name="To">The space that points go to.</param>
/// <param name="Steps">The steps, in the order in which points take them.</param>
public sealed record SpacePath(string From, string To, ImmutableArray<PathStep> Steps)
{
    /// <summary>How many alignments it takes.</summary>
    public int AlignmentCount => Steps.Count(step => step.Edge.IsAlignment);
}

/// <summary>One step of a path.</summary>
/// <param name="Edge">The way that it takes.</param>
/// <param name="IsInverse">True when it is walked from its end to its beginning.</param>
public readonly record struct PathStep(SpaceEdge Edge, bool IsInverse)
{
    /// <summary>The space that points come from.</summary>
    public string From => IsInverse ? Edge.To : Edge.From;

    /// <summary>The space that points go to.</summary>
    public string To => IsInverse ? Edge.From : Edge.To;
}

/// <summary>Which path is asked for.</summary>
/// <param name="From">The space that points come from.</param>
/// <param name="To">The space that points go to.</param>
public sealed record PathQuery(string From, string To)
{
    /// <summary>Ways that must be taken as they are here: each hides the one of the same id in the graph and all other
    /// alignments between the same two spaces.</summary>
    public ImmutableArray<SpaceEdge> Pins { get; init; } = [];

    /// <summary>Ways beside those of the graph, such as those inside the images at both ends.</summary>
    public ImmutableArray<SpaceEdge> Extra { get; init; } = [];

    /// <summary>Ids of ways of the graph that must not be taken.</summary>
    public ImmutableHashSet<string> Without { get; init; } = [];
}
