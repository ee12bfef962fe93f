using System.Diagnostics.CodeAnalysis;

namespace OmeNgff.Ngff.Spaces;

/// <summary>
/// Coordinate spaces and the ways between them; many ways between the same two spaces are normal. Any number may search at
/// a time; who changes it must be alone.
/// </summary>
public sealed class SpaceGraph
{
    private readonly Dictionary<string, SpaceEdge> _edges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<Node> _nodes = [];
    private readonly Stack<int> _free = new();

    /// <summary>How many ways there are.</summary>
    public int EdgeCount => _edges.Count;

    /// <summary>How many spaces have ways.</summary>
    public int SpaceCount => _numbers.Count;

    /// <summary>All ways, in no order.</summary>
    public IReadOnlyCollection<SpaceEdge> Edges => _edges.Values;

    /// <summary>How many numbers of spaces there are, free ones too.</summary>
    internal int NumberCount => _nodes.Count;

    /// <summary>Adds a way; one with the same id goes.</summary>
    /// <exception cref="ArgumentException">It leads from a space to itself.</exception>
    public void Put(SpaceEdge edge)
    {
        ArgumentNullException.ThrowIfNull(edge);
        if (edge.From == edge.To)
        {
            throw new ArgumentException($"The way '{edge.Id}' leads from a space to itself.", nameof(edge));
        }

        Remove(edge.Id);
        _edges.Add(edge.Id, edge);
        var (from, to) = (NumberOf(edge.From), NumberOf(edge.To));
        _nodes[from].Add(new HalfEdge(edge, to, IsInverse: false));
        _nodes[to].Add(new HalfEdge(edge, from, IsInverse: true));
    }

    /// <summary>Takes a way out.</summary>
    /// <returns>False when there is none with this id.</returns>
    public bool Remove(string id)
    {
        if (!_edges.Remove(id, out var edge))
        {
            return false;
        }

        foreach (var name in (ReadOnlySpan<string>)[edge.From, edge.To])
        {
            var number = _numbers[name];
            if (_nodes[number].Remove(edge))
            {
                _numbers.Remove(name);
                _free.Push(number);
            }
        }

        return true;
    }

    /// <summary>The way with an id.</summary>
    public bool TryGetEdge(string id, [NotNullWhen(true)] out SpaceEdge? edge) => _edges.TryGetValue(id, out edge);

    /// <summary>The ways that begin or end at a space, in no order.</summary>
    public IEnumerable<SpaceEdge> EdgesAt(string space) =>
        _numbers.TryGetValue(space, out var number) ? _nodes[number].Halves.ToArray().Select(half => half.Edge) : [];

    /// <summary>True when a space has ways.</summary>
    public bool Contains(string space) => _numbers.ContainsKey(space);

    internal bool TryGetNumber(string space, out int number) => _numbers.TryGetValue(space, out number);

    internal string NameOf(int number) => _nodes[number].Name;

    internal ReadOnlySpan<HalfEdge> At(int number) => _nodes[number].Halves;

    private int NumberOf(string name)
    {
        if (_numbers.TryGetValue(name, out var number))
        {
            return number;
        }

        if (_free.TryPop(out number))
        {
            _nodes[number].Name = name;
        }
        else
        {
            number = _nodes.Count;
            _nodes.Add(new Node { Name = name });
        }

        _numbers.Add(name, number);
        return number;
    }

    private sealed class Node
    {
        private HalfEdge[] _halves = [];
        private int _count;

        internal required string Name { get; set; }

        internal ReadOnlySpan<HalfEdge> Halves => _halves.AsSpan(0, _count);

        internal void Add(HalfEdge half)
        {
            if (_count == _halves.Length)
            {
                Array.Resize(ref _halves, Math.Max(2, _count * 2));
            }

            _halves[_count++] = half;
        }

        /// <returns>True when nothing is left.</returns>
        internal bool Remove(SpaceEdge edge)
        {
            var at = Array.FindIndex(_halves, 0, _count, half => ReferenceEquals(half.Edge, edge));
            _halves[at] = _halves[--_count];
            _halves[_count] = default;
            return _count == 0;
        }
    }
}

/// <summary>A way as it is seen from one of its ends.</summary>
/// <param name="Edge">The way.</param>
/// <param name="Other">The number of the space at the other end.</param>
/// <param name="IsInverse">True when it leads from there to here.</param>
internal readonly record struct HalfEdge(SpaceEdge Edge, int Other, bool IsInverse);
