namespace OmeNgff.Ngff.Spaces;

/// <summary>
/// Finds the path between two spaces with the fewest alignments, then the fewest steps inside images, then the best of
/// these by <see cref="PathOrder"/>. A way that can be walked backwards is, and its direction never counts; so the path does
/// not depend on the order in which the graph came about.
/// </summary>
/// <remarks>
/// Two searches meet, one from each end; then the best of all shortest paths is found among the steps by which the spaces
/// between them were reached. Of both searches the one goes on that has fewer ways to look at, for thousands of images may
/// lead to one atlas.
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

    /// <summary>
    /// Goes on from both ends until no path can be as short that is not known. Each step of a shortest path is then known to
    /// the search that settled one of its ends: what was left out lies further away than the other search has come, and so
    /// would make a longer path.
    /// </summary>
    private void Meet()
    {
        while (_forwards.Top is { } front && _backwards.Top is { } back
            && (_shortest == long.MaxValue || front.Distance + back.Distance <= _shortest))
        {
            var isForwards = _window.WaysAt(front.Space) <= _window.WaysAt(back.Space);
            var (side, other) = isForwards ? (_forwards, _backwards) : (_backwards, _forwards);
            var (space, distance) = side.Settle();
            var ahead = (isForwards ? back : front).Distance;
            if (IsTooFar(distance + 1, ahead))
            {
                continue;
            }

            _window.List(space, backwards: !isForwards, _steps);
            foreach (var (next, step) in _steps)
            {
                var far = distance + PathWindow.CostOf(step.Edge);
                var rest = other.DistanceOf(next);
                if (rest is null && IsTooFar(far, ahead))
                {
                    continue;
                }

                side.Reach(next, far, space, step);
                if (rest is { } left)
                {
                    _shortest = Math.Min(_shortest, far + left);
                }
            }
        }
    }

    private bool IsTooFar(long distance, long ahead) => _shortest != long.MaxValue && distance + ahead > _shortest;

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
        foreach (var (space, distance) in _forwards.Distances)
        {
            if (_backwards.DistanceOf(space) is { } rest && distance + rest == _shortest)
            {
                Push(before, seenBefore, space);
                Push(after, seenAfter, space);
            }
        }

        while (before.TryPop(out var space))
        {
            foreach (var (previous, step) in _forwards.StepsTo(space))
            {
                arcs.Add(new Arc(previous, space, step, _forwards.DistanceOf(previous)!.Value));
                Push(before, seenBefore, previous);
            }
        }

        while (after.TryPop(out var space))
        {
            var distance = _shortest - _backwards.DistanceOf(space)!.Value;
            foreach (var (next, step) in _backwards.StepsTo(space))
            {
                arcs.Add(new Arc(space, next, step, distance));
                Push(after, seenAfter, next);
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
        private readonly Dictionary<int, Place> _places = [];
        private readonly List<(int From, PathStep Step, int Next)> _steps = [];
        private readonly HashSet<int> _settled = [];
        private readonly PriorityQueue<int, long> _open = new();

        internal Side(int start)
        {
            _places[start] = new Place(0, None);
            _open.Enqueue(start, 0);
        }

        private const int None = -1;

        /// <summary>The distances of all spaces that were reached.</summary>
        internal IEnumerable<(int Space, long Distance)> Distances =>
            _places.Select(pair => (pair.Key, pair.Value.Distance));

        /// <summary>The next space to settle, or null when there is none.</summary>
        internal (int Space, long Distance)? Top
        {
            get
            {
                while (_open.TryPeek(out var space, out var distance))
                {
                    if (!_settled.Contains(space))
                    {
                        return (space, distance);
                    }

                    _open.Dequeue();
                }

                return null;
            }
        }

        internal long? DistanceOf(int space) => _places.TryGetValue(space, out var place) ? place.Distance : null;

        /// <summary>The steps by which a space is reached in its distance, and where they come from.</summary>
        internal IEnumerable<(int From, PathStep Step)> StepsTo(int space)
        {
            for (var at = _places[space].FirstStep; at != None; at = _steps[at].Next)
            {
                yield return (_steps[at].From, _steps[at].Step);
            }
        }

        internal (int Space, long Distance) Settle()
        {
            _open.TryDequeue(out var space, out var distance);
            _settled.Add(space);
            return (space, distance);
        }

        /// <summary>Notes a step to a space, unless it is known to be nearer.</summary>
        internal void Reach(int space, long distance, int from, PathStep step)
        {
            ref var place = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
                _places, space, out var exists);
            if (exists && place.Distance < distance)
            {
                return;
            }

            if (!exists || place.Distance > distance)
            {
                place = new Place(distance, None);
                _open.Enqueue(space, distance);
            }

            _steps.Add((from, step, place.FirstStep));
            place = place with { FirstStep = _steps.Count - 1 };
        }

        private readonly record struct Place(long Distance, int FirstStep);
    }
}
