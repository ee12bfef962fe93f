using System.Text.Json.Serialization;

namespace OmeNgff.Ngff.Transformations;

/// <summary>Leaves every point where it is (0.6, "identity").</summary>
[JsonConverter(typeof(CoordinateTransformationConverter))]
public sealed record IdentityTransformation : CoordinateTransformation
{
    /// <inheritdoc/>
    public override string Type => "identity";

    /// <inheritdoc/>
    public override int? InputRank => null;
}

/// <summary>Multiplies each coordinate: <c>out[i] = scale[i] · in[i]</c> (0.6, "scale").</summary>
/// <param name="Scale">One factor per axis.</param>
[JsonConverter(typeof(CoordinateTransformationConverter))]
public sealed record ScaleTransformation(EquatableArray<double> Scale) : CoordinateTransformation
{
    /// <inheritdoc/>
    public override string Type => "scale";

    /// <inheritdoc/>
    public override int? InputRank => Scale.Count;
}

/// <summary>Adds to each coordinate: <c>out[i] = in[i] + translation[i]</c> (0.6, "translation").</summary>
/// <param name="Translation">One offset per axis, in the unit of the axis.</param>
[JsonConverter(typeof(CoordinateTransformationConverter))]
public sealed record TranslationTransformation(EquatableArray<double> Translation) : CoordinateTransformation
{
    /// <inheritdoc/>
    public override string Type => "translation";

    /// <inheritdoc/>
    public override int? InputRank => Translation.Count;
}

/// <summary>Applies its parts in order, the first one first (0.6, "sequence").</summary>
/// <param name="Transformations">The parts; not empty.</param>
[JsonConverter(typeof(CoordinateTransformationConverter))]
public sealed record SequenceTransformation(EquatableArray<CoordinateTransformation> Transformations)
    : CoordinateTransformation
{
    /// <inheritdoc/>
    public override string Type => "sequence";

    /// <inheritdoc/>
    public override int? InputRank
    {
        get
        {
            foreach (var part in Transformations.AsSpan())
            {
                if (part.InputRank is { } rank)
                {
                    return rank;
                }

                // Only the identity hands its input on as it is.
                if (part is not IdentityTransformation)
                {
                    return null;
                }
            }

            return null;
        }
    }

    /// <inheritdoc/>
    public override int? OutputRank(int inputRank)
    {
        int? rank = inputRank;
        foreach (var part in Transformations.AsSpan())
        {
            rank = rank is { } known ? part.OutputRank(known) : part.InputRank is { } own ? part.OutputRank(own) : null;
        }

        return rank;
    }
}
