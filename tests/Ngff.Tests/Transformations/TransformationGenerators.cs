using FsCheck;
using FsCheck.Fluent;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Tests.Transformations;

/// <summary>Random transformations of all types that need no array.</summary>
internal static class TransformationGenerators
{
    private static readonly Gen<double> Number = Gen.Choose(-4000, 4000).Select(i => i / 256.0);

    private static readonly Gen<double> Factor = Gen.Choose(1, 4000).SelectMany(i => Gen.Elements(i / 256.0, -i / 256.0));

    /// <summary>A point with this many coordinates.</summary>
    public static Gen<double[]> Point(int rank) => Number.ArrayOf(rank);

    /// <summary>A transformation that has an inverse in closed form.</summary>
    public static Gen<CoordinateTransformation> Invertible(int rank, int depth = 2)
    {
        var simple = Gen.OneOf(
            Gen.Constant<CoordinateTransformation>(new IdentityTransformation()),
            Factor.ArrayOf(rank).Select(CoordinateTransformation (numbers) => new ScaleTransformation([.. numbers])),
            Number.ArrayOf(rank).Select(CoordinateTransformation (numbers) => new TranslationTransformation([.. numbers])),
            Permutation(rank).Select(CoordinateTransformation (order) => new MapAxisTransformation([.. order])),
            rank > 1 ? Rotation(rank) : Affine(rank),
            Affine(rank));
        if (depth == 0)
        {
            return simple;
        }

        var inner = Invertible(rank, depth - 1);
        return Gen.OneOf(
            simple,
            inner.NonEmptyListOf().Select(CoordinateTransformation (parts) => new SequenceTransformation([.. parts.Take(4)])),
            rank > 1 ? ByDimension(rank, depth - 1) : simple,
            inner.Where(forward => forward.TryInvert(out _)).Select(CoordinateTransformation (forward) =>
                new BijectionTransformation(forward, forward.TryInvert(out var inverse) ? inverse : forward)));
    }

    /// <summary>A transformation to any number of axes.</summary>
    public static Gen<(CoordinateTransformation Transformation, int OutputRank)> Any(int rank) => Gen.OneOf(
        Invertible(rank).Select(transformation => (transformation, rank)),
        Gen.Choose(1, 4).SelectMany(rows => Number.ArrayOf(rows * (rank + 1)).Select(numbers =>
            ((CoordinateTransformation)new AffineTransformation(new Matrix(rows, rank + 1, [.. numbers])), rows))),
        Gen.Choose(0, rank - 1).Select(axis =>
            ((CoordinateTransformation)new ProjectAxisTransformation([axis], [0, rank]), rank + 1)));

    /// <summary>A chain of transformations, each taking what the one before gives.</summary>
    public static Gen<EquatableArray<CoordinateTransformation>> Chain(int rank, int length) => length == 0
        ? Gen.Constant<EquatableArray<CoordinateTransformation>>([])
        : Any(rank).SelectMany(first => Chain(first.OutputRank, length - 1).Select(
            rest => (EquatableArray<CoordinateTransformation>)[first.Transformation, .. rest]));

    private static Gen<int[]> Permutation(int rank) => Gen.Shuffle(Enumerable.Range(0, rank));

    // Turns two axes by a whole number of degrees.
    private static Gen<CoordinateTransformation> Rotation(int rank) =>
        Gen.Choose(0, 359).SelectMany(degrees => Gen.Choose(0, rank - 2).Select(CoordinateTransformation (axis) =>
        {
            var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
            return new RotationTransformation(Matrix.Create(rank, rank, (row, column) =>
                (row == axis || row == axis + 1) && (column == axis || column == axis + 1)
                    ? row == column ? cosine : row < column ? -sine : sine
                    : row == column ? 1 : 0));
        }));

    // Strong on the diagonal, and so never singular.
    private static Gen<CoordinateTransformation> Affine(int rank) =>
        Number.ArrayOf(rank * (rank + 1)).Select(CoordinateTransformation (numbers) =>
            new AffineTransformation(Matrix.Create(rank, rank + 1, (row, column) =>
                row == column ? 20 * rank : numbers[(row * (rank + 1)) + column])));

    private static Gen<CoordinateTransformation> ByDimension(int rank, int depth) =>
        Permutation(rank).SelectMany(inputs => Permutation(rank).SelectMany(outputs => Gen.Choose(1, rank - 1).SelectMany(split =>
            Part(split, depth).SelectMany(first => Part(rank - split, depth).Select(
                CoordinateTransformation (second) => new ByDimensionTransformation(
                [
                    new DimensionsTransformation(first, [.. inputs[..split]], [.. outputs[..split]]),
                    new DimensionsTransformation(second, [.. inputs[split..]], [.. outputs[split..]]),
                ]))))));

    private static Gen<CoordinateTransformation> Part(int rank, int depth) => rank > 1
        ? Invertible(rank, depth)
        : Factor.Select(CoordinateTransformation (factor) => new ScaleTransformation([factor]));
}
