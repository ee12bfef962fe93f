namespace OmeNgff.Ngff.Spaces;

/// <summary>A graph as one query sees it: with ways of the query's own, and without those that its pins hide.</summary>
internal sealed class PathWindow
{
    private readonly SpaceGraph _graph;
    private readonly PathQuery _query;
    private readonly Dictionary<string, int> _ownNumbers = new(StringComparer.Ordinal);
    private readonly List<string> _ownNames = [];
    private readonly Dictionary<int, List<HalfEdge>> _own = [];
    private readonly HashSet<(int, int)> _pinned = [];
    private readonly HashSet<string> _hidden;

    internal PathWindow(SpaceGraph graph, PathQuery query)
    {
        (_graph, _query) = (graph, query);
        _hidden = [.. query.Without, .. query.Pins.Select(pin => pin.Id), .. query.Extra.Select(edge => edge.Id)];
        foreach (var pin in query.Pins)
        {
            _pinned.Add(Pair(Number(pin.From), Number(pin.To)));
            Add(pin);
        }

        foreach (var edge in query.Extra.Where(edge => !query.Without.Contains(edge.Id)))
        {
            Add(edge);
        }

        (From, To) = (Number(query.From), Number(query.To));
    }

    /// <summary>The number of the space that points come from.</summary>
    internal int From { get; }

    /// <summary>The number of the space that points go to.</summary>
    internal int To { get; }

    /// <summary>What a step costs: alignments before anything else, then steps inside images.</summary>
    internal static long CostOf(SpaceEdge edge) => edge.IsAlignment ? 1L << 32 : 1;

    /// <summary>How many alignments a cost stands for.</summary>
    internal static long AlignmentsOf(long cost) => cost >> 32;

    /// <summary>The name of a space.</summary>
    internal string NameOf(int number) => number >= 0 ? _graph.NameOf(number) : _ownNames[~number];

    /// <summary>How many ways begin or end at a space, hidden ones too.</summary>
    internal int WaysAt(int number) => (number >= 0 ? _graph.At(number).Length : 0)
        + (_own.TryGetValue(number, out var own) ? own.Count : 0);

    /// <summary>Lists what can be reached from a space in one step or, backwards, from where it can be reached.</summary>
    /// <param name="number">The space.</param>
    /// <param name="backwards">True for the steps that lead there.</param>
    /// <param name="steps">Is emptied, and takes the steps: the space at the other end, and the step as it is walked.
    /// </param>
    internal void List(int number, bool backwards, List<(int Other, PathStep Step)> steps)
    {
        steps.Clear();
        if (number >= 0)
        {
            foreach (var half in _graph.At(number))
            {
                if (!IsHidden(number, half))
                {
                    AddStep(half, backwards, steps);
                }
            }
        }

        if (_own.TryGetValue(number, out var own))
        {
            foreach (var half in own)
            {
                if (!half.Edge.IsAlignment || _query.Pins.Contains(half.Edge)
                    || !_pinned.Contains(Pair(number, half.Other)))
                {
                    AddStep(half, backwards, steps);
                }
            }
        }
    }

    private static void AddStep(HalfEdge half, bool backwards, List<(int Other, PathStep Step)> steps)
    {
        var isInverse = half.IsInverse != backwards;
        if (!isInverse || half.Edge.IsReversible)
        {
            steps.Add((half.Other, new PathStep(half.Edge, isInverse)));
        }
    }

    private static (int, int) Pair(int one, int other) => (Math.Min(one, other), Math.Max(one, other));

    private bool IsHidden(int number, HalfEdge half) =>
        (_hidden.Count > 0 && _hidden.Contains(half.Edge.Id))
        || (_pinned.Count > 0 && half.Edge.IsAlignment && _pinned.Contains(Pair(number, half.Other)));

    private void Add(SpaceEdge edge)
    {
        var (from, to) = (Number(edge.From), Number(edge.To));
        Own(from).Add(new HalfEdge(edge, to, IsInverse: false));
        Own(to).Add(new HalfEdge(edge, from, IsInverse: true));
    }

    private List<HalfEdge> Own(int number) =>
        _own.TryGetValue(number, out var halves) ? halves : _own[number] = [];

    // Spaces that the graph does not have are numbered downwards from -1.
    private int Number(string name)
    {
        if (_graph.TryGetNumber(name, out var number) || _ownNumbers.TryGetValue(name, out number))
        {
            return number;
        }

        number = ~_ownNames.Count;
        _ownNames.Add(name);
        _ownNumbers.Add(name, number);
        return number;
    }
}
