using OmeNgff.Ngff;
using OmeNgff.Ngff.AlignmentFiles;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Client.Records;

/// <summary>
/// A request to take a file of a registration pipeline over as the next version of an alignment. What the file does not
/// say of itself has to be said here; nothing is guessed, and what contradicts is refused.
/// </summary>
public sealed record AlignmentImport
{
    /// <summary>What the file is.</summary>
    public required AlignmentFileFormat Format { get; init; }

    /// <summary>The text of the file.</summary>
    public required string Content { get; init; }

    /// <summary>The text of the file that an elastix file names as its initial transform, or null.</summary>
    public string? Initial { get; init; }

    /// <summary>Which view of the XML of BigDataViewer is meant, where there are several.</summary>
    public AlignmentView? View { get; init; }

    /// <summary>Which transformation of an NGFF document is meant, where there are several.</summary>
    public string? Name { get; init; }

    /// <inheritdoc cref="AlignmentStatement.Unit"/>
    public string? Unit { get; init; }

    /// <inheritdoc cref="AlignmentStatement.UnitSize"/>
    public double? UnitSize { get; init; }

    /// <inheritdoc cref="AlignmentStatement.InputUnit"/>
    public string? InputUnit { get; init; }

    /// <inheritdoc cref="AlignmentStatement.Axes"/>
    public EquatableArray<string>? Axes { get; init; }

    /// <inheritdoc cref="AlignmentStatement.SourceAxes"/>
    public EquatableArray<string>? SourceAxes { get; init; }

    /// <inheritdoc cref="AlignmentStatement.TargetAxes"/>
    public EquatableArray<string>? TargetAxes { get; init; }

    /// <inheritdoc cref="AlignmentStatement.Frame"/>
    public AlignmentFrame? Frame { get; init; }

    /// <inheritdoc cref="AlignmentStatement.SourceFrame"/>
    public AlignmentFrame? SourceFrame { get; init; }

    /// <inheritdoc cref="AlignmentStatement.TargetFrame"/>
    public AlignmentFrame? TargetFrame { get; init; }

    /// <inheritdoc cref="AlignmentStatement.Fixed"/>
    public AlignmentEnd? Fixed { get; init; }

    /// <inheritdoc cref="AlignmentStatement.From"/>
    public AlignmentEnd? From { get; init; }

    /// <summary>How far the version may be relied on; draft if not given.</summary>
    public AlignmentStatus Status { get; init; }

    /// <summary>A text for people.</summary>
    public string? Comment { get; init; }

    /// <summary>Quality numbers by name; an object of numbers, or null.</summary>
    public RawJson? Quality { get; init; }

    /// <summary>How it was made. Where they are not given, the method says that it was imported, and the software is what
    /// the file names; what was said of the file, and its digest, become <c>parameters.import</c>.</summary>
    public Provenance? Provenance { get; init; }

    /// <summary>What is said of the file.</summary>
    public AlignmentStatement ToStatement() => new()
    {
        Unit = Unit,
        UnitSize = UnitSize,
        InputUnit = InputUnit,
        Axes = Axes,
        SourceAxes = SourceAxes,
        TargetAxes = TargetAxes,
        Frame = Frame,
        SourceFrame = SourceFrame,
        TargetFrame = TargetFrame,
        Fixed = Fixed,
        From = From,
    };
}

/// <summary>A view of the XML of BigDataViewer.</summary>
public sealed record AlignmentView
{
    /// <summary>The id of the view setup.</summary>
    public int? Setup { get; init; }

    /// <summary>The id of the time point.</summary>
    public int? Timepoint { get; init; }
}
