using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Client.Transforms;

/// <summary>How points come from one coordinate space to another.</summary>
public sealed record TransformAnswer
{
    /// <summary>The space that points come from: <c>array:{id}</c>, <c>image:{id}</c> or <c>space:{id}</c>.</summary>
    public required string From { get; init; }

    /// <summary>The space that points go to.</summary>
    public required string To { get; init; }

    /// <summary>The axes of the points that are carried, in their order and units. Those of an array count pixels.</summary>
    public EquatableArray<Axis> FromAxes { get; init; }

    /// <summary>The axes of the points that come out.</summary>
    public EquatableArray<Axis> ToAxes { get; init; }

    /// <summary>The steps, in the order in which points take them; empty where both spaces are the same.</summary>
    public EquatableArray<TransformStep> Path { get; init; }

    /// <summary>All steps as one transformation (NGFF 0.6), units converted; absent where a step has no closed form, as the
    /// way back through a displacement field. Points can be carried all the same.</summary>
    public CoordinateTransformation? Transformation { get; init; }

    /// <summary>What points go through, one after the other, where there is no <see cref="Transformation"/>.</summary>
    public EquatableArray<TransformPart>? Parts { get; init; }

    /// <summary>The same as a matrix, a row per axis of <see cref="ToAxes"/> of as many numbers as there are
    /// <see cref="FromAxes"/> and the offset; absent where it is none.</summary>
    public Matrix? Matrix { get; init; }

    /// <summary>Other paths with as few alignments, best first, where they were asked for.</summary>
    public EquatableArray<TransformPath>? Alternatives { get; init; }

    /// <summary>What whoever uses the path should know: that it takes a version that was retracted, that an image was
    /// calibrated since.</summary>
    public EquatableArray<Diagnostic>? Diagnostics { get; init; }

    /// <summary>The change that the answer is current to: it includes all changes up to it, and perhaps later ones.</summary>
    public string? Change { get; init; }
}

/// <summary>One part of what points go through.</summary>
/// <param name="Transformation">The transformation (NGFF 0.6).</param>
/// <param name="IsInverse">True when points go from its output to its input, for which NGFF has no words.</param>
public sealed record TransformPart(CoordinateTransformation Transformation, bool IsInverse);

/// <summary>A path between two spaces.</summary>
/// <param name="Path">Its steps.</param>
public sealed record TransformPath(EquatableArray<TransformStep> Path);

/// <summary>One step of a path.</summary>
public sealed record TransformStep
{
    /// <summary>The alignment, or null for a step inside an image.</summary>
    public string? Alignment { get; init; }

    /// <summary>The number of its version.</summary>
    public int? Version { get; init; }

    /// <summary>The status of the version.</summary>
    public AlignmentStatus? Status { get; init; }

    /// <summary>The image that the step is inside of, or null for an alignment.</summary>
    public string? Image { get; init; }

    /// <summary>The path of the image's level, or null.</summary>
    public string? Level { get; init; }

    /// <summary>Forward, or inverse: from the end of the alignment or level to its beginning.</summary>
    public StepDirection Direction { get; init; }

    /// <summary>The space that points come from.</summary>
    public required string From { get; init; }

    /// <summary>The space that points go to.</summary>
    public required string To { get; init; }

    /// <summary>The names of axes that are put at 0, because the alignment that is walked backwards drops them.</summary>
    public EquatableArray<string>? Free { get; init; }
}

/// <summary>In which direction a step is walked.</summary>
public enum StepDirection
{
    /// <summary>From the source to the target.</summary>
    Forward,

    /// <summary>From the target to the source.</summary>
    Inverse,
}
