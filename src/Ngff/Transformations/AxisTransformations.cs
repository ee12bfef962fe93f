using System.Text.Json.Serialization;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Transformations;

/// <summary>Puts the axes in another order: <c>out[i] = in[mapAxis[i]]</c> (0.6, "mapAxis").</summary>
/// <param name="MapAxis">A permutation of 0 … N−1: for each axis of the output, that of the input.</param>
[JsonConverter(typeof(CoordinateTransformationConverter))]
public sealed record MapAxisTransformation(EquatableArray<int> MapAxis) : CoordinateTransformation
{
    /// <inheritdoc/>
    public override string Type => "mapAxis";

    /// <inheritdoc/>
    public override int? InputRank => MapAxis.Count;
}

/// <summary>
/// Leaves axes out and puts new ones in, whose coordinate is 0 (0.6, "projectAxis"). At least one list is not empty.
/// </summary>
/// <param name="DroppedInputs">Indices of axes of the input, each once.</param>
/// <param name="CreatedOutputs">Indices of axes of the output, each once.</param>
[JsonConverter(typeof(CoordinateTransformationConverter))]
public sealed record ProjectAxisTransformation(EquatableArray<int> DroppedInputs, EquatableArray<int> CreatedOutputs)
    : CoordinateTransformation
{
    /// <inheritdoc/>
    public override string Type => "projectAxis";

    /// <inheritdoc/>
    public override int? InputRank => null;

    /// <inheritdoc/>
    public override int? OutputRank(int inputRank) => inputRank - DroppedInputs.Count + CreatedOutputs.Count;
}

/// <summary>
/// Transforms some axes one way and others another way (0.6, "byDimension"). Every axis of the output is an output of
/// exactly one part.
/// </summary>
/// <param name="Transformations">The parts; not empty.</param>
[JsonConverter(typeof(CoordinateTransformationConverter))]
public sealed record ByDimensionTransformation(EquatableArray<DimensionsTransformation> Transformations)
    : CoordinateTransformation
{
    /// <inheritdoc/>
    public override string Type => "byDimension";

    /// <inheritdoc/>
    public override int? InputRank => null;

    /// <inheritdoc/>
    public override int? OutputRank(int inputRank)
    {
        var rank = 0;
        foreach (var part in Transformations.AsSpan())
        {
            rank += part.OutputAxes.Count;
        }

        return rank;
    }
}

/// <summary>A part of a <see cref="ByDimensionTransformation"/>.</summary>
/// <param name="Transformation">From the input axes, in their order here, to the output axes.</param>
/// <param name="InputAxes">Indices of axes of the whole input.</param>
/// <param name="OutputAxes">Indices of axes of the whole output.</param>
public sealed record DimensionsTransformation(
    CoordinateTransformation Transformation, EquatableArray<int> InputAxes, EquatableArray<int> OutputAxes)
{
    /// <summary>Members that the model does not interpret, in their order; an object, or null when there is none.</summary>
    public RawJson? Other { get; init; }
}
