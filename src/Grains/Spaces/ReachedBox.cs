using System.Collections.Immutable;
using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Spaces;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Transforms;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
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
    private readonly Dictionary<string, Origin?> _origins = new(StringComparer.Ordinal);

    /// <summary>Where the index is asked which images may meet the box: nowhere where all do.</summary>
    internal ImmutableArray<CandidateSpace> Asked() => box.IsAnywhere
        ? []
        :
        [
            .. reach.Asked.Select(node => OriginIn(node) is var (min, max)
                ? new CandidateSpace(node.Space, min, max, TakesExact: node.Way is null)
                : null).OfType<CandidateSpace>(),
        ];

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
            Spaces = [.. reach.Searched.Select(SpaceOf).OfType<SearchedSpace>(), .. Anywhere()],
            Excluded = reach.Excluded,
            Images = meeting.ToImmutable(),
        };
    }

    /// <summary>Where the box has no end, the spaces where all images meet it, whatever their paths do to them.</summary>
    private IEnumerable<SearchedSpace> Anywhere() =>
        from node in box.IsAnywhere ? reach.Asked : []
        where !reach.Searched.Any(searched => searched.Space == node.Space)
        let rank = node.Axes.Count
        select new SearchedSpace(
            node.Space, Enumerable.Repeat(0.0, box.Min.Count * (rank + 1)).ToEquatableArray(),
            Edges(rank, -CarriedExtent.Unbounded), Edges(rank, CarriedExtent.Unbounded));

    private static EquatableArray<double> Edges(int rank, double edge) => Enumerable.Repeat(edge, rank).ToEquatableArray();

    /// <summary>A box of a space that holds all points that its path brings into the searched one; null where there is none.
    /// </summary>
    private Origin? OriginIn(ReachedNode node)
    {
        if (!_origins.TryGetValue(node.Space, out var origin))
        {
            origin = _origins[node.Space] = node switch
            {
                { Way: not null } => SpaceOf(node) is { } space ? new Origin(space.Min, space.Max) : null,
                { Bounded.Value: { } path } => path.CarryBack(
                        InUnits(box.Min, double.NegativeInfinity), InUnits(box.Max, double.PositiveInfinity))
                    is { } back ? new Origin(InSi(back.Min, node.Axes), InSi(back.Max, node.Axes)) : null,
                _ => new Origin(
                    Edges(node.Axes.Count, -CarriedExtent.Unbounded), Edges(node.Axes.Count, CarriedExtent.Unbounded)),
            };
        }

        return origin;
    }

    private EquatableArray<double> InUnits(EquatableArray<double> edges, double unbounded) => edges.Select((edge, axis) =>
        Math.Abs(edge) >= CarriedExtent.Unbounded ? unbounded : edge / SiUnits.FactorOf(reach.Axes[axis])).ToEquatableArray();

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

        var fields = reached.Lead.Select(step => step.Edge).OfType<AlignmentEdge>()
            .SelectMany(edge => edge.FieldBounds).ToEquatableArray();
        var path = ExtentPath.Of(image.Axes, lead, fields, reached.End.Axes);
        var extent = path?.Carry(image.Extent);
        if (path is { IsExact: true } && reached.End.Way is not null)
        {
            return extent is not null && SpaceOf(reached.End) is { } space && box.Meets(extent, space);
        }

        var isApart = path is not null && !box.IsAnywhere
            && (extent is null || OriginIn(reached.End) is not var (min, max)
                || !SpatialCondition.Overlap(extent.Min.AsSpan(), extent.Max.AsSpan(), min.AsSpan(), max.AsSpan()));
        return !isApart && await Meets(image, [.. lead, .. reached.End.Steps()], cancellationToken);
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

        if (map.FreeAxes.Any(free => !free.IsEmpty) || box.IsAnywhere)
        {
            // What a field makes of an axis that has no end is not known.
            return true;
        }

        try
        {
            return await carry(map, new TransformBox(image.Extent.Min, image.Extent.Max), cancellationToken)
                is { } carried && SpatialCondition.Overlap(
                    InSi(carried.Min, reach.Axes).AsSpan(), InSi(carried.Max, reach.Axes).AsSpan(), box.Min.AsSpan(), box.Max.AsSpan());
        }
        catch (ProblemException refusal) when (refusal.Problem.Status == 409)
        {
            // A path whose field cannot be used leads nowhere.
            return false;
        }
    }

    private static EquatableArray<double> InSi(EquatableArray<double> edges, EquatableArray<Axis> axes) =>
        edges.Select((edge, axis) => Math.Clamp(
            SiUnits.Of(edge, axes[axis]), -CarriedExtent.Unbounded, CarriedExtent.Unbounded)).ToEquatableArray();

    /// <summary>A box in metres and seconds.</summary>
    private sealed record Origin(EquatableArray<double> Min, EquatableArray<double> Max);
}
