using System.Text.Json.Serialization;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Ngff.Transformations;

/// <summary>
/// A coordinate transformation: always forward, from points of its input to points of its output (NGFF 0.6,
/// "coordinateTransformations"). Parameters are in the order of the axes they act on. Two are equal when they are
/// written alike; <see cref="TransformationSimplification.Simplify"/> brings those that do the same to one form.
/// </summary>
[JsonConverter(typeof(CoordinateTransformationConverter))]
public abstract record CoordinateTransformation
{
    /// <summary>An optional name.</summary>
    public string? Name { get; init; }

    /// <summary>The input coordinate system, null where what holds the transformation implies it.</summary>
    public CoordinateSystemReference? Input { get; init; }

    /// <summary>The output coordinate system, null where what holds the transformation implies it.</summary>
    public CoordinateSystemReference? Output { get; init; }

    /// <summary>Members that the model does not interpret, in their order; an object, or null when there is none.</summary>
    public RawJson? Other { get; init; }

    /// <summary>The <c>type</c> member of its JSON form.</summary>
    public abstract string Type { get; }

    /// <summary>
    /// The number of axes of the input, or null where the parameters do not say it: the identity takes any number, and
    /// matrices and fields that lie in arrays are not known here.
    /// </summary>
    public abstract int? InputRank { get; }

    /// <summary>
    /// The number of axes of the output for an input of <paramref name="inputRank"/> axes, or null where the
    /// parameters do not say it.
    /// </summary>
    /// <param name="inputRank">The number of axes of the input, which must fit.</param>
    public virtual int? OutputRank(int inputRank) => inputRank;

    /// <summary>The same between two other coordinate systems.</summary>
    internal CoordinateTransformation Between(CoordinateSystemReference? input, CoordinateSystemReference? output) =>
        Input == input && Output == output ? this : this with { Input = input, Output = output };
}
