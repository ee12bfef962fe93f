using System.Collections.Immutable;

namespace OmeNgff.Ngff.Spaces;

/// <summary>The best paths between one space and all others.</summary>
public sealed class PathTree
{
    private readonly PathWindow _window;
    private readonly Dictionary<int, long> _distances = [];
    private readonly Dictionary<int, PartialPath> _paths = [];

    private PathTree(PathWindow window) => _window = window;

    /// <summary>The best paths from a space to all others, or from all others to it.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="space">The space.</param>
    /// <param name="backwards">True for the paths that lead to it.</param>
    public static PathTree Of(SpaceGraph graph, string space, bool backwards) =>
        Of(graph, new PathQuery(space, space), backwards);

    /// <summary>The best paths from a query's beginning to all spaces, or from all spaces to its end, each as
    /// <see cref="PathSearch"/> finds it with the query's pins and ways.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="query">The query.</param>
    /// <param name="backwards">True for the paths that lead to its end.</param>
    public static PathTree Of(SpaceGraph graph, PathQuery query, bool backwards)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(query);
        var window = new PathWindow(graph, query);
        return Grow(window, backwards ? window.To : window.From, backwards, long.MaxValue, withPaths: true);
    }

    /// <summary>For each space with a path, the nearest first, the step of the path at its own end: the last one, or the
    /// first one where paths lead to the common space. The steps of a path are those of the spaces along it.</summary>
    public IEnumerable<PathStep> Steps => _distances.Where(pair => _paths.ContainsKey(pair.Key))
        .OrderBy(pair => pair.Value).Select(pair => _paths[pair.Key].Last);

    /// <summary>The spaces that a query's beginning reaches, or that reach its end: the nearest first, then by name. The
    /// space itself is not among them.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="query">The query.</param>
    /// <param name="backwards">True for those that reach its end.</param>
    public static ImmutableArray<string> Reach(SpaceGraph graph, PathQuery query, bool backwards)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(query);
        var window = new PathWindow(graph, query);
        var start = backwards ? window.To : window.From;
        return
        [
            .. Grow(window, start, backwards, long.MaxValue)._distances.Where(pair => pair.Key != start)
                .Select(pair => (pair.Value, Name: window.NameOf(pair.Key)))
                .OrderBy(pair => pair.Value).ThenBy(pair => pair.Name, StringComparer.Ordinal).Select(pair => pair.Name),
        ];
    }

    /// <summary>The spaces whose best path takes a way, with how many alignments that path takes.</summary>
    public IEnumerable<(string Space, int Alignments)> Taking(SpaceEdge edge) => _paths
        .Where(pair => pair.Value.Backwards().Any(step => step.Edge == edge))
        .Select(pair => (_window.NameOf(pair.Key), (int)PathWindow.AlignmentsOf(_distances[pair.Key])));

    internal static PathTree Grow(
        PathWindow window, int start, bool backwards, long maxAlignments, bool withPaths = false)
    {
        var tree = new PathTree(window);
        var reached = new Dictionary<int, long> { [start] = 0 };
        var open = new PriorityQueue<int, long>();
        open.Enqueue(start, 0);
        var steps = new List<(int Other, PathStep Step)>();
        while (open.TryDequeue(out var space, out var distance))
        {
            if (!tree._distances.TryAdd(space, distance))
            {
                continue;
            }

            window.List(space, backwards, steps);
            foreach (var (next, step) in steps)
            {
                var far = distance + PathWindow.CostOf(step.Edge);
                if (PathWindow.AlignmentsOf(far) > maxAlignments || (reached.TryGetValue(next, out var known) && known < far))
                {
                    continue;
                }

                var isNearer = !reached.TryGetValue(next, out known) || known > far;
                if (isNearer)
                {
                    reached[next] = far;
                    open.Enqueue(next, far);
                }

                if (withPaths)
                {
                    // All that leads to a space is settled before the space is.
                    var path = new PartialPath(tree._paths.GetValueOrDefault(space), step);
                    if (isNearer || PathOrder.Compare(path, tree._paths[next]) < 0)
                    {
                        tree._paths[next] = path;
                    }
                }
            }
        }

        return tree;
    }

    internal long? DistanceOf(int space) => _distances.TryGetValue(space, out var distance) ? distance : null;
}
