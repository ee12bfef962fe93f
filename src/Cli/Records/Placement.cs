using OmeNgff.Cli.Output;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Cli.Records;

/// <summary>How pixels of an array lie in space, a text per axis.</summary>
/// <param name="Scale">The factors; where there are none, the kind of the transformation.</param>
/// <param name="Translation">The offsets; empty texts where there are none.</param>
internal sealed record Placement(EquatableArray<string> Scale, EquatableArray<string> Translation)
{
    /// <summary>The texts of a transformation.</summary>
    public static Placement Of(CoordinateTransformation transformation, int rank) =>
        transformation.AsScaleAndTranslation(rank) is var (scale, translation)
            ? new Placement(
                scale.Select(Tables.Number).ToEquatableArray(), translation.Select(Tables.Number).ToEquatableArray())
            : new Placement(
                Enumerable.Repeat($"({transformation.Type})", rank).ToEquatableArray(),
                Enumerable.Repeat("", rank).ToEquatableArray());
}
