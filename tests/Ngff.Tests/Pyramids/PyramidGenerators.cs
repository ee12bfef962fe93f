using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Pyramids;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.Pyramids;

/// <summary>Random fractions and levels.</summary>
internal static class PyramidGenerators
{
    /// <summary>Any 64-bit integer, the extreme ones often.</summary>
    public static Gen<long> Long { get; } = Gen.OneOf(
        Gen.Elements(0, 1, -1, 2, long.MaxValue, long.MinValue, long.MinValue + 1, 1L << 53, (1L << 53) + 1),
        Gen.Choose(-100, 100).Select(i => (long)i),
        Bits.Two().Select(pair => pair.Item1 >> (int)(pair.Item2 & 63)));

    /// <summary>Any fraction.</summary>
    public static Gen<Rational> Any { get; } =
        from numerator in Long
        from denominator in Long.Where(i => i is not 0 and not long.MinValue)
        select new Rational(Math.Max(numerator, -long.MaxValue), denominator);

    /// <summary>A fraction of small numbers.</summary>
    public static Gen<Rational> Small { get; } =
        from numerator in Gen.Choose(-1000, 1000)
        from denominator in Gen.Choose(1, 64)
        select new Rational(numerator, denominator);

    /// <summary>A factor of a pyramid, whole ones more often.</summary>
    public static Gen<Rational> Factor { get; } = Gen.OneOf(
        Gen.Elements(1, 2, 3, 4, 8, 16, 32, 1024).Select(i => (Rational)i),
        from numerator in Gen.Choose(1, 150)
        from denominator in Gen.Choose(1, 64)
        select new Rational(numerator, denominator));

    /// <summary>Any finite double but 0, of both signs and all sizes.</summary>
    public static Gen<double> Double { get; } = Gen.OneOf(
        Bits.Select(BitConverter.Int64BitsToDouble).Where(value => double.IsFinite(value) && value != 0),
        Gen.Choose(1, 1_000_000).Select(i => i / 997.0));

    /// <summary>A base scale, negative ones too.</summary>
    public static Gen<double> Scale { get; } = Gen.OneOf(
        Gen.Elements(1, 0.1, 0.36039815346402084, 8e-9, -0.5, 1.9999999, 4),
        Gen.Choose(1, 1_000_000).Select(i => i / 997.0));

    /// <summary>A base transformation of three axes.</summary>
    public static Gen<CoordinateTransformation> Base { get; } =
        from scale in Scale.ArrayOf(3)
        from shift in Gen.OneOf(Gen.Constant(0.0), Gen.Choose(-10_000, 10_000).Select(i => i / 991.0)).ArrayOf(3)
        select TransformationComposition.FromScaleAndTranslation([.. scale], [.. shift.Zip(scale, (o, s) => o * s)]);

    /// <summary>A derived level of three axes: binned, strided, or somewhere on a grid of small fractions.</summary>
    public static Gen<DerivedLevel> Derived { get; } =
        from factors in Factor.ArrayOf(3)
        from offsets in (from n in Gen.Choose(-50, 50) from d in Gen.Choose(1, 8) select new Rational(n, d)).ArrayOf(3)
        from kind in Gen.Choose(0, 2)
        select kind switch
        {
            0 => DerivedLevel.Binned([.. factors]),
            1 => DerivedLevel.Strided([.. factors]),
            _ => new DerivedLevel([.. factors], [.. offsets]),
        };

    /// <summary>An index map of three axes with small numbers.</summary>
    public static Gen<IndexMap> Map { get; } = Derived.Select(level => new IndexMap(level.Factors, level.Offset));

    private static Gen<long> Bits =>
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        select ((long)high << 32) ^ (uint)low;
}
