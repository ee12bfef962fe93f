using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests;

/// <summary>Random valid values.</summary>
internal static class Generators
{
    private static readonly Axis[] AllAxes =
    [
        new("t", "time", "second"), new("c", "channel"), new("z", "space", "micrometer"),
        new("y", "space", "micrometer") { Other = RawJson.Parse("""{"longName":"up"}""") }, new("x", "space"),
    ];

    private static readonly Gen<double> Factor = Gen.OneOf(
        Gen.Elements(0.1, 0.36039815346402084, 0.5, 1, 1.9999999, 2, 4, 1e-9),
        Gen.Choose(1, 1_000_000).Select(i => i / 997.0));

    private static readonly Gen<double> Offset = Gen.OneOf(
        Gen.Elements(0, -0.0, 0.5, -1.5, 1e-12), Gen.Choose(-1_000_000, 1_000_000).Select(i => i / 991.0));

    public static Gen<CoordinateTransformation> Transformation(int rank)
    {
        var scale = Factor.ArrayOf(rank).Select(CoordinateTransformation (f) => new ScaleTransformation([.. f]));
        var shift = Offset.ArrayOf(rank).Select(CoordinateTransformation (o) => new TranslationTransformation([.. o]));
        var sequence = scale.SelectMany(first => shift.Select(
            CoordinateTransformation (second) => new SequenceTransformation([first, second])));
        return Gen.OneOf(scale, shift, sequence, Gen.Constant<CoordinateTransformation>(new IdentityTransformation()));
    }

    public static Gen<Multiscale> Multiscale =>
        from skipped in Gen.Choose(0, 3)
        from levels in Transformation(5 - skipped).NonEmptyListOf()
        from further in Transformation(5 - skipped).ListOf()
        from name in Gen.Elements(null, "", "image", "\u00b5-image \"1\"")
        from type in Gen.Elements(null, "gaussian")
        from other in Gen.Elements(null, RawJson.Parse("""{"metadata":{"method":"mean","n":1.50}}"""))
        select new Multiscale
        {
            Name = name,
            Type = type,
            Axes = [.. AllAxes.Skip(skipped)],
            Levels = [.. levels.Select((level, index) => new MultiscaleLevel($"s{index}", level))],
            CoordinateTransformations = [.. further],
            Other = other,
        };
}
