using System.Collections.Immutable;
using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Spaces;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Transforms;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Spaces;

namespace OmeNgff.Grains.Spaces;

/// <summary>A box in a space, and what reaches the space.</summary>
/// <param name="moment">The moment whose paths count.</param>
/// <param name="current">The spaces as they are now, whose images count.</param>
/// <param name="reach">What reaches the space.</param>
/// <param name="box">The box.</param>
/// <param name="carry">Carries boxes along paths without a closed form.</param>
internal sealed class ReachedBox(
    SpaceMoment moment,
    CurrentSpaces current,
    SpaceReach reach,
    SpatialCondition box,
    Func<PathMap, TransformBox, CancellationToken, Task<TransformBox?>> carry)
{
    private readonly Dictionary<string, SearchedSpace?> _spaces = new(StringComparer.Ordinal);

    /// <summary>The condition for the index, and what meets the box of the images that have to be looked at.</summary>
    internal async Task<SpatialCondition> Meet(
        IEnumerable<ReachedImage> images, CancellationToken cancellationToken)
    {
        var meeting = ImmutableArray.CreateBuilder<string>();
        foreach (var image in images)
        {
            if (await Meets(image, cancellationToken))
            {
                meeting.Add(image.Image);
            }
        }

        meeting.Sort(StringComparer.Ordinal);
        return box with
        {
            Spaces = [.. reach.Searched.Select(SpaceOf).OfType<SearchedSpace>()],
            Excluded = reach.Excluded,
            Images = meeting.ToImmutable(),
        };
    }

    private SearchedSpace? SpaceOf(ReachedNode node)
    {
        if (!_spaces.TryGetValue(node.Space, out var space))
        {
            space = _spaces[node.Space] = SearchedSpace.Of(node.Space, node.Way!, node.Axes, reach.Axes, box.Min, box.Max);
        }

        return space;
    }

    private async Task<bool> Meets(ReachedImage reached, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (await current.Image(reached.Image, cancellationToken) is not { } image
            || await Lead(reached, cancellationToken) is not { } lead)
        {
            return false;
        }

        var first = lead.Count == 0 ? reached.End.Axes : lead[0].InputAxes;
        if (image.Axes.Count != first.Count)
        {
            return false;
        }

        return reached.End.Way is not null && AffineWay.Of(image.Axes, lead, reached.End.Axes) is { } way
            ? CarriedExtent.Of(image.Extent, way, reached.End.Axes) is { } extent
                && SpaceOf(reached.End) is { } space && box.Meets(extent, space)
            : await Meets(image, [.. lead, .. reached.End.Steps()], cancellationToken);
    }

    /// <summary>The first steps of a path; null where an image is gone.</summary>
    private async Task<List<MapStep>?> Lead(ReachedImage reached, CancellationToken cancellationToken)
    {
        var maps = new List<MapStep>(reached.Lead.Length);
        foreach (var step in reached.Lead)
        {
            if (step.Edge is LabelEdge { To: var image }
                && await current.Image(image["image:".Length..], cancellationToken) is null)
            {
                return null;
            }

            var (map, _) = await StepMaps.Of(step.Edge is LabelEdge ? current : moment, step, cancellationToken);
            maps.Add(map);
        }

        return maps;
    }

    /// <summary>Carries an extent along a path without a closed form.</summary>
    private async Task<bool> Meets(PlacedImage image, List<MapStep> steps, CancellationToken cancellationToken)
    {
        PathMap map;
        try
        {
            map = PathMap.Of(image.Axes, steps, reach.Axes);
        }
        catch (NgffException)
        {
            // It leaves the range of numbers.
            return false;
        }

        if (map.FreeAxes.Any(free => !free.IsEmpty) || box.Min.All(edge => edge <= -CarriedExtent.Unbounded))
        {
            // What a field makes of an axis that has no end is not known.
            return true;
        }

        try
        {
            return await carry(map, new TransformBox(image.Extent.Min, image.Extent.Max), cancellationToken)
                is { } carried && SpatialCondition.Overlap(
                    InSi(carried.Min).AsSpan(), InSi(carried.Max).AsSpan(), box.Min.AsSpan(), box.Max.AsSpan());
        }
        catch (ProblemException refusal) when (refusal.Problem.Status == 409)
        {
            // A path whose field cannot be used leads nowhere.
            return false;
        }
    }

    private EquatableArray<double> InSi(EquatableArray<double> edges) =>
        edges.Select((edge, axis) => SiUnits.Of(edge, reach.Axes[axis])).ToEquatableArray();
}
