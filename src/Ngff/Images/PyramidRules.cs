using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Pyramids;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Images;

/// <summary>
/// Notes levels that do not lie where the first one would have them, with the transformation that mends it, and label
/// images of a data type that labels cannot have.
/// </summary>
internal sealed class PyramidRules(Findings findings, string pointer, OmeGroup group)
{
    private static readonly string[] LabelTypes =
        ["uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64"];

    /// <summary>Whether the values of a level can be labels: integers.</summary>
    public static bool CanHoldLabels(LevelReading level) => LabelTypes.Contains(level.Array.DataType);

    public void Check(IReadOnlyList<LevelReading> levels)
    {
        var pyramid = levels.Select(level => new PyramidLevel(level.Spatial.Transformation, level.Array.Shape)).ToList();
        foreach (var faults in LevelAlignment.Check(pyramid, levels[0].Spatial.Axes)
            .GroupBy(fault => (fault.Level, fault.Kind)))
        {
            var (level, kind) = faults.Key;
            var rule = kind switch
            {
                LevelFaultKind.Misaligned => Rules.LevelMisaligned,
                LevelFaultKind.HalfPixel => Rules.LevelHalfPixel,
                _ => Rules.LevelShapeMismatch,
            };
            findings.Add(
                rule,
                $"{pointer}/datasets/{level}/coordinateTransformations",
                string.Join(" ", faults.GroupBy(fault => fault.Message).Select(same =>
                    $"Along {string.Join(", ", same.Select(fault => levels[0].Spatial.Axes[fault.Axis].Name))}: {same.Key}")),
                Proposal(faults.First()));
        }

        if (group.ImageLabel is null)
        {
            return;
        }

        foreach (var level in levels.Where(level => !CanHoldLabels(level)))
        {
            findings.Add(
                Rules.LabelDataType,
                $"{pointer}/datasets",
                $"\"{level.Path}\" is of type {level.Array.DataType}; the values of labels are integers.");
        }
    }

    // Before 0.6 a level has a list of transformations, which is read as a sequence.
    private string? Proposal(LevelFault fault) => fault.Proposal switch
    {
        null => null,
        SequenceTransformation { Transformations: var parts } when group.Version < OmeVersion.V06 =>
            $"[{string.Join(',', parts.Select(Text))}]",
        var mended when group.Version < OmeVersion.V06 => $"[{Text(mended)}]",
        var mended => Text(mended),
    };

    private static string Text(CoordinateTransformation transformation) =>
        JsonText.Raw(writer => TransformationWriter.Write(writer, transformation, TransformationForm.Document)).ToString();
}
