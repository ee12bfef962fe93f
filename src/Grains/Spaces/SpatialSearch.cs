using System.Collections.Immutable;
using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Spaces;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Transforms;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Spaces;

namespace OmeNgff.Grains.Spaces;

/// <summary>
/// Says which images meet a box in any space: which spaces the index is to be asked about and how, and which images meet it
/// that the index does not know there. Paths and versions are those of the moment that is asked for; extents, labels and
/// what is placed inside of images are today's.
/// </summary>
public sealed class SpatialSearch(
    PathResolution resolution, CurrentSpaces current, LabelReader labels, CandidateReader candidates)
{
    /// <summary>How many images are looked at one by one (limit <c>MaxImagesLookedAt</c>). Those whose paths lead through
    /// fields whose bounds are known count where these bounds do not tell them and the box apart.</summary>
    public int MaxImagesLookedAt { get; init; } = 10_000;

    /// <summary>How often paths are looked for again while an image on them, or the graph, changes.</summary>
    private const int MaxAttempts = 3;

    private const int Kept = 64;

    private readonly BoundedCache<(string Target, EquatableArray<string> Pins, DateTimeOffset? AsOf), KeptReach> _reaches =
        new(Kept / 2);

    /// <summary>Finds what meets a box.</summary>
    /// <param name="target">The space of the box: <c>space:{id}</c>, <c>image:{id}</c> or <c>array:{id}</c>.</param>
    /// <param name="pins">Versions that paths must take: <c>alignment@version</c>. One that no path takes only hides the other
    /// alignments between its two spaces.</param>
    /// <param name="asOf">The time whose paths count, or null for now.</param>
    /// <param name="min">The least coordinates, in the order and units of the axes of the space; null, with
    /// <paramref name="max"/>, for anywhere: then all images meet the box that have a path to the space.</param>
    /// <param name="max">The greatest coordinates.</param>
    /// <param name="carry">Carries a box along a path without a closed form; null where it does not arrive.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="ProblemException">400: the space is not known (<c>space-unknown</c>), the box does not fit it
    /// (<c>bbox-rank</c>, <c>bbox-not-finite</c>, <c>bbox-empty</c>), a pin cannot be used, or too many images have to be
    /// looked at (<c>spatial-too-wide</c>).</exception>
    public async Task<SpatialCondition> Find(
        string target,
        EquatableArray<string> pins,
        DateTimeOffset? asOf,
        ReadOnlyMemory<double>? min,
        ReadOnlyMemory<double>? max,
        Func<PathMap, TransformBox, CancellationToken, Task<TransformBox?>> carry,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(carry);
        for (var attempt = 1; ; attempt++)
        {
            var (moment, _) = await resolution.Look(asOf, cancellationToken);
            if (moment != current && !current.IsRead)
            {
                await current.CatchUp(cancellationToken);
            }

            try
            {
                var end = await EndOf(moment, target, cancellationToken);
                var box = BoxOf(end.Axes, min, max);
                var reach = await Reach(moment, target, pins, asOf, end, cancellationToken);
                var reached = new ReachedBox(moment, current, reach, box, carry);
                var looked = await WithLabels(target, reach.LookedAt, cancellationToken);
                await AddCandidates(target, looked, reach, reached, cancellationToken);
                return await reached.Meet(looked.Values, cancellationToken);
            }
            catch (ImageMovedException moved) when (attempt == MaxAttempts)
            {
                throw new ProblemException(new Problem(
                    "/problems/busy", "Busy", 503, $"The image '{moved.Image}' is being changed; ask again."));
            }
            catch (ImageMovedException)
            {
                // An image changed between two looks.
            }
        }
    }

    private static async Task<PathEnd> EndOf(SpaceMoment moment, string target, CancellationToken cancellationToken)
    {
        try
        {
            return await PathEnd.Of(moment, target, "/space", cancellationToken);
        }
        catch (ProblemException refusal) when (refusal.Problem.Status == 404)
        {
            throw ProblemException.Invalid("/space", "space-unknown", refusal.Message);
        }
    }

    /// <summary>The box in metres and seconds.</summary>
    private static SpatialCondition BoxOf(
        EquatableArray<Axis> axes, ReadOnlyMemory<double>? min, ReadOnlyMemory<double>? max)
    {
        if (min is null && max is null)
        {
            return new SpatialCondition(
                Enumerable.Repeat(-CarriedExtent.Unbounded, axes.Count).ToEquatableArray(),
                Enumerable.Repeat(CarriedExtent.Unbounded, axes.Count).ToEquatableArray());
        }

        var (least, greatest) = (min.GetValueOrDefault().ToArray(), max.GetValueOrDefault().ToArray());
        if (least.Length != axes.Count || greatest.Length != axes.Count)
        {
            throw ProblemException.Invalid("/bbox", "bbox-rank",
                $"The space has {axes.Count} axes, so a box has {axes.Count} minima and then {axes.Count} maxima, in this "
                + $"order: {string.Join(", ", axes.Select(axis => axis.Unit is { } unit ? $"{axis.Name} ({unit})" : axis.Name))}.");
        }

        if (!least.Concat(greatest).All(double.IsFinite))
        {
            throw ProblemException.Invalid("/bbox", "bbox-not-finite",
                "The edges of a box are numbers that double precision holds.");
        }

        if (least.Zip(greatest).Any(pair => pair.First > pair.Second))
        {
            throw ProblemException.Invalid("/bbox", "bbox-empty", "A minimum of the box is greater than its maximum.");
        }

        return new SpatialCondition(InSi(least), InSi(greatest));

        EquatableArray<double> InSi(double[] edges) => edges.Select((edge, axis) => Math.Clamp(
            SiUnits.Of(edge, axes[axis]), -CarriedExtent.Unbounded, CarriedExtent.Unbounded)).ToEquatableArray();
    }

    private async Task<SpaceReach> Reach(
        SpaceMoment moment,
        string target,
        EquatableArray<string> pins,
        DateTimeOffset? asOf,
        PathEnd end,
        CancellationToken cancellationToken)
    {
        var pinned = await PathPins.Read(moment, pins, cancellationToken);
        var found = await _reaches.Get((target, pins, asOf), async _ => await Build());
        if (!await IsCurrent(found!))
        {
            found = await Build();
            _reaches.Put((target, pins, asOf), found);
        }

        return found!.Reach;

        async Task<KeptReach> Build()
        {
            for (var attempt = 1; ; attempt++)
            {
                var revision = current.GraphRevision;
                var reach = await new ReachBuilder(moment, current, target, end, pinned, MaxImagesLookedAt)
                    .Build(cancellationToken);
                if (current.GraphRevision == revision || attempt == MaxAttempts)
                {
                    return new KeptReach(revision, end, pinned, reach);
                }
            }
        }

        async ValueTask<bool> IsCurrent(KeptReach kept)
        {
            if (kept.Revision != current.GraphRevision || kept.End.Axes != end.Axes
                || !kept.End.Edges.SequenceEqual(end.Edges) || !kept.Pins.SequenceEqual(pinned))
            {
                return false;
            }

            foreach (var image in moment == current ? kept.Reach.Crossed : [])
            {
                if (await moment.Image(image.Id, cancellationToken) is not { } now || now.Revision != image.Revision)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The images to look at, with their label images, which lie where they lie.</summary>
    private async Task<Dictionary<string, ReachedImage>> WithLabels(
        string target, ImmutableArray<ReachedImage> images, CancellationToken cancellationToken)
    {
        var all = images.ToDictionary(image => image.Image, StringComparer.Ordinal);
        foreach (var (label, image) in await labels.LabelsOf(
            [.. all.Keys], MaxImagesLookedAt + 1, cancellationToken))
        {
            all.TryAdd(label, LabelOf(all[image], label, image));
        }

        ReachBuilder.CheckCount(target, all.Count, MaxImagesLookedAt);
        return all;
    }

    private static ReachedImage LabelOf(ReachedImage labelled, string label, string image) => labelled with
    {
        Image = label,
        Lead = [new PathStep(LabelEdge.Of(label, image), IsInverse: false), .. labelled.Lead],
    };

    /// <summary>Adds the images of which the index says that they may meet the box.</summary>
    private async Task AddCandidates(
        string target,
        Dictionary<string, ReachedImage> images,
        SpaceReach reach,
        ReachedBox box,
        CancellationToken cancellationToken)
    {
        var nodes = reach.Asked.ToDictionary(node => node.Space, StringComparer.Ordinal);
        var found = await candidates.Read(box.Asked(), reach.Excluded, MaxImagesLookedAt + 1, cancellationToken);
        ReachBuilder.CheckCount(target, found.Length, MaxImagesLookedAt);
        foreach (var (image, alignment, labelOf) in found)
        {
            // What the index has may be newer than the paths are.
            if (reach.Begins.TryGetValue(labelOf ?? image, out var step) && step.Edge.Id == alignment)
            {
                var reached = new ReachedImage(labelOf ?? image, [step], nodes[step.To]);
                images.TryAdd(image, labelOf is null ? reached : LabelOf(reached, image, labelOf));
            }
        }

        ReachBuilder.CheckCount(target, images.Count, MaxImagesLookedAt);
    }

    private sealed record KeptReach(long Revision, PathEnd End, ImmutableArray<SpaceEdge> Pins, SpaceReach Reach);
}
