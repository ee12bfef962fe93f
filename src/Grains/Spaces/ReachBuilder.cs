using System.Collections.Immutable;
using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Spaces;
using OmeNgff.Client.Problems;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Spaces;

namespace OmeNgff.Grains.Spaces;

/// <summary>
/// Finds what reaches a space, from the tree of all best paths to it. Whoever's best path begins with an alignment in the
/// version that the index has is found by the index; of these, whose path leads through fields is then looked at. All others
/// are looked at anyway, and so is who can be told apart from these only by name.
/// </summary>
/// <param name="moment">The moment whose paths count.</param>
/// <param name="current">The spaces as they are now, which the index is made of.</param>
/// <param name="target">The space.</param>
/// <param name="end">What is known of it.</param>
/// <param name="pins">The ways that are pinned.</param>
/// <param name="limit">How many images are looked at without asking the index, and levels walked backwards.</param>
internal sealed class ReachBuilder(
    SpaceMoment moment, CurrentSpaces current, string target, PathEnd end, ImmutableArray<SpaceEdge> pins, int limit)
{
    private const string ImagePrefix = "image:";

    // Steps inside images that can be walked forwards only.
    private readonly Dictionary<string, SpaceEdge> _oneWay = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReachedNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlacedImage> _crossed = new(StringComparer.Ordinal);

    // By image: the step with which the path begins of one that the index finds.
    private readonly Dictionary<string, (PathStep Step, bool IsExact)> _indexed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReachedImage> _lookedAt = new(StringComparer.Ordinal);
    private Dictionary<string, PathStep> _next = [];

    /// <summary>Finds it.</summary>
    /// <exception cref="ProblemException">400: too many images have to be looked at.</exception>
    /// <exception cref="ImageMovedException">An image changed meanwhile.</exception>
    internal async Task<SpaceReach> Build(CancellationToken cancellationToken)
    {
        await Grow(cancellationToken);
        _nodes[target] = new ReachedNode(target, end.Axes, AffineWay.Of(end.Axes, [], end.Axes));
        var labels = current.Labels().ToDictionary(StringComparer.Ordinal);
        await SortImages(labels, cancellationToken);
        await AddLabels(labels, cancellationToken);
        await SettleConflicts(cancellationToken);
        return new SpaceReach
        {
            Axes = end.Axes,
            Searched = Nodes(isExact: true),
            Asked = Nodes(isExact: false),
            Begins = _indexed.Where(pair => !pair.Value.IsExact)
                .ToDictionary(pair => pair.Key, pair => pair.Value.Step, StringComparer.Ordinal),
            Excluded = Excluded(SearchedSpaces()),
            LookedAt = [.. _lookedAt.Values.OrderBy(image => image.Image, StringComparer.Ordinal)],
            Crossed = [.. _crossed.Values],
        };
    }

    /// <summary>Refuses a search that has to look at too many images.</summary>
    internal static void CheckCount(string target, int count, int limit)
    {
        if (count > limit)
        {
            throw ProblemException.Invalid("/space", "spatial-too-wide",
                $"More than {limit} images have to be looked at one by one to say which lie where in '{target}' (limit "
                + "MaxImagesLookedAt): their paths there begin with shared arrays, or versions that are not the default, or "
                + "lead through fields and near the box; ask for a smaller one.");
        }
    }

    private PathQuery Query(string from, params ReadOnlySpan<SpaceEdge> more) => new(from, target)
    {
        Pins = pins,
        Extra = [.. _oneWay.Values.Concat(end.Edges).Concat(more.ToArray()).DistinctBy(edge => edge.Id)],
    };

    /// <summary>Grows the tree, until it has no step that turns out not to lead back.</summary>
    private async Task Grow(CancellationToken cancellationToken)
    {
        var grows = true;
        while (grows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var query = Query(target);
            _next = moment.Search(graph => PathTree.Of(graph, query, backwards: true).Steps
                .ToDictionary(step => step.From, StringComparer.Ordinal));
            var inside = _next.Values.Where(step => step is { IsInverse: true, Edge: LevelEdge }).ToList();
            CheckCount(target, inside.Count, limit);
            grows = false;
            foreach (var step in inside)
            {
                var (map, _) = await MapOf(step, cancellationToken);
                if (StepMaps.IsBlocked(step, map))
                {
                    _oneWay[step.Edge.Id] = step.Edge with { IsReversible = false };
                    grows = true;
                }
            }
        }
    }

    private async Task<(MapStep Map, string? Level)> MapOf(PathStep step, CancellationToken cancellationToken)
    {
        var found = await StepMaps.Of(moment, step, cancellationToken);
        foreach (var image in step.Edge switch
        {
            LevelEdge level => [level.Image],
            LabelEdge label => (string[])[label.From[ImagePrefix.Length..], label.To[ImagePrefix.Length..]],
            _ => [],
        })
        {
            _crossed[image] = await moment.Image(image, cancellationToken) ?? throw new ImageMovedException(image);
        }

        return found;
    }

    /// <summary>A space with its way to the target, put together step by step from what is known.</summary>
    private async Task<ReachedNode> NodeOf(string space, CancellationToken cancellationToken)
    {
        var open = new Stack<PathStep>();
        ReachedNode? node;
        while (!_nodes.TryGetValue(space, out node))
        {
            var step = _next[space];
            open.Push(step);
            space = step.To;
        }

        foreach (var step in open)
        {
            var (map, _) = await MapOf(step, cancellationToken);
            var way = node.Way is { } rest && AffineWay.Of(map.InputAxes, [map], node.Axes) is { } own
                ? own.Then(rest)
                : null;
            var fields = step.Edge is AlignmentEdge { FieldBounds: { IsEmpty: false } bounds }
                ? bounds.Concat(node.Fields).ToEquatableArray()
                : node.Fields;
            var reached = new ReachedNode(
                step.From, map.InputAxes, way?.Matrix.Values.All(double.IsFinite) is true ? way : null)
            {
                Next = (map, node),
                Fields = fields,
            };
            node = reached with
            {
                Bounded = new(() => ExtentPath.Bounded(reached.Axes, [.. reached.Steps()], fields, end.Axes)),
            };
            _nodes[step.From] = node;
        }

        return node;
    }

    private async Task SortImages(Dictionary<string, string> labels, CancellationToken cancellationToken)
    {
        if (target.StartsWith(ImagePrefix, StringComparison.Ordinal))
        {
            await LookAt(target[ImagePrefix.Length..], [], cancellationToken);
        }

        var defaults = Defaults();
        foreach (var (space, step) in _next)
        {
            if (!space.StartsWith(ImagePrefix, StringComparison.Ordinal) || labels.ContainsKey(space[ImagePrefix.Length..]))
            {
                continue;
            }

            var image = space[ImagePrefix.Length..];
            if (step.Edge is AlignmentEdge edge && defaults.Contains(edge.Pin)
                && PlacedExtent.IsKept(edge, step.IsInverse, out var isExact))
            {
                var node = await NodeOf(step.To, cancellationToken);
                _indexed[image] = (step, isExact && node.Way is not null);
            }
            else
            {
                await LookAt(image, Lead(space), cancellationToken);
            }
        }
    }

    /// <summary>The versions with which paths begin and that are the default now.</summary>
    private HashSet<string> Defaults() => current.Search(graph => _next.Values
        .Select(step => step.Edge).OfType<AlignmentEdge>()
        .Where(edge => graph.TryGetEdge(edge.Id, out var now) && now is AlignmentEdge known && known.Pin == edge.Pin)
        .Select(edge => edge.Pin).ToHashSet(StringComparer.Ordinal));

    /// <summary>
    /// Label images where ways of the graph end have two ways on: these, and that to their image. Where they have no
    /// alignment of their own, the index has them at the places of their image, whose alignments then do not tell which of
    /// both counts.
    /// </summary>
    private async Task AddLabels(Dictionary<string, string> labels, CancellationToken cancellationToken)
    {
        foreach (var (label, image) in labels)
        {
            var (own, parent) = ($"{ImagePrefix}{label}", $"{ImagePrefix}{image}");
            if (own == target || label == image || (!_next.ContainsKey(own) && !_next.ContainsKey(parent) && parent != target))
            {
                continue;
            }

            var query = Query(own, LabelEdge.Of(label, image));
            if (moment.Search(graph => PathSearch.Find(graph, query)) is { } path)
            {
                var steps = path.Steps;
                var first = steps.TakeWhile(step => !step.Edge.IsAlignment).Count();
                await LookAt(label, steps[..Math.Min(first + 1, steps.Length)], cancellationToken);
            }

            if (_indexed.ContainsKey(image)
                && !current.Search(graph => graph.EdgesAt(own).Any(edge => edge.IsAlignment)))
            {
                await LookAt(image, Lead(parent), cancellationToken);
            }
        }
    }

    /// <summary>An alignment between two images is a place of both. Where it begins the path of one alone and both places
    /// are searched, that one is looked at.</summary>
    private async Task SettleConflicts(CancellationToken cancellationToken)
    {
        var searched = SearchedSpaces();
        foreach (var (image, (step, _)) in _indexed.ToList())
        {
            if (step.To.StartsWith(ImagePrefix, StringComparison.Ordinal) && searched.Contains(step.From)
                && !Begins(step.To, step.Edge.Id))
            {
                await LookAt(image, Lead(step.From), cancellationToken);
            }
        }
    }

    private bool Begins(string image, string alignment) =>
        _indexed.TryGetValue(image[ImagePrefix.Length..], out var first) && first.Step.Edge.Id == alignment;

    private HashSet<string> SearchedSpaces() =>
        _indexed.Values.Select(first => first.Step.To).ToHashSet(StringComparer.Ordinal);

    private ImmutableArray<ReachedNode> Nodes(bool isExact) =>
    [
        .. _indexed.Values.Where(first => first.IsExact == isExact).Select(first => first.Step.To)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(space => _nodes[space]),
    ];

    private ImmutableArray<string> Excluded(HashSet<string> searched) => current.Search(graph => (ImmutableArray<string>)
    [
        .. searched.SelectMany(space => graph.EdgesAt(space)
                .Where(edge => edge.IsAlignment)
                .Select(edge => (edge.Id, Other: edge.From == space ? edge.To : edge.From)))
            .Where(pair => pair.Other.StartsWith(ImagePrefix, StringComparison.Ordinal) && !Begins(pair.Other, pair.Id))
            .Select(pair => pair.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ]);

    private ImmutableArray<PathStep> Lead(string space)
    {
        var lead = ImmutableArray.CreateBuilder<PathStep>();
        while (space != target && (lead.Count == 0 || !lead[^1].Edge.IsAlignment))
        {
            lead.Add(_next[space]);
            space = lead[^1].To;
        }

        return lead.ToImmutable();
    }

    private async Task LookAt(string image, ImmutableArray<PathStep> lead, CancellationToken cancellationToken)
    {
        _indexed.Remove(image);
        _lookedAt[image] = new ReachedImage(
            image, lead, await NodeOf(lead.IsEmpty ? target : lead[^1].To, cancellationToken));
        CheckCount(target, _lookedAt.Count, limit);
    }
}
