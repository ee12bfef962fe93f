using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Versions.Shared;

/// <summary>Which coordinate systems are linked by transformations, in whichever direction.</summary>
internal static class TransformationGraph
{
    /// <summary>All that is linked with <paramref name="start"/>, itself included.</summary>
    public static HashSet<CoordinateSystemReference> Reach(
        CoordinateSystemReference start, IEnumerable<CoordinateTransformation> edges)
    {
        var neighbours = edges.Where(edge => edge.Input is not null && edge.Output is not null)
            .SelectMany(edge => new[] { (edge.Input!, edge.Output!), (edge.Output!, edge.Input!) })
            .ToLookup(pair => pair.Item1, pair => pair.Item2);
        var reached = new HashSet<CoordinateSystemReference> { start };
        var next = new Stack<CoordinateSystemReference>([start]);
        while (next.TryPop(out var system))
        {
            foreach (var neighbour in neighbours[system].Where(reached.Add))
            {
                next.Push(neighbour);
            }
        }

        return reached;
    }
}
