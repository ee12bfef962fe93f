using OmeNgff.Ngff;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Fields;

/// <summary>Reads matrices that lie in Zarr arrays (0.6, "affine" and "rotation").</summary>
/// <param name="stores">Opens their stores, where that is allowed; stays the caller's.</param>
/// <param name="limits">Bounds on them.</param>
public sealed class ArrayParameters(StoreFactory stores, FieldLimits limits)
{
    /// <summary>The same transformation with all its matrices in it; itself where they are there already.</summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="NgffException"><c>field-path-relative</c>; the pointer leads into the transformation.</exception>
    /// <exception cref="StoreException">
    /// An array cannot be read, or is no such matrix (<c>matrix-invalid</c>: two dimensions, at most
    /// <see cref="FieldLimits.MaxMatrixLength"/> axes, finite numbers, a rotation square).
    /// </exception>
    public async Task<CoordinateTransformation> Inline(CoordinateTransformation transformation, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        return await Inline(transformation, "", ct);
    }

    private async Task<CoordinateTransformation> Inline(
        CoordinateTransformation transformation, string pointer, CancellationToken ct)
    {
        switch (transformation)
        {
            case AffineTransformation { Path: { } path } affine:
                return affine with { Affine = await Read(path, pointer, isSquare: false, ct), Path = null };
            case RotationTransformation { Path: { } path } rotation:
                return rotation with { Rotation = await Read(path, pointer, isSquare: true, ct), Path = null };
            case SequenceTransformation sequence when NeedsArray(sequence):
                var parts = new List<CoordinateTransformation>();
                foreach (var part in sequence.Transformations)
                {
                    parts.Add(await Inline(part, $"{pointer}/transformations/{parts.Count}", ct));
                }

                return sequence with { Transformations = parts.ToEquatableArray() };
            case ByDimensionTransformation byDimension when NeedsArray(byDimension):
                var dimensions = new List<DimensionsTransformation>();
                foreach (var part in byDimension.Transformations)
                {
                    var at = $"{pointer}/transformations/{dimensions.Count}/transformation";
                    dimensions.Add(part with { Transformation = await Inline(part.Transformation, at, ct) });
                }

                return byDimension with { Transformations = dimensions.ToEquatableArray() };
            case BijectionTransformation bijection when NeedsArray(bijection):
                return bijection with
                {
                    Forward = await Inline(bijection.Forward, $"{pointer}/forward", ct),
                    Inverse = await Inline(bijection.Inverse, $"{pointer}/inverse", ct),
                };
            default:
                return transformation;
        }
    }

    private static bool NeedsArray(CoordinateTransformation transformation) => transformation switch
    {
        IArrayParameters { Path: not null } => true,
        SequenceTransformation { Transformations: var parts } => parts.Any(NeedsArray),
        ByDimensionTransformation { Transformations: var parts } => parts.Any(part => NeedsArray(part.Transformation)),
        BijectionTransformation { Forward: var forward, Inverse: var inverse } => NeedsArray(forward) || NeedsArray(inverse),
        _ => false,
    };

    private async Task<Matrix> Read(string path, string pointer, bool isSquare, CancellationToken ct)
    {
        AbsolutePath.Demand(path, $"{pointer}/path");
        var array = await ZarrArray.Open(
            stores.Open(path), "", stores.Options.Limits, limits.Arrays, indexes: null, ct);
        var most = FieldLimits.MaxMatrixLength;
        if (array.Shape is not [var rows, var columns] || rows < 1 || rows > most
            || columns < (isSquare ? 1 : 2) || columns > (isSquare ? most : most + 1) || (isSquare && rows != columns))
        {
            throw new StoreException(path, FieldRules.MatrixInvalid, FormattableString.Invariant(
                $"The array of shape {array.Shape} is no matrix of {(isSquare ? "a rotation: as many rows as columns" : "an affine: a column more than axes")}, of at most {most} axes (limit {nameof(FieldLimits.MaxMatrixLength)})."));
        }

        var matrix = new double[rows, columns];
        for (var row = 0L; row < array.ChunkCount(0); row++)
        {
            for (var column = 0L; column < array.ChunkCount(1); column++)
            {
                var numbers = (await array.ReadChunk(new long[] { row, column }, ct)).ToDoubles();
                Put(numbers, matrix, row * array.ChunkShape[0], column * array.ChunkShape[1], array.ChunkShape[1]);
            }
        }

        var read = Matrix.Create((int)rows, (int)columns, (row, column) => matrix[row, column]);
        return read.Values.All(double.IsFinite)
            ? read
            : throw new StoreException(path, FieldRules.MatrixInvalid, "The matrix has a number that is not finite.");
    }

    private static void Put(double[] numbers, double[,] matrix, long top, long left, long chunkColumns)
    {
        for (var at = 0; at < numbers.Length; at++)
        {
            var (row, column) = (top + (at / chunkColumns), left + (at % chunkColumns));
            if (row < matrix.GetLength(0) && column < matrix.GetLength(1))
            {
                matrix[row, column] = numbers[at];
            }
        }
    }
}
