namespace OmeNgff.Ngff.AlignmentFiles;

/// <summary>
/// What whoever imports a file says of it, for no file says all of it and nothing is guessed. What does not belong to a
/// format is refused.
/// </summary>
public sealed record AlignmentStatement
{
    /// <summary>The unit that stands for indices of pixels.</summary>
    public const string IndexUnit = "index";

    /// <summary>
    /// The unit of the file's coordinates, such as <c>millimeter</c>, or <see cref="IndexUnit"/>. Required but for
    /// BigDataViewer, whose files name one.
    /// </summary>
    public string? Unit { get; init; }

    /// <summary>How many of <see cref="Unit"/> a step of the file's coordinates is; 1 if not given, but for
    /// BigDataViewer, whose files may not tell.</summary>
    public double? UnitSize { get; init; }

    /// <summary>The unit of the coordinates that a plain matrix takes, where it is not that of those it gives.</summary>
    public string? InputUnit { get; init; }

    /// <summary>The names of the file's axes, in its order, at both ends; x, y, z if not given. Plain matrices need it.
    /// </summary>
    public EquatableArray<string>? Axes { get; init; }

    /// <summary>The same at the source, where the names differ.</summary>
    public EquatableArray<string>? SourceAxes { get; init; }

    /// <summary>The same at the target, where the names differ.</summary>
    public EquatableArray<string>? TargetAxes { get; init; }

    /// <summary>The frame of the file's coordinates; LPS for ITK and elastix, otherwise none if not given.</summary>
    public AlignmentFrame? Frame { get; init; }

    /// <summary>The frame of the source's coordinates, where its axes have no orientations.</summary>
    public AlignmentFrame? SourceFrame { get; init; }

    /// <summary>The frame of the target's coordinates, where its axes have no orientations.</summary>
    public AlignmentFrame? TargetFrame { get; init; }

    /// <summary>Which end is the fixed image. ITK and elastix need it, and only they.</summary>
    public AlignmentEnd? Fixed { get; init; }

    /// <summary>From which end the file's transformation leads. Plain matrices need it; the source for BigDataViewer and
    /// NGFF if not given.</summary>
    public AlignmentEnd? From { get; init; }
}
