using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Search;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Client.Transforms;
using OmeNgff.Grains.Spaces;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Spaces;
using OmeNgff.Silo.Transforms;

namespace OmeNgff.Grains.Tests;

/// <summary>What meets a box, by the index of placed extents and one by one, against the path of every image.</summary>
public sealed class SpatialSearchTests(GrainFixture silo) : IClassFixture<GrainFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly SpatialSearch _search = silo.Service<SpatialSearch>();

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    [InlineData(6, true)]
    [InlineData(7, true)]
    [InlineData(8, true)]
    [InlineData(9, true)]
    public async Task Exactly_those_images_meet_a_box_whose_paths_lead_into_it(int seed, bool hasFields)
    {
        var random = new Random(seed);
        var catalog = new RandomSpaces(
            silo, random, $"b{seed}-", hasFields ? new RandomFields(silo, random) : null);
        var past = await catalog.Make();
        var (compared, met) = (0, 0);
        for (var round = 0; round < (hasFields ? 3 : 6); round++)
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

        Assert.InRange(met, compared / (hasFields ? 200 : 50), compared * 9 / 10);

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
            if (await BrutePath.Find(silo, image, target, pins, asOf, random) is { } path)
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
                var around = paths.Values.SelectMany(path => path.Points).ToList() is { Count: > 0 } points
                    ? points[random.Next(points.Count)]
                    : axes.Select(_ => 0.0).ToArray();
                var size = Math.Pow(10, (random.NextDouble() * 4) - 3);
                min = [.. around.Select(at => at - (size * (1 + Math.Abs(at)) * ((random.NextDouble() * 1.5) - 0.3)))];
                max = [.. min.Zip(around, (edge, at) => edge + (size * (1 + Math.Abs(at)) * random.NextDouble()))];
            }

            var condition = await Find(target, pins, asOf, min, max);
            var found = catalog.Images.Where(image => condition.Images.Contains(image) || rows[image].Any(row =>
                (row.IsExact || condition.IsAnywhere) && !condition.Excluded.Contains(row.Alignment)
                && condition.Spaces.Any(space => space.Space == row.Space && condition.Meets(row, space)))).ToList();
            var expected = new List<string>();
            foreach (var image in catalog.Images)
            {
                if (paths.TryGetValue(image, out var path) && await path.Meets(axes, condition, Carry))
                {
                    expected.Add(image);
                }
            }

            Assert.True(expected.SequenceEqual(found),
                $"{target} pins {pins} asOf {asOf:O}: {string.Join(", ", expected)} by path, {string.Join(", ", found)} found; "
                + $"one by one {string.Join(", ", condition.Images)}; excluded {string.Join(", ", condition.Excluded)}; searched "
                + string.Join(", ", condition.Spaces.Select(space => space.Space)) + "; "
                + string.Join("\n", expected.Except(found).Concat(found.Except(expected)).Select(image => $"{image}: "
                    + string.Join(" ", paths.GetValueOrDefault(image)?.Path.Steps.Select(step => $"{step.From}-{step.Edge.Id}->{step.To}") ?? []))));

            // Whatever has a point there is found, whichever way that is looked at.
            Assert.Empty(paths.Where(pair => min is not null && pair.Value.HasPointIn(min, max!))
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
            Carry, None);

    private Task<TransformBox?> Carry(PathMap map, TransformBox box, CancellationToken cancellationToken) =>
        silo.Service<PathCarrier>().Carry(map, box, cancellationToken);
}
