using OmeNgff.Ngff.Diagnostics;
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
        foreach (var (rule, level, message, mended) in LevelDiagnostics.Find(pyramid, levels[0].Spatial.Axes))
        {
            findings.Add(
                rule, $"{pointer}/datasets/{level}/coordinateTransformations", message, Proposal(mended));
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
    private string? Proposal(CoordinateTransformation? mended) => mended switch
    {
        null => null,
        SequenceTransformation { Transformations: var parts } when group.Version < OmeVersion.V06 =>
            $"[{string.Join(',', parts.Select(LevelDiagnostics.TextOf))}]",
        _ when group.Version < OmeVersion.V06 => $"[{LevelDiagnostics.TextOf(mended)}]",
        _ => LevelDiagnostics.TextOf(mended),
    };
}
