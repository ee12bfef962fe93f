using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Json;
using OmeNgff.Ngff.Pyramids;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Images;

/// <summary>Says which levels do not lie where the first one would have them (<see cref="LevelAlignment"/>).</summary>
public static class LevelDiagnostics
{
    /// <summary>The rules that may be named.</summary>
    public static bool IsOfLevels(string rule) =>
        rule == Rules.LevelMisaligned.Id || rule == Rules.LevelHalfPixel.Id || rule == Rules.LevelShapeMismatch.Id;

    /// <summary>The diagnostics of levels, whatever OME version they came from.</summary>
    /// <param name="levels">The levels, the base level first.</param>
    /// <param name="axes">The axes of the intrinsic space.</param>
    /// <param name="pointer">JSON Pointer of a level by its number.</param>
    /// <returns>At most one per level and rule; the proposal is a transformation as 0.6 writes it.</returns>
    public static EquatableArray<Diagnostic> Of(
        IReadOnlyList<PyramidLevel> levels, EquatableArray<Axis> axes, Func<int, string> pointer)
    {
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentNullException.ThrowIfNull(pointer);
        return levels.Count < 2
            ? []
            : Find(levels, axes)
                .Select(found => found.Rule.At(
                    pointer(found.Level),
                    found.Message,
                    found.Mended is { } mended ? TextOf(mended) : null))
                .ToEquatableArray();
    }

    /// <summary>What is amiss, by level and rule.</summary>
    internal static IEnumerable<(Rule Rule, int Level, string Message, CoordinateTransformation? Mended)> Find(
        IReadOnlyList<PyramidLevel> levels, EquatableArray<Axis> axes) =>
        LevelAlignment.Check(levels, axes).GroupBy(fault => (fault.Level, fault.Kind)).Select(faults => (
            faults.Key.Kind switch
            {
                LevelFaultKind.Misaligned => Rules.LevelMisaligned,
                LevelFaultKind.HalfPixel => Rules.LevelHalfPixel,
                _ => Rules.LevelShapeMismatch,
            },
            faults.Key.Level,
            string.Join(" ", faults.GroupBy(fault => fault.Message).Select(same =>
                $"Along {string.Join(", ", same.Select(fault => axes[fault.Axis].Name))}: {same.Key}")),
            faults.First().Proposal));

    /// <summary>A transformation as 0.6 writes it.</summary>
    internal static string TextOf(CoordinateTransformation transformation) =>
        JsonText.Raw(writer => TransformationWriter.Write(writer, transformation, TransformationForm.Document)).ToString();
}
