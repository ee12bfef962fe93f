using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Spaces;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Transforms;
using OmeNgff.Grains.Spaces;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Spaces;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Silo.Transforms;

namespace OmeNgff.Grains.Tests;

/// <summary>The path of one image, taken literally.</summary>
internal sealed record BrutePath(SpacePath Path, List<MapStep> Steps, PlacedImage Image, PathMap Map, List<double[]> Points)
{
    private static readonly CancellationToken None = CancellationToken.None;

    internal static async Task<BrutePath?> Find(
        GrainFixture silo, string image, string target, EquatableArray<string> pins, DateTimeOffset? asOf, Random random)
    {
        try
        {
            var found = await silo.Service<PathResolution>().Resolve(
                new PathRequest($"image:{image}", target) { Pins = pins, AsOf = asOf, MayLeavePins = true }, None);
            var steps = new List<MapStep>();
            foreach (var step in found.Path.Steps)
            {
                steps.Add(await MapOf(silo.Service<CurrentSpaces>(), step));
            }

            return new BrutePath(
                found.Path, steps, found.FromImage!, found.Map, await Some(silo, found.FromImage!, found.Map, random));
        }
        catch (ProblemException refusal) when (refusal.Problem.Status is 404)
        {
            return null;
        }
    }

    private static async Task<MapStep> MapOf(CurrentSpaces current, PathStep step)
    {
        switch (step.Edge)
        {
            case AlignmentEdge edge:
                return new MapStep(edge.Transformation, edge.FromAxes, edge.ToAxes, step.IsInverse);
            case LevelEdge level:
                var image = (await current.Image(level.Image, None))!;
                return new MapStep(
                    image.Levels[level.Level].Transformation, SpaceAxes.Of(level.From, image.Axes), image.Axes, step.IsInverse);
            default:
                var from = (await current.Image(step.From["image:".Length..], None))!;
                var to = (await current.Image(step.To["image:".Length..], None))!;
                return new MapStep(LabelPlacement.Of(from.Axes, to.Axes), from.Axes, to.Axes, IsInverse: false);
        }
    }

    /// <summary>Points of the extent in the target, those that arrive there.</summary>
    private static async Task<List<double[]>> Some(GrainFixture silo, PlacedImage image, PathMap map, Random random)
    {
        double[] points =
        [
            .. Enumerable.Range(0, 20).SelectMany(_ => image.Extent.Min.Zip(
                image.Extent.Max, (min, max) => min + (random.NextDouble() * (max - min)))),
        ];
        var carried = await silo.Service<PathCarrier>().Carry(map, points, image.Axes.Count, None);
        return [.. carried.Coordinates.Chunk(carried.Rank).Where(point => point.All(double.IsFinite))];
    }

    internal bool HasPointIn(double[] min, double[] max) => Points.Exists(point =>
        point.Zip(min.Zip(max)).All(axis => axis.First >= axis.Second.First && axis.First <= axis.Second.Second));

    /// <summary>True when neither an axis of the target tells the extent and the box apart, nor one of the space that the
    /// first alignment leads to.</summary>
    internal async Task<bool> Meets(
        EquatableArray<Axis> axes,
        SpatialCondition box,
        Func<PathMap, TransformBox, CancellationToken, Task<TransformBox?>> carry)
    {
        if (Map.Matrix is null)
        {
            return (box.IsAnywhere || IsNear(axes, box)) && await Arrives(axes, box, carry);
        }

        if (!SpatialCondition.Overlap(
            [.. Edges(Steps, axes, isLeast: true)], [.. Edges(Steps, axes, isLeast: false)],
            box.Min.AsSpan(), box.Max.AsSpan()))
        {
            return false;
        }

        var first = Path.Steps.TakeWhile(step => !step.Edge.IsAlignment).Count() + 1;
        if (first >= Steps.Count)
        {
            return true;
        }

        var middle = Steps[first].InputAxes;
        var space = SearchedSpace.Of(
            "space:s", AffineWay.Of(middle, Steps[first..], axes)!, middle, axes, box.Min, box.Max)!;
        return SpatialCondition.Overlap(
            [.. Edges(Steps[..first], middle, isLeast: true)], [.. Edges(Steps[..first], middle, isLeast: false)],
            space.Min.AsSpan(), space.Max.AsSpan());
    }

