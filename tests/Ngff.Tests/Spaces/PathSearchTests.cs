using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Spaces;

namespace OmeNgff.Ngff.Tests.Spaces;

/// <summary>The best path, against the rules taken literally.</summary>
public class PathSearchTests
{
    private static readonly Arbitrary<TestEdge[]> AnyGraph = RandomGraphs.Edges(reversible: false).ToArbitrary();

    private static readonly Arbitrary<TestEdge[]> ReversibleGraph = RandomGraphs.Edges(reversible: true).ToArbitrary();

    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(400);

    [Fact]
    public void The_path_is_the_first_of_all_paths_by_the_rules() => Prop.ForAll(AnyGraph, edges =>
    {
        var graph = RandomGraphs.Graph(edges);
        ForAllPairs((from, to) => Assert.Equal(
            AllPaths.Between(from, to, [.. graph.Edges]).FirstOrDefault(), Steps(PathSearch.Find(graph, new(from, to)))));
    }).Check(Many);

    [Fact]
    public void The_path_does_not_depend_on_the_order_in_which_ways_came() => Prop.ForAll(
        AnyGraph, Gen.Choose(0, int.MaxValue).ToArbitrary(), (edges, seed) =>
    {
        var once = edges.DistinctBy(edge => edge.Id).ToArray();
        var other = once.ToArray();
        new Random(seed).Shuffle(other);
        var (one, another) = (RandomGraphs.Graph(once), RandomGraphs.Graph(other));
        ForAllPairs((from, to) => Assert.Equal(
            Steps(PathSearch.Find(one, new(from, to))), Steps(PathSearch.Find(another, new(from, to)))));
    }).Check(Many);

    [Fact]
    public void Where_all_ways_lead_back_the_path_back_takes_the_same_steps() => Prop.ForAll(ReversibleGraph, edges =>
    {
        var graph = RandomGraphs.Graph(edges);
        ForAllPairs((from, to) => Assert.Equal(
            Steps(PathSearch.Find(graph, new(from, to))),
            Steps(PathSearch.Find(graph, new(to, from)))?.Reverse()
                .Select(step => new PathStep(step.Edge, !step.IsInverse))));
    }).Check(Many);

    [Fact]
    public void A_new_way_is_taken_exactly_where_a_path_through_it_is_better() => Prop.ForAll(
        AnyGraph, RandomGraphs.Edge(7, reversible: true).ToArbitrary(), (edges, added) =>
    {
        var graph = RandomGraphs.Graph(edges);
        var before = Pairs().ToDictionary(pair => pair, pair => Steps(PathSearch.Find(graph, new(pair.From, pair.To))));
        graph.Put(added with { Id = "new" });
        ForAllPairs((from, to) =>
        {
            var now = Steps(PathSearch.Find(graph, new(from, to)));
            var through = AllPaths.Between(from, to, [.. graph.Edges])
                .FirstOrDefault() is { } best && best.Any(step => step.Edge.Id == "new");
            Assert.Equal(through, now?.Any(step => step.Edge.Id == "new") ?? false);
            if (!through)
            {
                Assert.Equal(before[(from, to)], now);
            }
        });
    }).Check(Many);

    [Fact]
    public void A_pinned_way_hides_its_parallels_and_nothing_else() => Prop.ForAll(AnyGraph, edges =>
    {
        var graph = RandomGraphs.Graph(edges);
        var pin = (TestEdge)graph.Edges.OrderBy(edge => edge.Id, StringComparer.Ordinal).First() with { Rank = 3 };
        if (!pin.IsAlignment)
        {
            return;
        }

        var left = AllPaths.Pinned(graph.Edges, [pin]);
        ForAllPairs((from, to) => Assert.Equal(
            AllPaths.Between(from, to, left).FirstOrDefault(),
            Steps(PathSearch.Find(graph, new(from, to) { Pins = [pin] }))));
    }).Check(Many);

    [Fact]
    public void Ways_of_the_query_count_as_those_of_the_graph() => Prop.ForAll(AnyGraph, edges =>
    {
        var all = edges.DistinctBy(edge => edge.Id).ToArray();
        var graph = RandomGraphs.Graph(all[..(all.Length / 2)]);
        ForAllPairs((from, to) => Assert.Equal(
            AllPaths.Between(from, to, all).FirstOrDefault(),
            Steps(PathSearch.Find(graph, new(from, to) { Extra = [.. all[(all.Length / 2)..]] }))));
    }).Check(Many);

