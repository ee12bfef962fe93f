using System.Text.Json.Serialization;

namespace OmeNgff.Ngff.Transformations;

/// <summary>
/// A coordinate transformation: always forward, from points of its input to points of its output (NGFF 0.6,
/// "coordinateTransformations"). Parameters are in the order of the axes they act on.
/// </summary>
[JsonConverter(typeof(CoordinateTransformationConverter))]
public abstract record CoordinateTransformation
{
    /// <summary>An optional name.</summary>
    public string? Name { get; init; }

    /// <summary>The input coordinate system, null where the record that holds the transformation implies it.</summary>
    public string? Input { get; init; }

    /// <summary>The output coordinate system, null where the record that holds the transformation implies it.</summary>
    public string? Output { get; init; }

    /// <summary>The <c>type</c> member of its JSON form.</summary>
    public abstract string Type { get; }

    /// <summary>The number of axes of the input, or null where any number will do (the identity).</summary>
    public abstract int? Rank { get; }
}

/// <summary>Leaves every point where it is.</summary>
[JsonConverter(typeof(CoordinateTransformationConverter))]
public sealed record IdentityTransformation : CoordinateTransformation
{
    /// <inheritdoc/>
    public override string Type => "identity";

    /// <inheritdoc/>
    public override int? Rank => null;
}

/// <summary>Multiplies each coordinate: <c>out[i] = scale[i] · in[i]</c>.</summary>
/// <param name="Scale">One factor per axis.</param>
[JsonConverter(typeof(CoordinateTransformationConverter))]
public sealed record ScaleTransformation(EquatableArray<double> Scale) : CoordinateTransformation
{
    /// <inheritdoc/>
    public override string Type => "scale";

    /// <inheritdoc/>
    public override int? Rank => Scale.Count;
}

/// <summary>Adds to each coordinate: <c>out[i] = in[i] + translation[i]</c>.</summary>
/// <param name="Translation">One offset per axis, in the unit of the axis.</param>
[JsonConverter(typeof(CoordinateTransformationConverter))]
public sealed record TranslationTransformation(EquatableArray<double> Translation) : CoordinateTransformation
{
    /// <inheritdoc/>
    public override string Type => "translation";

    /// <inheritdoc/>
    public override int? Rank => Translation.Count;
}

/// <summary>Applies its parts in order, the first one first.</summary>
/// <param name="Transformations">The parts; not empty.</param>
[JsonConverter(typeof(CoordinateTransformationConverter))]
public sealed record SequenceTransformation(EquatableArray<CoordinateTransformation> Transformations)
    : CoordinateTransformation
{
    /// <inheritdoc/>
    public override string Type => "sequence";

    /// <inheritdoc/>
    public override int? Rank => Transformations.Select(part => part.Rank).FirstOrDefault(rank => rank is not null);
}
