using System.Collections.Immutable;
using OmeNgff.Catalog.Spaces;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Client.Transforms;
using OmeNgff.Grains.Feed;
using OmeNgff.Ngff.Spaces;

namespace OmeNgff.Grains.Spaces;

/// <summary>
/// Finds what resolves through an alignment: images and spaces that have a best path, to whatever space, through its default
/// version; viewpoints with such a layer; and viewpoints that pin one of its versions, with the images and the space that
/// they see so.
/// </summary>
public sealed class AlignmentImpact(
    CurrentSpaces spaces, ViewpointReader viewpoints, PathResolution resolution, FeedTail feed)
{
    /// <summary>All of it, by kind and id.</summary>
    public async Task<ImmutableArray<Impact>> Find(string alignment, CancellationToken cancellationToken)
    {
        await feed.CatchUp(cancellationToken);
        await spaces.CatchUp(cancellationToken);
        var found = new SortedDictionary<(string Kind, string Id), Impact>(
            Comparer<(string Kind, string Id)>.Create((one, other) =>
                string.CompareOrdinal(one.Kind, other.Kind) is not 0 and var byKind
                    ? byKind : string.CompareOrdinal(one.Id, other.Id)));
        await AddPinned(alignment, found, cancellationToken);
        await AddDefault(alignment, found, cancellationToken);
        return [.. found.Values];
    }

    private static void Add(SortedDictionary<(string, string), Impact> found, Impact impact) =>
        found.TryAdd((impact.Kind.Text(), impact.Id), impact);

    private async Task AddPinned(
        string alignment, SortedDictionary<(string, string), Impact> found, CancellationToken cancellationToken)
    {
        foreach (var viewpoint in await viewpoints.Pinning(alignment, cancellationToken))
        {
            foreach (var layer in viewpoint.Layers)
            {
                foreach (var pin in layer.Pins)
                {
                    if (AlignmentVersionRecord.TryParseId(pin, out var pinned, out var number) && pinned == alignment)
                    {
                        Add(found, Pinned(RecordKind.Viewpoint, viewpoint.Id, number));
                        Add(found, Pinned(RecordKind.Image, layer.Image, number));
                        Add(found, Pinned(RecordKind.Space, viewpoint.Space, number));
                    }
                }
            }
        }

        static Impact Pinned(RecordKind kind, string id, int number) =>
            new() { Kind = kind, Id = id, By = ImpactWay.Pin, Version = number };
    }

    private async Task AddDefault(
        string alignment, SortedDictionary<(string, string), Impact> found, CancellationToken cancellationToken)
    {
        if (spaces.Search(graph => graph.TryGetEdge(alignment, out var known) ? known as AlignmentEdge : null)
            is not { } edge)
        {
            return;
        }

        // A path through it is the best one only if its part up to the end of the alignment is.
        var taking = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var end in (string[])[edge.From, edge.To])
        {
            foreach (var backwards in (bool[])[false, true])
            {
                // One tree at a time, so that nobody who brings news waits for all four.
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var (space, alignments) in spaces.Search(graph =>
                    PathTree.Of(graph, end, backwards).Taking(edge).ToList()))
                {
                    taking[space] = Math.Min(alignments, taking.GetValueOrDefault(space, alignments));
                }
            }
        }

        var images = new List<string>();
        foreach (var (text, alignments) in taking)
        {
            if (SpaceReference.TryParse(text, out var space) && space.Kind != RecordKind.Array)
            {
                Add(found, new Impact
                {
                    Kind = space.Kind,
                    Id = space.Id,
                    By = ImpactWay.Default,
                    Version = edge.Number,
                    Alignments = alignments,
                });
                if (space.Kind == RecordKind.Image)
                {
                    images.Add(space.Id);
                }
            }
        }

        foreach (var viewpoint in await viewpoints.Showing([.. images], cancellationToken))
        {
            if (await Takes(viewpoint, edge, cancellationToken))
            {
                Add(found, new Impact
                {
                    Kind = RecordKind.Viewpoint,
                    Id = viewpoint.Id,
                    By = ImpactWay.Default,
                    Version = edge.Number,
                });
            }
        }
    }

    private async Task<bool> Takes(
        ViewpointRecord viewpoint, AlignmentEdge edge, CancellationToken cancellationToken)
    {
        foreach (var layer in viewpoint.Layers)
        {
            try
            {
                var path = await resolution.Resolve(
                    new PathRequest($"image:{layer.Image}", $"space:{viewpoint.Space}") { Pins = layer.Pins },
                    cancellationToken);
                if (path.Path.Steps.Any(step => step.Edge == edge))
                {
                    return true;
                }
            }
            catch (ProblemException)
            {
                // A layer that leads nowhere leads through no alignment.
            }
        }

        return false;
    }
}
