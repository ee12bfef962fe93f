using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Pyramids;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.Pyramids;

public class PyramidRecognitionTests
{
    private static readonly Arbitrary<CoordinateTransformation> Bases = PyramidGenerators.Base.ToArbitrary();

    [Fact]
    public void The_factors_of_a_derived_pyramid_are_found() =>
        Prop.ForAll(Bases, PyramidGenerators.Derived.NonEmptyListOf().ToArbitrary(), (@base, derived) =>
        {
            var pyramid = Recognise(@base, derived);
            return Found(pyramid, derived) &&
                pyramid.Levels.All(level =>
                    level.Residual == 0 && level.Bases.All(basis => basis == FactorBasis.Exact));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Factors_survive_any_correction_of_the_base() =>
        Prop.ForAll(Bases, Bases, PyramidGenerators.Derived.NonEmptyListOf().ToArbitrary(), (before, after, derived) =>
            Recognise(before, derived).Levels.Select(Places)
                .SequenceEqual(Recognise(after, derived).Levels.Select(Places))).QuickCheckThrowOnFailure();

    [Fact]
    public void Noise_in_the_last_bits_does_not_matter() =>
        Prop.ForAll(
            Bases,
            PyramidGenerators.Derived.NonEmptyListOf().ToArbitrary(),
            Gen.Choose(-3, 3).ArrayOf(64).ToArbitrary(),
            (@base, derived, steps) =>
            {
                var next = 0;
                return Found(
                    Recognise(@base, derived, value => value == 0
                        ? 0
                        : BitConverter.Int64BitsToDouble(
                            BitConverter.DoubleToInt64Bits(value) + steps[next++ % steps.Length])),
                    derived);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Eight_digits_are_enough_for_the_factors() =>
        Prop.ForAll(Bases, PyramidGenerators.Derived.NonEmptyListOf().ToArbitrary(), (@base, derived) =>
        {
            var pyramid = Recognise(@base, derived, value => double.Parse(
                value.ToString("G8", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
            return pyramid.Levels.Skip(1).Select(level => level.Factors).SequenceEqual(derived.Select(d => d.Factors));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_ratio_counts_exactly_where_a_small_fraction_is_near() =>
        Prop.ForAll(
            PyramidGenerators.Scale.ToArbitrary(),
            Gen.Choose(1, int.MaxValue).Select(i => i / 9_999_991.0).ToArbitrary(),
            (scale, ratio) =>
            {
                var actual = scale * ratio / scale;
                var near = Enumerable.Range(1, 64).Any(denominator =>
                    Math.Abs(actual - (Math.Round(actual * denominator) / denominator)) <= 1e-6 * actual &&
                    1e-6 * actual * denominator * denominator <= 0.01);
                var pyramid = Recognise1([scale], [scale * ratio]);
                return (pyramid.Kind == PyramidKind.Discrete) == near;
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1.9999999, "2", FactorBasis.Rounded)]
    [InlineData(31.999999999999996, "32", FactorBasis.Rounded)]
    [InlineData(32, "32", FactorBasis.Exact)]
    [InlineData(1.5, "3/2", FactorBasis.Exact)]
    [InlineData(8192.001, "8192", FactorBasis.Rounded)]
    public void Rounding_noise_is_told_from_exact_factors(double scale, string factor, FactorBasis basis)
    {
        var level = Recognise1([1], [scale]).Levels[1];

        Assert.Equal((Rational.Parse(factor, null), basis), (level.Factors[0], level.Bases[0]));
        Assert.Equal(basis == FactorBasis.Exact, level.Residual == 0);
    }

    [Theory]
    [InlineData(Math.PI)]
    [InlineData(1.41421356)]
    [InlineData(2.001)]
    [InlineData(1351 / 675.0)]
    [InlineData(0)]
    [InlineData(-2)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.Epsilon)]
    [InlineData(1e300)]
    public void Other_ratios_make_a_continuous_pyramid(double scale)
    {
        var pyramid = Recognise1([1, 1], [2, scale]);

        Assert.Equal(PyramidKind.Continuous, pyramid.Kind);
        Assert.Empty(pyramid.Levels);
        Assert.Equal(1e-6, pyramid.Tolerance);
    }

    [Fact]
    public void One_level_is_discrete_and_ranks_may_be_open()
    {
        var shifted = new TranslationTransformation([0.3, -7]);
        var identity = new PyramidLevel(new IdentityTransformation());

        Assert.Equal(PyramidKind.Discrete, PyramidRecognition.Recognise([new PyramidLevel(shifted)]).Kind);
        Assert.Equal(PyramidKind.Discrete, PyramidRecognition.Recognise([identity, identity]).Kind);
        Assert.Equal(
            [2, 3], PyramidRecognition.Recognise([identity, new(new ScaleTransformation([2, 3]))]).Levels[1].Factors);
        Assert.Equal(PyramidKind.Continuous, Recognise1([1], [2, 2]).Kind);
        Assert.Equal([2], Recognise1([-1], [-2]).Levels[1].Factors);
        Assert.Throws<ArgumentException>(() => PyramidRecognition.Recognise([]));
    }

    [Theory]
    [InlineData(1351, 2, 2, 2)]
    [InlineData(271, 2, 2, 2, 2, 2)]
    [InlineData(1000, 3, 3, 3)]
    [InlineData(100_003, 2, 3, 4)]
    [InlineData(494, 4, 4)]
    public void The_factor_behind_odd_sizes_is_found(long size, params int[] steps)
    {
        foreach (var up in (bool[])[false, true])
        {
            var sizes = new List<long> { size };
            var expected = new List<Rational> { 1 };
            foreach (var step in steps)
            {
                sizes.Add((sizes[^1] + (up ? step - 1 : 0)) / step);
                expected.Add(expected[^1] * step);
            }

            var levels = sizes.Select(own => new PyramidLevel(
                new ScaleTransformation([0.36 * (size / (double)own)]), [own])).ToArray();

            var pyramid = PyramidRecognition.Recognise(levels);

            Assert.Equal(expected, pyramid.Levels.Select(level => level.Factors[0]));
            Assert.Contains(pyramid.Levels, level => level.Bases[0] == FactorBasis.OddSize && level.Residual > 1e-6);
        }
    }

    [Fact]
    public void Sizes_do_not_matter_where_the_scale_is_no_ratio_of_sizes()
    {
        var first = new PyramidLevel(new ScaleTransformation([1]), [1351]);

        Assert.Equal(
            PyramidKind.Continuous,
            PyramidRecognition.Recognise([first, new(new ScaleTransformation([1351 / 675.0]), [676])]).Kind);
        Assert.Equal(
            new Rational(3, 2),
            PyramidRecognition.Recognise(
                [new(new ScaleTransformation([1]), [3]), new(new ScaleTransformation([1.5]), [2])])
                .Levels[1].Factors[0]);
        Assert.Equal(
            FactorBasis.Exact,
            PyramidRecognition.Recognise([first, new(new ScaleTransformation([2]), [675])]).Levels[1].Bases[0]);
    }

    [Fact]
    public void Factors_of_different_axes_are_searched_together()
    {
        var pyramid = PyramidRecognition.Recognise(
        [
            new(new ScaleTransformation([1, 0.1, 0.1])), new(new ScaleTransformation([1, 0.2, 0.2])),
            new(new ScaleTransformation([1, 0.30000000000000004, 0.3])),
            new(new ScaleTransformation([1, 0.4, 0.4000001])),
        ]);

        Assert.Equal([new LevelMatch(1, true)], pyramid.LevelsWithFactors([1, 2, 2]));
        Assert.Equal([2], pyramid.LevelsWithFactors([1, 3, 3]).Select(match => match.Level));
        Assert.Equal([new LevelMatch(3, false)], pyramid.LevelsWithFactors([1, 4, 4]));
        Assert.Empty(pyramid.LevelsWithFactors([2, 2]));
        Assert.Empty(pyramid.LevelsWithFactors([1, 8, 8]));
    }

    private static (EquatableArray<Rational>, EquatableArray<Rational?>) Places(LevelFactors level) =>
        (level.Factors, level.Offsets);

    private static bool Found(Pyramid pyramid, IReadOnlyList<DerivedLevel> derived) =>
        pyramid.Kind == PyramidKind.Discrete &&
        pyramid.Levels.Skip(1).Select(level => level.Factors).SequenceEqual(derived.Select(level => level.Factors)) &&
        pyramid.Levels.Skip(1).Select(level => level.Offsets)
            .SequenceEqual(derived.Select(level => level.Offset.Select(o => (Rational?)o).ToEquatableArray()));

    private static Pyramid Recognise1(EquatableArray<double> first, EquatableArray<double> second) =>
        PyramidRecognition.Recognise([new(new ScaleTransformation(first)), new(new ScaleTransformation(second))]);

    private static Pyramid Recognise(
        CoordinateTransformation @base, IReadOnlyList<DerivedLevel> derived, Func<double, double>? disturb = null) =>
        PyramidRecognition.Recognise(
            [.. derived.Select(level => level.TransformationFrom(@base, 3)).Prepend(@base).Select(level =>
            {
                var (scale, shift) = level.AsScaleAndTranslation(3)!.Value;
                disturb ??= value => value;
                return new PyramidLevel(TransformationComposition.FromScaleAndTranslation(
                    scale.Select(disturb).ToEquatableArray(), shift.Select(disturb).ToEquatableArray()));
            })]);
}
