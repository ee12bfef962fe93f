using System.Collections.Immutable;

namespace OmeNgff.Ngff.Spaces;

/// <summary>A path as far as it has been followed, as a list that shares its beginning with others.</summary>
/// <param name="Previous">All but the last step, or null.</param>
/// <param name="Last">The last step that was taken.</param>
internal sealed record PartialPath(PartialPath? Previous, PathStep Last)
{
    /// <summary>The sum of the ranks.</summary>
    internal decimal Rank { get; } = (Previous?.Rank ?? 0) + Last.Edge.Rank;

    /// <summary>The steps from the last one taken to the first.</summary>
    internal IEnumerable<PathStep> Backwards()
    {
        for (var path = this; path is not null; path = path.Previous)
        {
            yield return path.Last;
        }
    }

    /// <summary>The steps in the order in which they were taken.</summary>
    internal ImmutableArray<PathStep> Steps() => [.. Backwards().Reverse()];
}

/// <summary>
/// Which of two paths with as many steps of each sort is better: the one with the lower sum of ranks; then the newer one,
/// by the times of its alignments, sorted, the newest first; then by its sorted ids. Each is a comparison of multisets, to
/// which both directions of a path are the same and which more steps at either end do not turn round: so the best path is
/// made of best paths.
/// </summary>
internal static class PathOrder
{
    /// <summary>Less than 0 when the first is better.</summary>
    internal static int Compare(PartialPath? one, PartialPath? other)
    {
        if (ReferenceEquals(one, other))
        {
            return 0;
        }

        var byRank = (one?.Rank ?? 0).CompareTo(other?.Rank ?? 0);
        return byRank != 0 ? byRank : Compare(Edges(one), Edges(other));
    }

    private static List<SpaceEdge> Edges(PartialPath? path) => path?.Backwards().Select(step => step.Edge).ToList() ?? [];

    private static int Compare(List<SpaceEdge> one, List<SpaceEdge> other)
    {
        var (times, otherTimes) = (Times(one), Times(other));
        for (var index = 0; index < Math.Min(times.Count, otherTimes.Count); index++)
        {
            if (times[index] != otherTimes[index])
            {
                return times[index] > otherTimes[index] ? -1 : 1;
            }
        }

        var (ids, otherIds) = (Ids(one), Ids(other));
        for (var index = 0; index < Math.Min(ids.Count, otherIds.Count); index++)
        {
            if (string.CompareOrdinal(ids[index], otherIds[index]) is not 0 and var order)
            {
                return order;
            }
        }

        return ids.Count.CompareTo(otherIds.Count);
    }

    private static List<DateTimeOffset> Times(List<SpaceEdge> edges) =>
        [.. edges.Where(edge => edge.IsAlignment).Select(edge => edge.MadeAt).OrderDescending()];

    private static List<string> Ids(List<SpaceEdge> edges) =>
        [.. edges.Select(edge => edge.Id).Order(StringComparer.Ordinal)];
}
