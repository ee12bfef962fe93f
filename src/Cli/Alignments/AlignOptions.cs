using System.CommandLine;
using OmeNgff.Cli.Records;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.AlignmentFiles;

namespace OmeNgff.Cli.Alignments;

/// <summary>What is said of a file on the command line of <c>ngff align</c>.</summary>
internal sealed class AlignOptions
{
    /// <summary>The alignment.</summary>
    public Argument<string> Alignment { get; } = new("ALIGNMENT") { Description = Reference.Description };

    public Argument<string> File { get; } = new("FILE")
    {
        Description = "A transform of ITK or ANTs (text), a TransformParameters file of elastix, the XML of BigDataViewer or "
            + "BigStitcher, a matrix, or a transformation of NGFF 0.6",
    };

    public Option<string?> Format { get; } = Among(
        "--format", "What the file is; told from how it begins if not given",
        "itk", "elastix", "bigdataviewer", "matrix", "ngff");

    public Option<string?> Unit { get; } = Text(
        "--unit", "UNIT", "The unit of the file's coordinates, such as millimeter, or index for pixels");

    public Option<double?> UnitSize { get; } = new("--unit-size")
    {
        Description = "How many of the unit a step of the file's coordinates is, where it is not one",
        HelpName = "NUMBER",
    };

    public Option<string?> InputUnit { get; } = Text(
        "--input-unit", "UNIT", "The unit of the coordinates that a matrix takes, where it is another one");

    public Option<string?> Axes { get; } = Text(
        "--axes", "NAMES", "What the file's axes are called at both ends, in its order, such as x,y,z");

    public Option<string?> SourceAxes { get; } = Text("--source-axes", "NAMES", "The same at the source");

    public Option<string?> TargetAxes { get; } = Text("--target-axes", "NAMES", "The same at the target");

    public Option<string?> Frame { get; } = Among(
        "--frame", "The frame of the file's coordinates, where its format has none", "LPS", "RAS", "file");

    public Option<string?> SourceFrame { get; } = Among(
        "--source-frame", "The frame of the source, where its axes have no orientations", "LPS", "RAS", "file");

    public Option<string?> TargetFrame { get; } = Among(
        "--target-frame", "The frame of the target, where its axes have no orientations", "LPS", "RAS", "file");

    public Option<string?> Fixed { get; } = Among(
        "--fixed", "Which end is the fixed image, for ITK and elastix", "source", "target");

    public Option<string?> From { get; } = Among(
        "--from", "From which end the file leads, for the other formats", "source", "target");

    public Option<int?> Setup { get; } = new("--setup")
    {
        Description = "The id of the view setup, for BigDataViewer",
        HelpName = "N",
    };

    public Option<int?> Timepoint { get; } = new("--timepoint")
    {
        Description = "The id of the time point, for BigDataViewer",
        HelpName = "N",
    };

    public Option<string?> Name { get; } = Text(
        "--name", "NAME", "Which of several transformations is meant, for NGFF");

    public Option<string?> Initial { get; } = Text(
        "--initial", "FILE", "The file that an elastix file names as its initial transform");

    public Option<string?> Status { get; } = Among(
        "--status", "How far the version may be relied on; draft if not given",
        "draft", "published", "deprecated", "retracted");

    public Option<string?> Comment { get; } = Text("--comment", "TEXT", "A text for people");

    public Option<bool> Default { get; } = new("--default")
    {
        Description = "Make the version the default of the alignment; it has to be published",
    };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Check everything, and add nothing" };

    /// <summary>The command with all of them.</summary>
    public Command ToCommand() =>
        new("align", "Adds a version to an alignment from a file of a registration pipeline.")
        {
            Alignment, File, Format, Unit, UnitSize, InputUnit, Axes, SourceAxes, TargetAxes, Frame, SourceFrame,
            TargetFrame, Fixed, From, Setup, Timepoint, Name, Initial, Status, Comment, Default, DryRun,
        };

    /// <summary>The format that was said, or null.</summary>
    public AlignmentFileFormat? FormatOf(ParseResult result) => Parse<AlignmentFileFormat>(result.GetValue(Format));

    /// <summary>The status that was said.</summary>
    public AlignmentStatus StatusOf(ParseResult result) =>
        Parse<AlignmentStatus>(result.GetValue(Status)) ?? AlignmentStatus.Draft;

    /// <summary>The request.</summary>
    /// <param name="result">What was said.</param>
    /// <param name="format">The format.</param>
    /// <param name="content">The file.</param>
    /// <param name="initial">The file that it names as its initial transform, or null.</param>
    public AlignmentImport ToImport(ParseResult result, AlignmentFileFormat format, string content, string? initial)
    {
        var (setup, timepoint) = (result.GetValue(Setup), result.GetValue(Timepoint));
        return new AlignmentImport
        {
            Format = format,
            Content = content,
            Initial = initial,
            Status = StatusOf(result),
            View = setup is null && timepoint is null
                ? null
                : new AlignmentView { Setup = setup, Timepoint = timepoint },
            Name = result.GetValue(Name),
            Unit = result.GetValue(Unit),
            UnitSize = result.GetValue(UnitSize),
            InputUnit = result.GetValue(InputUnit),
            Axes = Names(result.GetValue(Axes)),
            SourceAxes = Names(result.GetValue(SourceAxes)),
            TargetAxes = Names(result.GetValue(TargetAxes)),
            Frame = Parse<AlignmentFrame>(result.GetValue(Frame)),
            SourceFrame = Parse<AlignmentFrame>(result.GetValue(SourceFrame)),
            TargetFrame = Parse<AlignmentFrame>(result.GetValue(TargetFrame)),
            Fixed = Parse<AlignmentEnd>(result.GetValue(Fixed)),
            From = Parse<AlignmentEnd>(result.GetValue(From)),
            Comment = result.GetValue(Comment),
        };
    }

    private static EquatableArray<string>? Names(string? text) => text?.Split(',', StringSplitOptions.TrimEntries)
        .ToEquatableArray();

    // Only what is among the names comes here.
    private static T? Parse<T>(string? text)
        where T : struct, Enum => text is null ? null : Enum.Parse<T>(text, ignoreCase: true);

    private static Option<string?> Text(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help };

    private static Option<string?> Among(string name, string description, params string[] values) =>
        new Option<string?>(name) { Description = description, HelpName = string.Join('|', values) }
            .AcceptOnlyFromAmong(values);
}
