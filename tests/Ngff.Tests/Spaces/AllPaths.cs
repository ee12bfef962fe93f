using OmeNgff.Ngff.Spaces;

namespace OmeNgff.Ngff.Tests.Spaces;

/// <summary>The rules of the best path, taken literally: every path that visits no space twice, put in order.</summary>
internal static class AllPaths
{
    /// <summary>All paths, best first.</summary>
    public static List<PathStep[]> Between(string from, string to, IReadOnlyCollection<SpaceEdge> edges)
    {
        var paths = new List<PathStep[]>();
        Go(from, [], [from]);
        return [.. paths.Order(Comparer<PathStep[]>.Create(Compare))];

        void Go(string at, PathStep[] steps, HashSet<string> visited)
        {
            if (at == to)
            {
                paths.Add(steps);
                return;
            }

            foreach (var edge in edges)
            {
                foreach (var step in (ReadOnlySpan<PathStep>)[new(edge, false), new(edge, true)])
                {
                    if (step.From == at && (!step.IsInverse || edge.IsReversible) && !visited.Contains(step.To))
                    {
                        Go(step.To, [.. steps, step], [.. visited, step.To]);
                    }
                }
            }
        }
    }

    /// <summary>The ways that are left when some are pinned.</summary>
    public static List<SpaceEdge> Pinned(IEnumerable<SpaceEdge> edges, IReadOnlyCollection<SpaceEdge> pins) =>
    [
        .. pins,
        .. edges.Where(edge => pins.All(pin => pin.Id != edge.Id
            && !(edge.IsAlignment && Ends(pin).SetEquals(Ends(edge))))),
    ];

    private static HashSet<string> Ends(SpaceEdge edge) => [edge.From, edge.To];

    private static int Compare(PathStep[] one, PathStep[] other)
    {
        int[] orders =
        [
            one.Count(step => step.Edge.IsAlignment).CompareTo(other.Count(step => step.Edge.IsAlignment)),
            one.Length.CompareTo(other.Length),
            one.Sum(step => step.Edge.Rank).CompareTo(other.Sum(step => step.Edge.Rank)),
            -string.CompareOrdinal(Times(one), Times(other)),
            string.CompareOrdinal(Ids(one), Ids(other)),
        ];
        return orders.FirstOrDefault(order => order != 0);
    }

    private static string Times(PathStep[] steps) => string.Join(' ', steps.Where(step => step.Edge.IsAlignment)
        .Select(step => step.Edge.MadeAt.ToString("O")).OrderDescending(StringComparer.Ordinal));

    private static string Ids(PathStep[] steps) =>
        string.Join(' ', steps.Select(step => step.Edge.Id).Order(StringComparer.Ordinal));
}
