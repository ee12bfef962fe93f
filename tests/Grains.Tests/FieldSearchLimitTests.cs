using System.Globalization;
using OmeNgff.Catalog.Records;
using OmeNgff.Catalog.Search;
using OmeNgff.Catalog.Spaces;
using OmeNgff.Client.Problems;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Spaces;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Silo.Transforms;
using OmeNgff.Tests.Support;
using OmeNgff.Zarr.Fields;

namespace OmeNgff.Grains.Tests;

/// <summary>How many images behind fields a search takes.</summary>
public sealed class FieldSearchLimitTests(GrainFixture silo) : IClassFixture<GrainFixture>
{
    private const int Limit = 5;

    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly EquatableArray<Axis> Axes =
        [new Axis("y", "space", "micrometer"), new Axis("x", "space", "micrometer")];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_more_images_behind_fields_than_are_looked_at_those_near_a_box_are_found(bool isDirect)
    {
        var prefix = isDirect ? "direct" : "behind";
        await Spaces(prefix);
        var field = Field($"{prefix}-field");
        var bounds = await silo.Service<FieldSurvey>().Read(field, None);
        if (!isDirect)
        {
            await Align($"{prefix}-warp", $"space:{prefix}-brain", $"space:{prefix}-atlas", field, bounds);
        }

        for (var number = 0; number < 4 * Limit; number++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number:00}");
            await silo.Register(id, 1);
            var place = new TranslationTransformation([500 * number, 0]);
            await (isDirect
                ? Align($"{id}-in", $"image:{id}", $"space:{prefix}-atlas", new SequenceTransformation([place, field]), bounds)
                : Align($"{id}-in", $"image:{id}", $"space:{prefix}-brain", place, null));
        }

        // Each image is 64 by 100, and displaced by 10 000 and up to 20 more.
        Assert.Equal([$"{prefix}-03"], await Found(prefix, [11530, 40], [11540, 41]));
        Assert.Equal([$"{prefix}-03", $"{prefix}-04"], await Found(prefix, [11530, 40], [12050, 41]));
        Assert.Empty(await Found(prefix, [11200, 40], [11300, 41]));
        Assert.Empty(await Found(prefix, [90000, 40], [91000, 41]));
        var refusal = await Assert.ThrowsAsync<ProblemException>(() => Found(prefix, [10000, 0], [20000, 100]));
        Assert.Equal("spatial-too-wide", Assert.Single(refusal.Problem.Errors).Rule);

        // Wherever they are, all are, and nobody has to look.
        var anywhere = await Search().Find($"space:{prefix}-atlas", [], null, null, null, Carry, None);
        Assert.Equal(
            [isDirect ? $"space:{prefix}-atlas" : $"space:{prefix}-brain"], anywhere.Spaces.Select(space => space.Space));
        Assert.Empty(anywhere.Images);
    }

    [Fact]
    public async Task Where_the_bounds_are_not_known_all_images_behind_the_field_are_looked_at()
    {
        await Spaces("unknown");
        await Align("unknown-warp", "space:unknown-brain", "space:unknown-atlas", Field("unknown-field"), null);
        for (var number = 0; number <= Limit; number++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"unknown-{number:00}");
            var isTooMany = number == Limit;
            await silo.Register(id, 1);
            await Align(
                $"{id}-in", $"image:{id}", "space:unknown-brain", new TranslationTransformation([500 * number, 0]), null);
            if (!isTooMany)
            {
                Assert.Equal(number == 0 ? [] : ["unknown-01"], await Found("unknown", [10530, 40], [10540, 41]));
            }
        }

        var refusal = await Assert.ThrowsAsync<ProblemException>(() => Found("unknown", [10530, 40], [10540, 41]));
        Assert.Equal("spatial-too-wide", Assert.Single(refusal.Problem.Errors).Rule);
    }

    private DisplacementsTransformation Field(string name) => new(FieldFile.Write(
        Path.Join(silo.Root, name), "displacement", [100, 3], 200, -100,
        place => [10_000 + (20 * Math.Sin(place[0])), 5 * Math.Cos(place[1])]));

    private async Task<IEnumerable<string>> Found(string prefix, double[] min, double[] max) =>
        (await Search().Find($"space:{prefix}-atlas", [], null, min, max, Carry, None)).Images;

    private SpatialSearch Search() => new(
        silo.Service<PathResolution>(), silo.Service<CurrentSpaces>(), silo.Service<LabelReader>(),
        silo.Service<CandidateReader>())
    {
        MaxImagesLookedAt = Limit,
    };

    private Task<Client.Transforms.TransformBox?> Carry(
        Ngff.Spaces.PathMap map, Client.Transforms.TransformBox box, CancellationToken cancellationToken) =>
        silo.Service<PathCarrier>().Carry(map, box, cancellationToken);

    private Task Spaces(string prefix) => Commit(
        RecordChange.Put(new SpaceRecord { Id = $"{prefix}-brain", Axes = Axes }, 0, "test"),
        RecordChange.Put(new SpaceRecord { Id = $"{prefix}-atlas", Axes = Axes }, 0, "test"));

    private Task Align(
        string id,
        string source,
        string target,
        CoordinateTransformation transformation,
        EquatableArray<FieldBounds>? bounds) => Commit(
            RecordChange.Put(
                new AlignmentRecord { Id = id, Source = source, Target = target, LastVersion = 1, DefaultVersion = 1 }, 0, "test"),
            RecordChange.Put(
                new AlignmentVersionRecord
                {
                    Id = AlignmentVersionRecord.IdOf(id, 1),
                    Alignment = id,
                    Number = 1,
                    Source = source,
                    Target = target,
                    CoordinateTransformation = transformation,
                    FieldBounds = bounds,
                    Status = AlignmentStatus.Published,
                },
                0,
                "test"));

    private Task Commit(params RecordChange[] changes) =>
        silo.Registration.Commit(new CommitRequest([.. changes], "tester"), None);
}
