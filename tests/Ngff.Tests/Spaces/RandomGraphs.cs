using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Spaces;

namespace OmeNgff.Ngff.Tests.Spaces;

/// <summary>A way with nothing to it but what the search looks at.</summary>
internal sealed record TestEdge(string Id, string From, string To, bool Alignment = true) : SpaceEdge(Id, From, To)
{
    public override bool IsAlignment => Alignment;
}

/// <summary>Small random graphs, full of parallel ways and of ties.</summary>
internal static class RandomGraphs
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Ways between up to seven spaces.</summary>
    /// <param name="reversible">True where each can be walked backwards.</param>
    public static Gen<TestEdge[]> Edges(bool reversible) =>
        Gen.Choose(2, 7).SelectMany(spaces => Gen.Choose(1, 12).SelectMany(count =>
            Edge(spaces, reversible).ArrayOf(count).Select(edges =>
                edges.Select((edge, index) => edge with { Id = $"e{(index * 7) % 13}" }).ToArray())));

    /// <summary>One way; few ranks and times, so that many are the same.</summary>
    public static Gen<TestEdge> Edge(int spaces, bool reversible) =>
        Gen.Choose(0, spaces - 1).SelectMany(from => Gen.Choose(1, spaces - 1).SelectMany(far =>
            Gen.Elements(-0.3, 0, 0, 0, 0.1, 0.2).SelectMany(rank => Gen.Choose(0, 2).SelectMany(hours =>
                Gen.Choose(0, 3).SelectMany(structural => Gen.Choose(0, 2).Select(oneWay =>
                    new TestEdge("e", Name(from), Name((from + far) % spaces), structural > 0)
                    {
                        Rank = structural > 0 ? SpaceEdge.RankOf(rank) : 0,
                        MadeAt = Start.AddHours(hours),
                        IsReversible = reversible || oneWay > 0,
                    }))))));

    /// <summary>A graph of ways, put in in this order.</summary>
    public static SpaceGraph Graph(IEnumerable<SpaceEdge> edges)
    {
        var graph = new SpaceGraph();
        foreach (var edge in edges)
        {
            graph.Put(edge);
        }

        return graph;
    }

    /// <summary>All spaces that there may be.</summary>
    public static IEnumerable<string> Names => Enumerable.Range(0, 7).Select(Name);

    private static string Name(int number) => $"space:{(char)('a' + number)}";
}
