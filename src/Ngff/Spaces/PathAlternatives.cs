using System.Collections.Immutable;

namespace OmeNgff.Ngff.Spaces;

/// <summary>Lists the other paths between two spaces that take as few alignments as the best one, best first.</summary>
public static class PathAlternatives
{
    /// <summary>How many are listed (limit <c>MaxAlternatives</c>).</summary>
    public const int MaxAlternatives = 16;

    /// <summary>How many beginnings of paths are looked at (limit <c>MaxFollowed</c>); where there are more, some of the
    /// worse paths are not listed.</summary>
    public const int MaxFollowed = 10_000;

    /// <summary>Lists them. No path visits a space twice, and all take every pin.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="query">What was asked for.</param>
    /// <param name="best">The best path, which is left out.</param>
    public static ImmutableArray<SpacePath> List(SpaceGraph graph, PathQuery query, SpacePath best)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(best);
        if (best.Steps.IsEmpty)
        {
            return [];
        }

        var window = new PathWindow(graph, query);
        var left = PathTree.Grow(window, window.To, backwards: true, best.AlignmentCount);
        var found = new List<PartialPath>();
        var open = new PriorityQueue<Beginning, Priority>(Priority.Order);
        var followed = 0;
        Follow(new Beginning(window.From, null, 0, [window.From]));
        while (open.TryDequeue(out var beginning, out var priority))
        {
            if (beginning.Space == window.To)
            {
                // All that is as short as the last one wanted is looked at, for only now can they be put in order.
                if (found.Count > MaxAlternatives && priority.Cost > CostOf(found[MaxAlternatives]))
                {
                    break;
                }

                if (query.Pins.All(pin => beginning.Path!.Backwards().Any(step => step.Edge == pin)))
                {
                    found.Add(beginning.Path!);
                }

                continue;
            }

            Follow(beginning);
        }

        var bestSteps = best.Steps;
        return
        [
            .. found
                .OrderBy(CostOf).ThenBy(path => path, Comparer<PartialPath>.Create(PathOrder.Compare))
                .Select(path => path.Steps())
                .Where(steps => !steps.SequenceEqual(bestSteps))
                .Take(MaxAlternatives)
                .Select(steps => new SpacePath(query.From, query.To, steps)),
        ];

        void Follow(Beginning beginning)
        {
            var steps = new List<(int Other, PathStep Step)>();
            window.List(beginning.Space, backwards: false, steps);
            foreach (var (next, step) in steps)
            {
                var cost = beginning.Cost + PathWindow.CostOf(step.Edge);
                if (left.DistanceOf(next) is { } rest && !beginning.Visited.Contains(next)
                    && PathWindow.AlignmentsOf(cost + rest) <= best.AlignmentCount
                    && followed++ < MaxFollowed)
                {
                    var path = new PartialPath(beginning.Path, step);
                    open.Enqueue(
                        new Beginning(next, path, cost, beginning.Visited.Add(next)),
                        new Priority(cost + rest, path));
                }
            }
        }
    }

    private static long CostOf(PartialPath path) => path.Backwards().Sum(step => PathWindow.CostOf(step.Edge));

    private sealed record Beginning(int Space, PartialPath? Path, long Cost, ImmutableHashSet<int> Visited);

    /// <summary>The shortest first; of these in an order that does not depend on how the graph came about.</summary>
    private sealed record Priority(long Cost, PartialPath Path)
    {
        internal static readonly IComparer<Priority> Order = Comparer<Priority>.Create((one, other) =>
            one.Cost != other.Cost ? one.Cost.CompareTo(other.Cost)
            : one.Path.Rank != other.Path.Rank ? one.Path.Rank.CompareTo(other.Path.Rank)
            : string.CompareOrdinal(one.Ids, other.Ids));

        private string Ids { get; } = string.Join('\0', Path.Steps().Select(step => step.Edge.Id));
    }
}
