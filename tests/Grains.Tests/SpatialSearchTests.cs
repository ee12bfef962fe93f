using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Spaces;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Spaces;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Spaces;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Grains.Tests;

/// <summary>What meets a box, by the index of placed extents and one by one, against the path of every image.</summary>
public sealed class SpatialSearchTests(GrainFixture silo) : IClassFixture<GrainFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly SpatialSearch _search = silo.Service<SpatialSearch>();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Exactly_those_images_meet_a_box_whose_paths_lead_into_it(int seed)
    {
        var random = new Random(seed);
        var catalog = new RandomSpaces(silo, random, $"b{seed}-");
        var past = await catalog.Make();
        var (compared, met) = (0, 0);
        for (var round = 0; round < 6; round++)
        {
            var rows = await catalog.Rows();
            foreach (var target in catalog.Targets())
            {
                EquatableArray<string> pins = round % 2 == 0 ? [] : await catalog.Pins();
                foreach (var time in (DateTimeOffset?[])[null, past])
                {
                    var (more, meeting) = await Compare(catalog, rows, target, Known(pins, time), time, random);
                    (compared, met) = (compared + more, met + meeting);
                }
            }

            await catalog.Change();
        }

        Assert.InRange(met, compared / 50, compared * 9 / 10);

        EquatableArray<string> Known(EquatableArray<string> pins, DateTimeOffset? time) => time is null
            ? pins
            : pins.Where(catalog.IsFirst).ToEquatableArray();
    }

    private async Task<(int Compared, int Met)> Compare(
        RandomSpaces catalog,
        IReadOnlyDictionary<string, List<PlacedExtent>> rows,
        string target,
        EquatableArray<string> pins,
        DateTimeOffset? asOf,
        Random random)
    {
        var paths = new Dictionary<string, BrutePath>(StringComparer.Ordinal);
        foreach (var image in catalog.Images)
        {
            if (await BrutePath.Find(silo, image, target, pins, asOf) is { } path)
            {
                paths.Add(image, path);
            }
        }

        var compared = 0;
        var met = 0;
        for (var round = 0; round < 8; round++)
        {
            var axes = await catalog.AxesOf(target);
            double[]? min = null, max = null;
            if (round > 0)
            {
                var around = paths.Count == 0
                    ? axes.Select(_ => 0.0).ToArray()
                    : paths.Values.ElementAt(random.Next(paths.Count)).Point(random);
                var size = Math.Pow(10, (random.NextDouble() * 4) - 3);
                min = [.. around.Select(at => at - (size * (1 + Math.Abs(at)) * ((random.NextDouble() * 1.5) - 0.3)))];
                max = [.. min.Zip(around, (edge, at) => edge + (size * (1 + Math.Abs(at)) * random.NextDouble()))];
            }

            var condition = await Find(target, pins, asOf, min, max);
            var found = catalog.Images.Where(image => condition.Images.Contains(image) || rows[image].Any(row =>
                !condition.Excluded.Contains(row.Alignment)
                && condition.Spaces.Any(space => space.Space == row.Space && condition.Meets(row, space)))).ToList();
            var expected = catalog.Images.Where(image =>
                paths.TryGetValue(image, out var path) && path.Meets(axes, condition)).ToList();
            Assert.True(expected.SequenceEqual(found),
                $"{target} pins {pins} asOf {asOf:O}: {string.Join(", ", expected)} by path, {string.Join(", ", found)} found; "
                + $"one by one {string.Join(", ", condition.Images)}; excluded {string.Join(", ", condition.Excluded)}; searched "
                + string.Join(", ", condition.Spaces.Select(space => space.Space)) + "; "
                + string.Join("\n", expected.Except(found).Concat(found.Except(expected)).Select(image => $"{image}: "
                    + string.Join(" ", paths.GetValueOrDefault(image)?.Path.Steps.Select(step => $"{step.From}-{step.Edge.Id}->{step.To}") ?? []))));

            // Whatever has a point there is found, whichever way that is looked at.
            Assert.Empty(paths.Where(pair => min is not null && pair.Value.HasPointIn(min, max!, random))
                .Select(pair => pair.Key).Except(found));
            (compared, met) = (compared + catalog.Images.Count, met + found.Count);
        }

        return (compared, met);
    }

    [Fact]
    public async Task What_cannot_be_asked_for_is_refused()
    {
        await silo.Registration.Commit(
            new CommitRequest(
                [RecordChange.Put(new SpaceRecord { Id = "refused", Axes = [new("y", "space", "micrometer"), new("x")] }, 0, "test")],
                "tester"),
            None);
        await Refused("space-unknown", "/space", () => Find("space:nowhere", [], null, null, null));
        await Refused("space-reference-invalid", "/space", () => Find("nowhere", [], null, null, null));
        await Refused("bbox-rank", "/bbox", () => Find("space:refused", [], null, [1], [2]));
        await Refused("bbox-empty", "/bbox", () => Find("space:refused", [], null, [1, 2], [2, 1]));
        await Refused("bbox-not-finite", "/bbox", () => Find("space:refused", [], null, [1, double.NaN], [2, 2]));
        await Refused("pin-invalid", "/pins/0", () => Find("space:refused", ["a"], null, null, null));
        await Refused("alignment-version-unknown", "/pins/0", () => Find("space:refused", ["a@7"], null, null, null));

        static async Task Refused(string rule, string pointer, Func<Task> ask)
        {
            var error = Assert.Single((await Assert.ThrowsAsync<ProblemException>(ask)).Problem.Errors);
            Assert.Equal((rule, pointer), (error.Rule, error.Pointer));
        }
    }

    private Task<SpatialCondition> Find(
        string target, EquatableArray<string> pins, DateTimeOffset? asOf, double[]? min, double[]? max) => _search.Find(
            target, pins, asOf, min is null ? (ReadOnlyMemory<double>?)null : min, max is null ? (ReadOnlyMemory<double>?)null : max,
            (_, _, _) => throw new InvalidOperationException("There are no fields here."), None);

    /// <summary>The path of one image, taken literally.</summary>
    private sealed record BrutePath(SpacePath Path, List<MapStep> Steps, PlacedImage Image, PathMap Map)
    {
        internal static async Task<BrutePath?> Find(
            GrainFixture silo, string image, string target, EquatableArray<string> pins, DateTimeOffset? asOf)
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

                return new BrutePath(found.Path, steps, found.FromImage!, found.Map);
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

        /// <summary>A point of the extent in the target.</summary>
        internal double[] Point(Random random)
        {
            var point = Image.Extent.Min.Zip(
                Image.Extent.Max, (min, max) => min + (random.NextDouble() * (max - min))).ToArray();
            var result = new double[Map.ToAxes.Count];
            Map.Whole!.ApplyTo(point, result);
            return result;
        }

        internal bool HasPointIn(double[] min, double[] max, Random random) => Enumerable.Range(0, 20).Any(_ =>
        {
            var point = Point(random);
            return point.Zip(min.Zip(max)).All(axis => axis.First >= axis.Second.First && axis.First <= axis.Second.Second);
        });

        /// <summary>True when neither an axis of the target tells the extent and the box apart, nor one of the space that the
        /// first alignment leads to.</summary>
        internal bool Meets(EquatableArray<Axis> axes, SpatialCondition box)
        {
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
}
