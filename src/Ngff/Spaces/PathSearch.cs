namespace OmeNgff.Ngff.Spaces;

/// <summary>
/// Finds the path between two spaces with the fewest alignments, then the fewest steps inside images, then the best of
/// these by <see cref="PathOrder"/>. A way that can be walked backwards is, and its direction never counts; so the path does
/// not depend on the order in which the graph came about.
/// </summary>
/// <remarks>Two searches meet, one from each end; then the best of all shortest paths is found among their steps alone.
/// </remarks>
public sealed class PathSearch
{
    private readonly PathWindow _window;
    private readonly List<(int Other, PathStep Step)> _steps = [];
    private readonly Side _forwards;
    private readonly Side _backwards;
    private long _shortest = long.MaxValue;

    private PathSearch(PathWindow window)
    {
        _window = window;
        _forwards = new Side(window.From);
        _backwards = new Side(window.To);
    }

    /// <summary>The best path, or null when there is none.</summary>
    public static SpacePath? Find(SpaceGraph graph, PathQuery query)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(query);
        if (query.From == query.To)
        {
            return new SpacePath(query.From, query.To, []);
        }

        var search = new PathSearch(new PathWindow(graph, query));
        search.Meet();
        return search._shortest == long.MaxValue
            ? null
            : new SpacePath(query.From, query.To, search.Best().Steps());
    }

    /// <summary>Goes on from both ends until no path can be as short that is not known: each space of one is then settled
    /// from one of the ends at least.</summary>
    private void Meet()
    {
        while (_forwards.Top is { } front && _backwards.Top is { } back
            && (_shortest == long.MaxValue || front + back <= _shortest))
        {
            var isForwards = front <= back;
            var (side, other) = isForwards ? (_forwards, _backwards) : (_backwards, _forwards);
            var (space, distance) = side.Settle();
            _window.List(space, backwards: !isForwards, _steps);
            foreach (var (next, step) in _steps)
            {
                var far = distance + PathWindow.CostOf(step.Edge);
                if (side.Reach(next, far) && other.DistanceOf(next) is { } rest)
                {
                    _shortest = Math.Min(_shortest, far + rest);
                }
            }
        }
    }

    private PartialPath Best()
    {
        var arcs = Arcs();
        arcs.Sort((one, other) => one.Distance.CompareTo(other.Distance));
        var best = new Dictionary<int, PartialPath?> { [_window.From] = null };
        foreach (var arc in arcs)
        {
            var path = new PartialPath(best[arc.From], arc.Step);
            if (!best.TryGetValue(arc.To, out var known) || PathOrder.Compare(path, known) < 0)
            {
                best[arc.To] = path;
            }
        }

        return best[_window.To]!;
    }

    /// <summary>The steps of all shortest paths, each with the distance of its beginning.</summary>
    private List<Arc> Arcs()
    {
        var arcs = new List<Arc>();
        var before = new Stack<int>();
        var after = new Stack<int>();
        var (seenBefore, seenAfter) = (new HashSet<int>(), new HashSet<int>());
        foreach (var (space, distance) in _forwards.Settled)
        {
            if (_backwards.SettledDistanceOf(space) is { } rest && distance + rest == _shortest)
            {
                Push(before, seenBefore, space);
                Push(after, seenAfter, space);
            }

            _window.List(space, backwards: false, _steps);
            foreach (var (next, step) in _steps)
            {
                // Steps between spaces that are settled from both ends are found below.
                if (_forwards.SettledDistanceOf(next) is null
                    && _backwards.SettledDistanceOf(next) is { } left
                    && distance + PathWindow.CostOf(step.Edge) + left == _shortest)
                {
                    if (_backwards.SettledDistanceOf(space) is null)
                    {
                        arcs.Add(new Arc(space, next, step, distance));
                    }

                    Push(before, seenBefore, space);
                    Push(after, seenAfter, next);
                }
            }
        }

        while (before.TryPop(out var space))
        {
            var distance = _forwards.SettledDistanceOf(space)!.Value;
            _window.List(space, backwards: true, _steps);
            foreach (var (previous, step) in _steps)
            {
                if (_forwards.SettledDistanceOf(previous) is { } to
                    && to + PathWindow.CostOf(step.Edge) == distance)
                {
                    arcs.Add(new Arc(previous, space, step, to));
                    Push(before, seenBefore, previous);
                }
            }
        }

        while (after.TryPop(out var space))
        {
            var left = _backwards.SettledDistanceOf(space)!.Value;
            _window.List(space, backwards: false, _steps);
            foreach (var (next, step) in _steps)
            {
                if (_backwards.SettledDistanceOf(next) is { } rest && rest + PathWindow.CostOf(step.Edge) == left)
                {
                    arcs.Add(new Arc(space, next, step, _shortest - left));
                    Push(after, seenAfter, next);
                }
            }
        }

        return arcs;

        static void Push(Stack<int> stack, HashSet<int> seen, int space)
        {
            if (seen.Add(space))
            {
                stack.Push(space);
            }
        }
    }

    private readonly record struct Arc(int From, int To, PathStep Step, long Distance);

    /// <summary>The search from one end.</summary>
    private sealed class Side
    {
        private readonly Dictionary<int, long> _distances = [];
        private readonly Dictionary<int, long> _settled = [];
        private readonly PriorityQueue<int, long> _open = new();

        internal Side(int start)
        {
            _distances[start] = 0;
            _open.Enqueue(start, 0);
        }

        internal IReadOnlyDictionary<int, long> Settled => _settled;

        /// <summary>The distance of the next space to settle, or null when there is none.</summary>
        internal long? Top
        {
            get
            {
                while (_open.TryPeek(out var space, out var distance))
                {
                    if (!_settled.ContainsKey(space))
                    {
                        return distance;
                    }

                    _open.Dequeue();
                }

                return null;
            }
        }

        internal long? DistanceOf(int space) => _distances.TryGetValue(space, out var distance) ? distance : null;

        internal long? SettledDistanceOf(int space) => _settled.TryGetValue(space, out var distance) ? distance : null;

        internal (int Space, long Distance) Settle()
        {
            _open.TryDequeue(out var space, out var distance);
            _settled.Add(space, distance);
            return (space, distance);
        }

        /// <returns>True when the space is now known to be nearer than it was.</returns>
        internal bool Reach(int space, long distance)
        {
            ref var known = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
                _distances, space, out var exists);
            if (exists && known <= distance)
            {
                return false;
            }

            known = distance;
            _open.Enqueue(space, distance);
            return true;
        }
    }
}
