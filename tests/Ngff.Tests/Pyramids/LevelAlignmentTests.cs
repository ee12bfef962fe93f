using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Pyramids;
using OmeNgff.Ngff.Tests.Versions;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Tests.Pyramids;

public class LevelAlignmentTests
{
    private static readonly EquatableArray<Axis> Spatial =
        [new("z", "space", "micrometer"), new("y", "space", "micrometer"), new("x", "space", "micrometer")];

    [Fact]
    public void Binned_pyramids_have_no_fault() =>
        Prop.ForAll(
            PyramidGenerators.Base.ToArbitrary(),
            PyramidGenerators.Factor.ArrayOf(3).NonEmptyListOf().ToArbitrary(),
            (@base, factors) => LevelAlignment.Check(
                [new(@base), .. factors.Select(own => new PyramidLevel(
                    DerivedLevel.Binned([.. own]).TransformationFrom(@base, 3)))],
                Spatial).IsEmpty).QuickCheckThrowOnFailure();

    [Fact]
    public void Strided_pyramids_are_said_to_be_ambiguous_and_no_more() =>
        Prop.ForAll(
            PyramidGenerators.Base.ToArbitrary(),
            PyramidGenerators.Factor.ArrayOf(3).NonEmptyListOf().ToArbitrary(),
            (@base, factors) => LevelAlignment.Check(
                [new(@base), .. factors.Select(own => new PyramidLevel(
                    DerivedLevel.Strided([.. own]).TransformationFrom(@base, 3)))],
                Spatial).All(fault => fault.Kind == LevelFaultKind.HalfPixel)).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_proposed_has_no_fault() =>
        Prop.ForAll(
            PyramidGenerators.Base.ToArbitrary(),
            PyramidGenerators.Derived.NonEmptyListOf().ToArbitrary(),
            (@base, derived) =>
            {
                PyramidLevel[] levels =
                    [new(@base), .. derived.Select(level => new PyramidLevel(level.TransformationFrom(@base, 3)))];
                foreach (var fault in LevelAlignment.Check(levels, Spatial))
                {
                    levels[fault.Level] = new PyramidLevel(fault.Proposal!);
                }

                return LevelAlignment.Check(levels, Spatial).IsEmpty;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_translation_that_only_level_0_has_is_a_jump_of_all_others()
    {
        // The strict image of the 0.4 test suite, and saalfeldlab/n5-ij#128.
        var faults = LevelAlignment.Check(
            [new(Scaled([0.5, 0.13, 0.13], [0.5, 25.74, 0])), new(Scaled([1, 0.26, 0.26]))], Spatial);

        Assert.Equal(
            [(1, 0, LevelFaultKind.Misaligned), (1, 1, LevelFaultKind.Misaligned), (1, 2, LevelFaultKind.HalfPixel)],
            faults.Select(fault => (fault.Level, fault.Axis, fault.Kind)));
        Assert.Equal(Scaled([1, 0.26, 0.26], [0.75, 25.74 + 0.065, 0.065]), faults[0].Proposal);
        Assert.Contains("only level 0 is translated", faults[1].Message, StringComparison.Ordinal);
        Assert.Contains("-198 base pixels", faults[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stage_position_on_all_levels_is_no_jump()
    {
        var faults = LevelAlignment.Check(
            [
                new(Scaled([1, 1, 1], [5, 6, 7])),
                new(Scaled([1, 2, 2], [5, 6.5, 7.5])),
                new(Scaled([1, 4, 4], [5, 7.5, 8.5])),
            ],
            Spatial);

        Assert.Empty(faults);
    }

    [Fact]
    public void Levels_that_lack_the_translation_of_the_others_are_named()
    {
        var faults = LevelAlignment.Check(
            [
                new(Scaled([1, 1, 1])),
                new(Scaled([1, 1, 2], [0, 0, 0.5])),
                new(Scaled([1, 1, 4])),
                new(Scaled([1, 1, 8], [0, 0, 3])),
            ],
            Spatial);

        Assert.Equal(
            [(2, LevelFaultKind.Misaligned), (3, LevelFaultKind.Misaligned)],
            faults.Select(fault => (fault.Level, fault.Kind)));
        Assert.Equal(
            [Scaled([1, 1, 4], [0, 0, 1.5]), Scaled([1, 1, 8], [0, 0, 3.5])], faults.Select(fault => fault.Proposal));
    }

    [Fact]
    public void Deviations_below_a_thousandth_of_a_pixel_are_none()
    {
        Assert.Empty(LevelAlignment.Check([new(Scaled([1, 1, 1])), new(Scaled([1, 1, 2], [0, 0, 0.5009]))], Spatial));
        Assert.NotEmpty(LevelAlignment.Check([new(Scaled([1, 1, 1])), new(Scaled([1, 1, 2], [0, 0, 0.502]))], Spatial));
    }

    [Fact]
    public void Times_and_channels_may_be_thinned_out()
    {
        EquatableArray<Axis> axes = [new("t", "time", "second"), new("c", "channel"), new("x", "space")];

        Assert.Equal(
            [2],
            LevelAlignment.Check([new(Scaled([1, 1, 1])), new(Scaled([2, 2, 2]))], axes).Select(fault => fault.Axis));
    }

    [Fact]
    public void Crops_other_scans_and_corner_aligned_levels_are_let_be()
    {
        var crop = LevelAlignment.Check(
            [new(Scaled([1, 1, 1]), [9, 100, 100]), new(Scaled([1, 1, 2], [0, 0, 40]), [9, 100, 10])], Spatial);
        var scan = LevelAlignment.Check(
            [new(Scaled([1, 1, 1])), new(Scaled([1, Math.PI, Math.PI], [0, 3.3, 1]))], Spatial);
        var corners = LevelAlignment.Check(
            [new(Scaled([1, 1, 1]), [9, 100, 100]), new(Scaled([1, 1, 99 / 48.0]), [9, 100, 49])], Spatial);

        Assert.Equal([(2, LevelFaultKind.ShapeMismatch)], crop.Select(fault => (fault.Axis, fault.Kind)));
        Assert.Null(crop[0].Proposal);
        Assert.Empty(scan);
        Assert.Empty(corners);
    }

    [Theory]
    [InlineData(1351, 675, false)]
    [InlineData(1351, 676, false)]
    [InlineData(1351, 677, true)]
    [InlineData(1351, 674, true)]
    public void Sizes_may_differ_by_one_coarse_pixel(long size, long level, bool fault)
    {
        var faults = LevelAlignment.Check(
            [new(Scaled([1, 1, 0.3]), [5, 5, size]), new(Scaled([1, 1, 0.6], [0, 0, 0.15]), [5, 5, level])], Spatial);

        Assert.Equal(fault, faults.Any(found => found.Kind == LevelFaultKind.ShapeMismatch));
    }

    [Fact]
    public void Numbers_that_make_no_sense_are_left_to_others()
    {
        Assert.Empty(LevelAlignment.Check([], Spatial));
        Assert.Empty(LevelAlignment.Check([new(Scaled([0, double.NaN, 1])), new(Scaled([1, 1, double.NaN]))], Spatial));
        Assert.Throws<ArgumentException>(() => LevelAlignment.Check([new(Scaled([2]))], Spatial));
        Assert.Throws<ArgumentException>(() => LevelAlignment.Check([new(Scaled([1, 1, 1]), [1])], Spatial));
    }

    [Fact]
    public void Recorded_images_are_discrete_and_only_half_a_pixel_in_doubt()
    {
        foreach (var (folder, factors) in new[]
        {
            (Conformance.Idr04, new[] { "[1, 1, 1]", "[1, 2, 2]", "[1, 4, 4]", "[1, 8, 8]" }),
            (Conformance.Idr05, ["[1, 1, 1, 1]", "[1, 1, 2, 2]", "[1, 1, 4, 4]"]),
        })
        {
            var old = folder == Conformance.Idr04;
            var array = old ? ".zarray" : "zarr.json";
            var root = Conformance.Read($"{folder}/{(old ? ".zattrs" : "zarr.json")}");
            var multiscales = old
                ? root.Member("multiscales")!.Value
                : root.Member("attributes")!.Value.GetProperty("ome").GetProperty("multiscales");
            var multiscale = multiscales.EnumerateArray().First();
            var axes = multiscale.GetProperty("axes").Deserialize<EquatableArray<Axis>>();
            var levels = multiscale.GetProperty("datasets").EnumerateArray().Select(dataset => new PyramidLevel(
                new SequenceTransformation(dataset.GetProperty("coordinateTransformations")
                    .Deserialize<EquatableArray<CoordinateTransformation>>()),
                Conformance.Read($"{folder}/{dataset.GetProperty("path").GetString()}/{array}")
                    .Member("shape")!.Value.Deserialize<EquatableArray<long>>())).ToArray();

            var pyramid = PyramidRecognition.Recognise(levels);
            var faults = LevelAlignment.Check(levels, axes);

            Assert.Equal(factors, pyramid.Levels.Select(level => level.Factors.ToString()));
            Assert.Equal(
                (levels.Length - 1) * 2, faults.Count(fault => fault.Kind == LevelFaultKind.HalfPixel));
            Assert.All(faults, fault => Assert.Equal(LevelFaultKind.HalfPixel, fault.Kind));
        }
    }

    [Fact]
    public void Examples_of_the_specification_have_known_faults()
    {
        // Scale only.
        Assert.Equal(
            [LevelFaultKind.HalfPixel], Kinds("ngff-spec/0.5/examples/multiscales_strict/multiscales_example.json"));
        // Binned by the rules.
        Assert.Empty(Kinds("rfc5-examples/2d/basic/sequenceScaleTranslation_multiscale.zarr/zarr.json"));
        // Translated by half of the square root of 2: neither.
        Assert.Equal([LevelFaultKind.Misaligned], Kinds("rfc5-examples/2d/simple/affine_multiscale.zarr/zarr.json"));

        static IEnumerable<LevelFaultKind> Kinds(string path)
        {
            var attributes = SuiteCase.WithoutComments(path).Member("attributes")!.Value;
            var image = OmeReader.Read(3, new RawJson(attributes)).Group!.Multiscales[0];
            return LevelAlignment.Check(
                [.. image.Datasets.Select(dataset => new PyramidLevel(dataset.Transformation!))], image.Axes!.Value)
                .Select(fault => fault.Kind).Distinct();
        }
    }

    private static CoordinateTransformation Scaled(
        EquatableArray<double> scale, EquatableArray<double>? translation = null) =>
        TransformationComposition.FromScaleAndTranslation(
            scale, translation ?? scale.Select(_ => 0.0).ToEquatableArray());
}
