using System.Text.Json.Serialization;

namespace OmeNgff.Ngff.Transformations;

/// <summary>A transformation by a field of vectors, sampled on a grid of the input space, that lies in a multiscale
/// group of N + 1 dimensions (0.6, "coordinates and displacements").</summary>
public interface IVectorField
{
    /// <summary>The path of the multiscale group.</summary>
    string Path { get; }

    /// <summary>How to interpolate between samples: <c>linear</c>, which null means too, <c>nearest</c> or
    /// <c>cubic</c>.</summary>
    string? Interpolation { get; }
}

/// <summary>Adds the vector of a field: <c>out = in + field(in)</c>.</summary>
/// <param name="Path">The path of the multiscale group; its vectors have a component per axis.</param>
/// <param name="Interpolation">How to interpolate between samples, or null for <c>linear</c>.</param>
[JsonConverter(typeof(CoordinateTransformationConverter))]
public sealed record DisplacementsTransformation(string Path, string? Interpolation = null)
    : CoordinateTransformation, IVectorField
{
    /// <inheritdoc/>
    public override string Type => "displacements";

    /// <inheritdoc/>
    public override int? InputRank => null;
}

/// <summary>Takes the vector of a field: <c>out = field(in)</c>.</summary>
/// <param name="Path">The path of the multiscale group; its vectors have a component per axis of the output.</param>
/// <param name="Interpolation">How to interpolate between samples, or null for <c>linear</c>.</param>
[JsonConverter(typeof(CoordinateTransformationConverter))]
public sealed record CoordinatesTransformation(string Path, string? Interpolation = null)
    : CoordinateTransformation, IVectorField
{
    /// <inheritdoc/>
    public override string Type => "coordinates";

    /// <inheritdoc/>
    public override int? InputRank => null;

    /// <inheritdoc/>
    public override int? OutputRank(int inputRank) => null;
}

/// <summary>
/// A transformation given together with its inverse (0.6, "bijection"); both have as many axes on both sides.
/// </summary>
/// <param name="Forward">From the input to the output.</param>
/// <param name="Inverse">From the output to the input.</param>
[JsonConverter(typeof(CoordinateTransformationConverter))]
public sealed record BijectionTransformation(CoordinateTransformation Forward, CoordinateTransformation Inverse)
    : CoordinateTransformation
{
    /// <inheritdoc/>
    public override string Type => "bijection";

    /// <inheritdoc/>
    public override int? InputRank => Forward.InputRank ?? Inverse.InputRank;
}