    [Fact]
    public void The_alternatives_are_the_next_paths_with_as_few_alignments() => Prop.ForAll(AnyGraph, edges =>
    {
        var graph = RandomGraphs.Graph(edges);
        ForAllPairs((from, to) =>
        {
            var all = AllPaths.Between(from, to, [.. graph.Edges]);
            if (PathSearch.Find(graph, new(from, to)) is { } best)
            {
                Assert.Equal(
                    all.Skip(1).Where(path => path.Count(step => step.Edge.IsAlignment) == best.AlignmentCount).Take(16),
                    PathAlternatives.List(graph, new(from, to), best).Select(path => path.Steps.ToArray()));
            }
        });
    }).Check(Many);

    [Fact]
    public void A_tree_has_the_best_path_of_every_space() => Prop.ForAll(AnyGraph, edges =>
    {
        var graph = RandomGraphs.Graph(edges);
        foreach (var edge in graph.Edges)
        {
            foreach (var backwards in (bool[])[false, true])
            {
                var taking = PathTree.Of(graph, edge.From, backwards).Taking(edge).Select(pair => pair.Space).Order();
                Assert.Equal(
                    RandomGraphs.Names.Where(name => name != edge.From
                        && PathSearch.Find(graph, backwards ? new(name, edge.From) : new(edge.From, name)) is { } path
                        && path.Steps.Any(step => step.Edge == edge)).Order(),
                    taking);
            }
        }
    }).Check(Many);

    [Fact]
    public void A_tree_of_a_query_has_the_path_that_is_found_for_each_space_with_its_pins_and_ways() => Prop.ForAll(
        AnyGraph, Gen.Choose(0, int.MaxValue).ToArbitrary(), (edges, seed) =>
    {
        var random = new Random(seed);
        var all = edges.DistinctBy(edge => edge.Id).ToArray();
        var graph = RandomGraphs.Graph(all[..((all.Length + 1) / 2)]);
        var query = new PathQuery("", "")
        {
            Extra = [.. all[((all.Length + 1) / 2)..]],
            Pins = [.. all.Where(edge => edge.IsAlignment && random.Next(3) == 0).Select(edge => edge with { Rank = 3 })],
            Without = [.. all.Where(_ => random.Next(6) == 0).Select(edge => edge.Id)],
        };
        foreach (var end in RandomGraphs.Names)
        {
            foreach (var backwards in (bool[])[false, true])
            {
                var tree = PathTree.Of(graph, query with { From = end, To = end }, backwards).Steps.ToList();
                var steps = tree.ToDictionary(step => backwards ? step.From : step.To);
                foreach (var space in RandomGraphs.Names.Where(space => space != end))
                {
                    var found = PathSearch.Find(graph, backwards
                        ? query with { From = space, To = end }
                        : query with { From = end, To = space });
                    Assert.Equal(Steps(found), Follow(steps, space, end, backwards));
                    Assert.Equal(found is not null, tree.Any(step => (backwards ? step.From : step.To) == space));
                }
            }
        }
    }).Check(Many);

    private static PathStep[]? Follow(
        Dictionary<string, PathStep> steps, string space, string end, bool backwards)
    {
        var path = new List<PathStep>();
        while (space != end)
        {
            if (!steps.TryGetValue(space, out var step))
            {
                return null;
            }

            path.Add(step);
            space = backwards ? step.To : step.From;
        }

        if (!backwards)
        {
            path.Reverse();
        }

        return [.. path];
    }

    [Fact]
    public void What_is_taken_out_is_as_if_it_never_was() => Prop.ForAll(AnyGraph, edges =>
    {
        var all = edges.DistinctBy(edge => edge.Id).ToArray();
        var graph = RandomGraphs.Graph(all);
        var gone = all.Where((_, index) => index % 2 == 0).ToList();
        gone.ForEach(edge => Assert.True(graph.Remove(edge.Id)));
        Assert.False(graph.Remove(gone[0].Id));
        var without = RandomGraphs.Graph(all.Except(gone));
        Assert.Equal((without.EdgeCount, without.SpaceCount), (graph.EdgeCount, graph.SpaceCount));
        ForAllPairs((from, to) => Assert.Equal(
            Steps(PathSearch.Find(without, new(from, to))), Steps(PathSearch.Find(graph, new(from, to)))));
    }).Check(Many);

    [Fact]
    public void Ranks_add_up_the_same_in_every_order()
    {
        double[] ranks = [0.1, 0.2, 0.3, 1e9, -1e9];
        Assert.Equal(0.6m, ranks.Sum(SpaceEdge.RankOf));
        Assert.Equal(0.6m, ranks.Reverse().Sum(SpaceEdge.RankOf));
    }

    private static PathStep[]? Steps(SpacePath? path) => path?.Steps.ToArray();

    private static IEnumerable<(string From, string To)> Pairs() =>
        RandomGraphs.Names.SelectMany(from => RandomGraphs.Names.Where(to => to != from).Select(to => (from, to)));

    private static void ForAllPairs(Action<string, string> check)
    {
        foreach (var (from, to) in Pairs())
        {
            check(from, to);
        }
    }
}
