using System.Globalization;
using OmeNgff.Cli.Output;
using OmeNgff.Cli.Records;
using OmeNgff.Client.Transforms;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;

namespace OmeNgff.Cli.Transforms;

/// <summary>A path between two spaces for people.</summary>
internal static class TransformSheet
{
    /// <summary>Writes the path, the matrix, and the points that were carried.</summary>
    public static void Write(
        Terminal terminal, TransformAnswer answer, EquatableArray<EquatableArray<double>> points, PointsAnswer? carried)
    {
        WritePath(terminal, answer.Path);
        foreach (var found in answer.Diagnostics ?? [])
        {
            terminal.WriteField(found.Severity.ToString().ToLowerInvariant(), found.Message);
        }

        if (answer.Matrix is { } matrix)
        {
            terminal.WriteLine();
            var table = Tables.Create(["", .. answer.FromAxes.Select(Named), "offset"]).KeepWhole();
            for (var row = 0; row < matrix.Rows; row++)
            {
                table.Add([Named(answer.ToAxes[row]), .. matrix.Row(row).ToArray().Select(Tables.Number)]);
            }

            terminal.Write(table);
        }
        else if (carried is null)
        {
            terminal.WriteLine();
            terminal.WriteField("transformation", answer.Transformation?.Type ?? "none that can be written down");
        }

        foreach (var (other, number) in (answer.Alternatives ?? []).Select((other, index) => (other, index + 1)))
        {
            terminal.WriteLine();
            terminal.WriteLine($"alternative {number.ToString(CultureInfo.InvariantCulture)}");
            WritePath(terminal, other.Path);
        }

        WritePoints(terminal, points, carried);
    }

    private static void WritePath(Terminal terminal, EquatableArray<TransformStep> path)
    {
        var table = Tables.Create("step", "from", "by", "to").KeepWhole(0);
        for (var index = 0; index < path.Count; index++)
        {
            var step = path[index];
            var by = step.Alignment is { } alignment
                ? string.Create(CultureInfo.InvariantCulture, $"{alignment}@{step.Version}")
                : step.Level is { } level ? $"level {level} of image:{step.Image}" : $"label image:{step.Image}";
            if (step.Direction == StepDirection.Inverse)
            {
                by += ", backwards";
            }

            if (step.Free is { } free)
            {
                by += $", {string.Join(", ", free)} at 0";
            }

            table.Add((index + 1).ToString(CultureInfo.InvariantCulture), step.From, by, step.To);
        }

        if (path.IsEmpty)
        {
            terminal.WriteLine("Both are the same space.");
        }
        else
        {
            terminal.Write(table);
        }
    }

    private static void WritePoints(
        Terminal terminal, EquatableArray<EquatableArray<double>> points, PointsAnswer? carried)
    {
        if (carried is null)
        {
            return;
        }

        terminal.WriteLine();
        for (var index = 0; index < points.Count; index++)
        {
            var result = carried.Points[index] is { } point
                ? TransformCommand.Text(point)
                : carried.Faults?.FirstOrDefault(fault => fault.Point == index)?.Message ?? "";
            terminal.WriteLine($"{TransformCommand.Text(points[index])} → {result}");
        }
    }

    private static string Named(Axis axis) => axis.Unit is { } unit ? $"{axis.Name} ({unit})" : axis.Name;
}
