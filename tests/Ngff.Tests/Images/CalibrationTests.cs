using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Tests.Pyramids;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.Images;

public class CalibrationTests
{
    private static readonly double[] Point = [2, 5, 9];

    private static readonly Gen<Calibration> Calibrations =
        from old in Gen.Choose(1, 10_000).Three()
        from right in Gen.Choose(1, 10_000).Three()
        select new Calibration(Sizes(old), Sizes(right));

    private static readonly Gen<CoordinateTransformation> Affine =
        from cells in Gen.Choose(-1000, 1000).ArrayOf(12)
        select (CoordinateTransformation)new AffineTransformation(
            new Matrix(3, 4, [.. cells.Select(cell => cell / 64.0)]));

    [Fact]
    public void Every_physical_coordinate_is_multiplied_by_the_ratio_of_the_sizes() =>
        Prop.ForAll(
            PyramidGenerators.Base.Or(Affine).ToArbitrary(), Calibrations.ToArbitrary(), (transformation, calibration) =>
                AreNear(
                    Apply(transformation, Point).Select((value, axis) =>
                        value * calibration.New[axis] / calibration.Old[axis]).ToArray(),
                    Apply(calibration.Correct(transformation), Point)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_further_transformation_of_a_level_is_carried_along() =>
        Prop.ForAll(
            PyramidGenerators.Base.ToArbitrary(),
            PyramidGenerators.Base.Or(Affine).ToArbitrary(),
            Calibrations.ToArbitrary(),
            (own, further, calibration) => AreNear(
                Apply(calibration.Correct(own.Then(further, 3)), Point),
                Apply(calibration.Conjugate(further), Apply(calibration.Correct(own), Point))))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Levels_at_exact_factors_of_the_old_size_are_at_the_same_factors_of_the_new_one() =>
        Prop.ForAll(
            PyramidGenerators.Derived.ToArbitrary(), Calibrations.ToArbitrary(), (level, calibration) =>
            {
                var before = level.TransformationFrom(new ScaleTransformation(calibration.Old), 3);
                var expected = level.TransformationFrom(new ScaleTransformation(calibration.New), 3);
                return calibration.Correct(before).AsScaleAndTranslation(3)!.Value.Scale
                    == expected.AsScaleAndTranslation(3)!.Value.Scale;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_axis_that_is_not_corrected_keeps_its_bits()
    {
        var calibration = new Calibration([0.1, 0.36], [0.1, 0.325]);
        var level = TransformationComposition.FromScaleAndTranslation(
            [0.30000000000000004, 0.72], [0.1 + 0.2, 0.18]);

        var (scale, translation) = calibration.Correct(level).AsScaleAndTranslation(2)!.Value;

        Assert.Equal([0.30000000000000004, 0.65], scale);
        Assert.Equal(0.1 + 0.2, translation[0]);
        Assert.Equal(0.18 / 0.36 * 0.325, translation[1], 1e-16);
    }

    private static EquatableArray<double> Sizes((int, int, int) sizes) =>
        [sizes.Item1 / 1000.0, sizes.Item2 / 1000.0, sizes.Item3 / 1000.0];

    private static double[] Apply(CoordinateTransformation transformation, double[] point)
    {
        var result = new double[3];
        transformation.ApplyTo(point, result);
        return result;
    }

    private static bool AreNear(double[] one, double[] other) => one.Zip(other).All(both =>
        Math.Abs(both.First - both.Second) <= 1e-9 * Math.Max(1e3, Math.Abs(both.First)));
}
