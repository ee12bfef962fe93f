using System.Text.Json.Serialization;
using OmeNgff.Ngff.Axes;

namespace OmeNgff.Ngff.AlignmentFiles;

/// <summary>Where the axes x, y and z of coordinates lead in the body of the subject.</summary>
public enum AlignmentFrame
{
    /// <summary>Nothing is said of the body: axes are as they are in the file.</summary>
    [JsonStringEnumMemberName("file")]
    File,

    /// <summary>x leads to the left, y to the posterior, z to the superior, as in ITK and DICOM.</summary>
    [JsonStringEnumMemberName("LPS")]
    Lps,

    /// <summary>x leads to the right, y to the anterior, z to the superior, as in NIfTI.</summary>
    [JsonStringEnumMemberName("RAS")]
    Ras,
}

/// <summary>Frames as orientations of axes.</summary>
internal static class AlignmentFrames
{
    /// <summary>The axes of a frame, in its order.</summary>
    public static readonly EquatableArray<string> Axes = ["x", "y", "z"];

    private static readonly EquatableArray<string> Lps =
        ["right-to-left", "anterior-to-posterior", "inferior-to-superior"];

    private static readonly EquatableArray<string> Ras =
        ["left-to-right", "posterior-to-anterior", "inferior-to-superior"];

    /// <summary>The name of a frame, as requests say it.</summary>
    public static string Text(this AlignmentFrame frame) => frame switch
    {
        AlignmentFrame.Lps => "LPS",
        AlignmentFrame.Ras => "RAS",
        _ => "file",
    };

    /// <summary>Where an axis of LPS or RAS leads (RFC-4, <c>orientation</c>).</summary>
    /// <param name="frame">LPS or RAS.</param>
    /// <param name="axis">0 for x, 1 for y, 2 for z.</param>
    public static AxisOrientation Orientation(this AlignmentFrame frame, int axis) =>
        new(frame == AlignmentFrame.Lps ? Lps[axis] : Ras[axis]);

    /// <summary>True where an orientation is one that some axis of LPS and RAS has.</summary>
    public static bool IsOfFrames(AxisOrientation orientation) =>
        Lps.Contains(orientation.Value) || Ras.Contains(orientation.Value)
        || orientation.Value == "superior-to-inferior";
}
