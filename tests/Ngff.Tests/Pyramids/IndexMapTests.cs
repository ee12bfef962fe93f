using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Pyramids;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.Pyramids;

public class IndexMapTests
{
    private static readonly Gen<EquatableArray<Rational>> Point =
        PyramidGenerators.Small.ArrayOf(3).Select(values => values.ToEquatableArray());

    [Fact]
    public void A_map_and_its_inverse_cancel() =>
        Prop.ForAll(PyramidGenerators.Map.ToArbitrary(), Point.ToArbitrary(), (map, point) =>
            map.Inverse().Map(map.Map(point)) == point && map.Inverse().Inverse() == map &&
            map.Then(map.Inverse()) == new IndexMap([1, 1, 1], [0, 0, 0]) &&
            map.Inverse().IsIntegerAligned == map.IsIntegerAligned &&
            map.Inverse().CentresCoincide == map.CentresCoincide).QuickCheckThrowOnFailure();

    [Fact]
    public void A_composition_does_what_its_parts_do_and_is_associative() =>
        Prop.ForAll(PyramidGenerators.Map.Three().ToArbitrary(), Point.ToArbitrary(), (maps, point) =>
        {
            var (a, b, c) = maps;
            return a.Then(b).Map(point) == b.Map(a.Map(point)) && a.Then(b).Then(c) == a.Then(b.Then(c)) &&
                a.Then(b).Inverse() == b.Inverse().Then(a.Inverse());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Maps_between_levels_agree_with_their_transformations() =>
        Prop.ForAll(
            PyramidGenerators.Base.ToArbitrary(), PyramidGenerators.Derived.Two().ToArbitrary(), (@base, derived) =>
            {
                PyramidLevel[] levels =
                [
                    new(@base),
                    new(derived.Item1.TransformationFrom(@base, 3)),
                    new(derived.Item2.TransformationFrom(@base, 3)),
                ];
                var map = PyramidRecognition.Recognise(levels).MapBetween(1, 2)!;
                var (from, to) = (new double[3], new double[3]);
                levels[1].Transformation.ApplyTo([5, 7, 11], from);
                levels[2].Transformation.ApplyTo(map.Map([5, 7, 11]).Select(index => index.ToDouble()).ToArray(), to);
                var (scale, _) = @base.AsScaleAndTranslation(3)!.Value;
                return Enumerable.Range(0, 3).All(axis =>
                    Math.Abs(from[axis] - to[axis]) <= 1e-9 * Math.Abs(scale[axis]) * 1e4);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_cover_is_the_least_box_around_the_pixels() =>
        Prop.ForAll(
            PyramidGenerators.Map.ToArbitrary(),
            (from start in Gen.Choose(-500, 500) from size in Gen.Choose(1, 40) select (start, size)).ToArbitrary(),
            (map, box) =>
            {
                var cover = map.Cover(new IndexBox([box.start, 0, 0], [box.start + box.size, 1, 1]));
                var half = new Rational(1, 2);
                var low = map.Map([box.start - half, 0, 0])[0];
                var high = map.Map([box.start + box.size - half, 0, 0])[0];
                return cover.Min[0] - half <= low && cover.Min[0] + half > low &&
                    cover.Max[0] - half >= high && cover.Max[0] - 1 - half < high;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Binned_levels_cover_whole_pixels_and_strided_ones_share_centres()
    {
        var binned = Between(DerivedLevel.Binned([2, 3, 1]));
        var strided = Between(DerivedLevel.Strided([2, 3, 1]));
        var odd = Between(DerivedLevel.Binned([3, 3, 3]));

        Assert.Equal((true, false), (binned.IsIntegerAligned, binned.CentresCoincide));
        Assert.Equal((false, true), (strided.IsIntegerAligned, strided.CentresCoincide));
        Assert.Equal((true, true), (odd.IsIntegerAligned, odd.CentresCoincide));
        Assert.Equal(new IndexBox([4, 9, 5], [8, 12, 6]), binned.Cover(new IndexBox([2, 3, 5], [4, 4, 6])));
        Assert.Equal(new IndexBox([2, 3, 5], [4, 4, 6]), binned.Inverse().Cover(new IndexBox([4, 9, 5], [8, 12, 6])));
        Assert.Equal(new IndexBox([3, 8, 5], [8, 11, 6]), strided.Cover(new IndexBox([2, 3, 5], [4, 4, 6])));
        Assert.False(Between(DerivedLevel.Binned([new(3, 2), 1, 1])).IsIntegerAligned);
    }

    [Fact]
    public void What_cannot_be_mapped_is_refused()
    {
        var map = new IndexMap([2], [new(1, 2)]);

        Assert.Equal(map.Cover(new IndexBox([3], [3])), new IndexBox([6], [6]));
        Assert.Throws<ArgumentException>(() => map.Cover(new IndexBox([3], [2])));
        Assert.Throws<ArgumentException>(() => map.Map([1, 2]));
        Assert.Throws<ArgumentException>(() => map.Then(new IndexMap([1, 1], [0, 0])));
        Assert.Throws<ArgumentException>(() => new IndexMap([0], [0]));
        Assert.Throws<ArgumentException>(() => new IndexMap([1], []));
        Assert.Throws<OverflowException>(() => map.Cover(new IndexBox([0], [long.MaxValue])));
    }

    [Fact]
    public void There_is_no_map_where_an_offset_is_no_fraction_or_the_pyramid_is_continuous()
    {
        var first = new PyramidLevel(new ScaleTransformation([1]));
        var shifted = new PyramidLevel(
            new SequenceTransformation([new ScaleTransformation([2]), new TranslationTransformation([Math.PI])]));

        var pyramid = PyramidRecognition.Recognise([first, shifted]);
        var continuous = PyramidRecognition.Recognise([first, new PyramidLevel(new ScaleTransformation([Math.PI]))]);

        Assert.Equal(PyramidKind.Discrete, pyramid.Kind);
        Assert.Null(pyramid.Levels[1].Offsets[0]);
        Assert.Equal(Math.PI, pyramid.Levels[1].OffsetValues[0]);
        Assert.Null(pyramid.MapBetween(0, 1));
        Assert.Null(continuous.MapBetween(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => pyramid.MapBetween(0, 2));
    }

    private static IndexMap Between(DerivedLevel level)
    {
        var first = new ScaleTransformation([0.1, 0.3, 7]);
        return PyramidRecognition.Recognise(
            [new PyramidLevel(first), new PyramidLevel(level.TransformationFrom(first, 3))]).MapBetween(1, 0)!;
    }
}
