using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.Images;

public class ConsolidationTests
{
    private static readonly EquatableArray<Axis> Axes = [new("y", "space", "micrometer"), new("x", "space", "micrometer")];

    [Fact]
    public void Consolidating_what_was_distributed_gives_it_back() =>
        Prop.ForAll(Generators.Multiscale.ToArbitrary(), multiscale =>
        {
            var (group, arrays) = Consolidation.Distribute(multiscale);
            var back = Consolidation.Consolidate(group, arrays);
            return back == multiscale && Bits(back).SequenceEqual(Bits(multiscale));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_level_is_the_references_transformation_after_the_arrays_own() =>
        Prop.ForAll(
            Generators.Multiscale.ToArbitrary(), Generators.Transformation(2).ToArbitrary(), (multiscale, further) =>
            {
                var own = multiscale.Levels[0].Transformation;
                var rank = multiscale.Axes.Count;
                if (rank != 2)
                {
                    return true;
                }

                var group = new ImageGroup { Levels = [new LevelReference("0", further)] };
                var level = Consolidation.Consolidate(group, [new SpatialMetadata(multiscale.Axes, own)]).Levels[0];
                return level.Transformation == own.Then(further, rank);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Other_units_are_converted_to_those_of_the_first_level()
    {
        EquatableArray<Axis> nanometers = [new("y", "space", "nanometer"), new("x", "space", "micrometer")];
        var group = new ImageGroup { Levels = [new LevelReference("0"), new LevelReference("1")] };
        var shift = new SequenceTransformation(
            [new ScaleTransformation([720, 0.72]), new TranslationTransformation([180, 0.18])]);

        var multiscale = Consolidation.Consolidate(
            group,
            [new SpatialMetadata(Axes, new ScaleTransformation([0.36, 0.36])), new SpatialMetadata(nanometers, shift)]);

        Assert.Equal(Axes, multiscale.Axes);
        Assert.Equal(
            new SequenceTransformation(
                [new ScaleTransformation([0.72, 0.72]), new TranslationTransformation([0.18, 0.18])]),
            multiscale.Levels[1].Transformation);
    }

    [Theory]
    [InlineData("x", "space", "micrometer", "/levels/1/axes/0")]
    [InlineData("y", "channel", "micrometer", "/levels/1/axes/0")]
    [InlineData("y", null, "micrometer", "/levels/1/axes/0")]
    [InlineData("y", "space", "second", "/levels/1/axes/0/unit")]
    [InlineData("y", "space", "pixel", "/levels/1/axes/0/unit")]
    [InlineData("y", "space", null, "/levels/1/axes/0/unit")]
    public void Axes_that_disagree_are_refused(string name, string? type, string? unit, string pointer)
    {
        var group = new ImageGroup { Levels = [new LevelReference("0"), new LevelReference("1")] };
        var scale = new ScaleTransformation([1, 1]);
        EquatableArray<Axis> other = [new(name, type, unit), Axes[1]];

        var refusal = Assert.Throws<NgffException>(() => Consolidation.Consolidate(
            group, [new SpatialMetadata(Axes, scale), new SpatialMetadata(other, scale)]));

        Assert.Equal(("axes-disagree", pointer), (refusal.Diagnostics[0].Rule, refusal.Diagnostics[0].Pointer));
    }

    [Fact]
    public void Transformations_that_do_not_fit_the_axes_and_images_without_levels_are_refused()
    {
        var group = new ImageGroup { Levels = [new LevelReference("0", new ScaleTransformation([0, 1]))] };

        var refusal = Assert.Throws<NgffException>(() =>
            Consolidation.Consolidate(group, [new SpatialMetadata(Axes, new ScaleTransformation([1, 1, 1]))]));

        Assert.Equal(["transformation-rank-mismatch", "scale-zero"], refusal.Diagnostics.Select(d => d.Rule));
        Assert.Throws<NgffException>(() => Consolidation.Consolidate(new ImageGroup(), []));
        Assert.Throws<ArgumentException>(() => Consolidation.Consolidate(group, []));
    }

    [Fact]
    public void An_extent_reaches_over_the_edges_of_the_pixels_of_all_levels()
    {
        var group = new ImageGroup
        {
            Levels = [new LevelReference("0"), new LevelReference("1")],
            CoordinateTransformations = [new ScaleTransformation([10, 1])],
        };

        var extent = Extent.Of(
            group,
            [
                (new SpatialMetadata(Axes, new ScaleTransformation([0.5, 1])), [10, 7]),
                (new SpatialMetadata(Axes, new ScaleTransformation([1, 2])), [5, 4]),
            ]);

        Assert.Equal(new Extent([-5, -1], [47.5, 7]), extent);
    }

    private static IEnumerable<long> Bits(Multiscale multiscale) =>
        multiscale.Levels.Select(level => level.Transformation).SelectMany(Bits);

    private static IEnumerable<long> Bits(CoordinateTransformation transformation) => transformation switch
    {
        ScaleTransformation scale => scale.Scale.Select(BitConverter.DoubleToInt64Bits),
        TranslationTransformation shift => shift.Translation.Select(BitConverter.DoubleToInt64Bits),
        SequenceTransformation sequence => sequence.Transformations.SelectMany(Bits),
        _ => [],
    };
}
