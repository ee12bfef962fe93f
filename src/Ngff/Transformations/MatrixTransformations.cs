using System.Text.Json.Serialization;

namespace OmeNgff.Ngff.Transformations;

/// <summary>A transformation whose parameters may lie in a Zarr array instead of the document.</summary>
public interface IArrayParameters
{
    /// <summary>The path of the array, or null when the parameters are in the document.</summary>
    string? Path { get; }
}

/// <summary>
/// An affine transformation of N to M axes (0.6, "affine"): the upper M rows of a homogeneous matrix, whose last column
/// is the offset. Exactly one of matrix and path is given.
/// </summary>
/// <param name="Affine">M rows of N + 1 numbers, or null when they lie in an array.</param>
/// <param name="Path">The path of the array that holds them, or null.</param>
[JsonConverter(typeof(CoordinateTransformationConverter))]
public sealed record AffineTransformation(Matrix? Affine, string? Path = null)
    : CoordinateTransformation, IArrayParameters
{
    /// <inheritdoc/>
    public override string Type => "affine";

    /// <inheritdoc/>
    public override int? InputRank => Affine?.Columns - 1;

    /// <inheritdoc/>
    public override int? OutputRank(int inputRank) => Affine?.Rows;
}

/// <summary>
/// A rotation (0.6, "rotation"): an orthonormal N × N matrix of determinant 1. Exactly one of matrix and path is given.
/// </summary>
/// <param name="Rotation">N rows of N numbers, or null when they lie in an array.</param>
/// <param name="Path">The path of the array that holds them, or null.</param>
[JsonConverter(typeof(CoordinateTransformationConverter))]
public sealed record RotationTransformation(Matrix? Rotation, string? Path = null)
    : CoordinateTransformation, IArrayParameters
{
    /// <inheritdoc/>
    public override string Type => "rotation";

    /// <inheritdoc/>
    public override int? InputRank => Rotation?.Columns;
}