    /// <summary>True when the box of the extent in the target, as fields say, meets the box.</summary>
    private async Task<bool> Arrives(
        EquatableArray<Axis> axes,
        SpatialCondition box,
        Func<PathMap, TransformBox, CancellationToken, Task<TransformBox?>> carry) =>
        box.IsAnywhere || Map.FreeAxes.Any(free => !free.IsEmpty)
        || (await carry(Map, new TransformBox(Image.Extent.Min, Image.Extent.Max), None) is { } carried
            && SpatialCondition.Overlap(
                [.. carried.Min.Select((edge, axis) => SiUnits.Of(edge, axes[axis]))],
                [.. carried.Max.Select((edge, axis) => SiUnits.Of(edge, axes[axis]))],
                box.Min.AsSpan(), box.Max.AsSpan()));

    /// <summary>True unless the bounds of fields tell the extent and the box apart in the space that the first alignment
    /// leads to.</summary>
    private bool IsNear(EquatableArray<Axis> axes, SpatialCondition box)
    {
        var first = Math.Min(Path.Steps.TakeWhile(step => !step.Edge.IsAlignment).Count() + 1, Steps.Count);
        var middle = first < Steps.Count ? Steps[first].InputAxes : axes;
        var (lead, rest) = (Steps[..first], Steps[first..]);
        if (ExtentPath.Of(Image.Axes, lead, Fields(Path.Steps[..first]), middle) is not { } path)
        {
            return true;
        }

        if (path.Carry(Image.Extent) is not { } extent)
        {
            return false;
        }

        if (AffineWay.Of(middle, rest, axes) is { } way)
        {
            return SearchedSpace.Of("space:s", way, middle, axes, box.Min, box.Max) is { } space && SpatialCondition.Overlap(
                extent.Min.AsSpan(), extent.Max.AsSpan(), space.Min.AsSpan(), space.Max.AsSpan());
        }

        return ExtentPath.Bounded(middle, rest, Fields(Path.Steps[first..]), axes) is not { } bounded
            || (bounded.CarryBack(OutOfSi(box.Min), OutOfSi(box.Max)) is { } back && SpatialCondition.Overlap(
                extent.Min.AsSpan(), extent.Max.AsSpan(),
                [.. back.Min.Select((edge, axis) => SiUnits.Of(edge, middle[axis]))],
                [.. back.Max.Select((edge, axis) => SiUnits.Of(edge, middle[axis]))]));

        EquatableArray<double> OutOfSi(EquatableArray<double> edges) =>
            edges.Select((edge, axis) => edge / SiUnits.FactorOf(axes[axis])).ToEquatableArray();

        static EquatableArray<FieldBounds> Fields(IEnumerable<PathStep> steps) => steps.Select(step => step.Edge)
            .OfType<AlignmentEdge>().SelectMany(edge => edge.FieldBounds).ToEquatableArray();
    }

    /// <summary>The edges of the extent after some steps, in metres and seconds.</summary>
    private IEnumerable<double> Edges(List<MapStep> steps, EquatableArray<Axis> axes, bool isLeast)
    {
        var map = PathMap.Of(Image.Axes, steps, axes);
        var free = new HashSet<int>();
        for (var step = 0; step < steps.Count; step++)
        {
            var rest = PathMap.Of(steps[step].OutputAxes, steps[(step + 1)..], axes).Matrix!;
            foreach (var name in map.FreeAxes[step])
            {
                var axis = steps[step].OutputAxes.ToList().FindIndex(other => other.Name == name);
                free.UnionWith(Enumerable.Range(0, axes.Count).Where(row => rest[row, axis] != 0));
            }
        }

        var (min, max) = map.Whole!.TransformBox(Image.Extent.Min.AsSpan(), Image.Extent.Max.AsSpan());
        return (isLeast ? min : max).Select((edge, axis) => !free.Contains(axis) ? SiUnits.Of(edge, axes[axis])
            : isLeast ? -CarriedExtent.Unbounded : CarriedExtent.Unbounded);
    }
}
