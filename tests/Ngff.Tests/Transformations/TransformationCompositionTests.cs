using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.Transformations;

public class TransformationCompositionTests
{
    private static readonly CoordinateTransformation[] Identities =
    [
        new IdentityTransformation(),
        new ScaleTransformation([1, 1, 1]),
        new TranslationTransformation([0, -0.0, 0]),
        new SequenceTransformation([new ScaleTransformation([1, 1, 1]), new TranslationTransformation([0, 0, 0])]),
    ];

    [Fact]
    public void Composing_with_an_identity_gives_the_other_untouched() =>
        Prop.ForAll(Generators.Transformation(3).ToArbitrary(), transformation => Identities.All(identity =>
            ReferenceEquals(transformation.Then(identity, 3), transformation) &&
            (transformation.IsIdentity() || ReferenceEquals(identity.Then(transformation, 3), transformation))))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_composition_does_what_its_parts_do_one_after_the_other() =>
        Prop.ForAll(
            Generators.Transformation(3).Two().ToArbitrary(),
            Gen.Choose(-1000, 1000).Select(i => i / 8.0).ArrayOf(3).ToArbitrary(),
            (pair, point) =>
            {
                var (first, next) = pair;
                var expected = new double[3];
                first.ApplyTo(point, expected);
                next.ApplyTo(expected, expected);
                var actual = new double[3];
                first.Then(next, 3).ApplyTo(point, actual);
                return expected.Zip(actual).All(both =>
                    Math.Abs(both.First - both.Second) <= 1e-9 * Math.Max(1, Math.Abs(both.First)));
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Compositions_take_the_simplest_form()
    {
        var scale = new ScaleTransformation([2, 3]);
        var shift = new TranslationTransformation([1, -1]);

        Assert.Equal(new ScaleTransformation([4, 9]), scale.Then(scale, 2));
        Assert.Equal(new TranslationTransformation([2, -2]), shift.Then(shift, 2));
        Assert.Equal(new SequenceTransformation([scale, shift]), scale.Then(shift, 2));
        Assert.Equal(
            new SequenceTransformation([scale, new TranslationTransformation([2, -3])]), shift.Then(scale, 2));
        Assert.IsType<IdentityTransformation>(
            shift.Then(new TranslationTransformation([-1, 1]), 2));
    }

    [Fact]
    public void The_sign_of_a_zero_is_kept()
    {
        var shift = new TranslationTransformation([-0.0, 1]);

        var (_, translation) = new SequenceTransformation([new ScaleTransformation([2, 2]), shift])
            .AsScaleAndTranslation(2)!.Value;

        Assert.True(double.IsNegative(translation[0]));
    }

    [Fact]
    public void A_composition_goes_from_the_first_input_to_the_last_output()
    {
        CoordinateSystemReference a = new("a"), b = new("b"), c = new("c");
        var first = new ScaleTransformation([2]) { Input = a, Output = b };

        var composed = first.Then(new TranslationTransformation([1]) { Input = b, Output = c }, 1);
        var renamed = first.Then(new IdentityTransformation { Input = b, Output = c }, 1);

        Assert.Equal((a, c), (composed.Input, composed.Output));
        Assert.Equal(new ScaleTransformation([2]) { Input = a, Output = c }, renamed);
    }

    [Fact]
    public void A_composition_out_of_range_is_refused()
    {
        var large = new ScaleTransformation([1e200]);
        var small = new ScaleTransformation([1e-200]);

        Assert.Equal("transformation-overflow", Assert.Throws<NgffException>(() => large.Then(large, 1)).Diagnostics[0].Rule);
        Assert.Throws<NgffException>(() => small.Then(small, 1));
    }

    [Fact]
    public void Ranks_must_fit()
    {
        var scale = new ScaleTransformation([2, 3]);

        Assert.Equal(2, new SequenceTransformation([new IdentityTransformation(), scale]).InputRank);
        Assert.Null(new IdentityTransformation().InputRank);
        Assert.Throws<ArgumentException>(() => scale.AsScaleAndTranslation(3));
        Assert.Throws<ArgumentException>(() => scale.ApplyTo([1, 2, 3], new double[3]));
        Assert.Throws<ArgumentException>(() => new IdentityTransformation().Then(scale, 3));
    }

    [Theory]
    [InlineData(2.0, 2, null)]
    [InlineData(2.0, 3, "transformation-rank-mismatch")]
    [InlineData(0.0, 2, "scale-zero")]
    [InlineData(-1.0, 2, "scale-negative")]
    [InlineData(double.NaN, 2, "transformation-not-finite")]
    [InlineData(double.PositiveInfinity, 2, "transformation-not-finite")]
    public void Parameters_are_checked_where_they_are(double factor, int axisCount, string? rule)
    {
        var sequence = new SequenceTransformation([new ScaleTransformation([1, factor])]);

        var faults = sequence.Validate(axisCount, "/t");

        Assert.Equal(rule, faults.IsEmpty ? null : faults[0].Rule);
        if (rule is not null)
        {
            var at = rule == "transformation-rank-mismatch" ? "" : "/1";
            Assert.Equal($"/t/transformations/0/scale{at}", faults[0].Pointer);
            Assert.Equal(rule != "scale-negative", faults[0].Refuses);
        }
    }
}
