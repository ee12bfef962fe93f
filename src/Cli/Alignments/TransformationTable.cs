using OmeNgff.Cli.Output;
using OmeNgff.Cli.Records;
using OmeNgff.Client.Records;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Cli.Alignments;

/// <summary>A transformation between named axes, as a matrix.</summary>
internal static class TransformationTable
{
    /// <summary>Writes the transformation of a version: a row per axis of the target, a column per axis of the source and
    /// one for the offset. What is no matrix is named.</summary>
    public static void Write(Terminal terminal, AlignmentVersion version)
    {
        var (source, target) = (version.SourceAxes, version.TargetAxes);
        if (version.CoordinateTransformation?.ToMatrix(source.Count) is not { } matrix)
        {
            terminal.WriteField("transformation", version.CoordinateTransformation?.Type);
            return;
        }

        var table = Tables.Create(
            ["to \\ from", .. source.Select(axis => Named(axis, version.Source)), "offset"]).KeepWhole();
        for (var row = 0; row < matrix.Rows; row++)
        {
            table.Add([Named(target[row], version.Target), .. matrix.Row(row).ToArray().Select(Tables.Number)]);
        }

        terminal.Write(table);
    }

    // The axes of an array have the units of what its pixels lie in.
    private static string Named(Axis axis, string end) =>
        SpaceReference.TryParse(end, out var reference) && reference.Kind == RecordKind.Array
            ? $"{axis.Name} (pixel)"
            : axis.Unit is { } unit ? $"{axis.Name} ({unit})" : axis.Name;
}
