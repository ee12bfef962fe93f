using System.Globalization;
using OmeNgff.Cli.Output;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Transformations;
using Spectre.Console;

namespace OmeNgff.Cli.Records;

/// <summary>An image for people.</summary>
internal static class ImageSheet
{
    /// <summary>Writes an image.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="image">The image.</param>
    /// <param name="arrays">The arrays of its levels, in their order.</param>
    public static void Write(Terminal terminal, ImageRecord image, IReadOnlyList<ArrayRecord> arrays)
    {
        terminal.WriteTitle(image);
        terminal.WriteField("name", image.DisplayName);
        terminal.WriteField("description", image.Description);
        terminal.WriteField("dataset", image.Dataset);
        terminal.WriteField("location", image.Location?.Address);
        terminal.WriteField("source", image.OmeVersion is { } version ? $"OME-NGFF {version}" : null);
        terminal.WriteField("tags", string.Join(", ", image.Tags));
        terminal.WriteField("label of", image.LabelOf is { } labelled ? $"image:{labelled}" : null);
        terminal.WriteVersion(image);

        WriteAxes(terminal, image.View?.Axes ?? (arrays.Count > 0 ? arrays[0].Axes : []), image.View?.Extent);
        WriteLevels(terminal, image, arrays);
        WriteLabels(terminal, image.Labels);
        WriteDiagnostics(terminal, image.View?.Diagnostics ?? image.Diagnostics ?? []);
    }

    private static void WriteAxes(Terminal terminal, EquatableArray<Axis> axes, Extent? extent)
    {
        var table = Tables.Create("axis", "type", "unit", "extent");
        for (var index = 0; index < axes.Count; index++)
        {
            table.Add(
                axes[index].Name,
                axes[index].Type ?? "",
                axes[index].Unit ?? "",
                extent is null ? "" : $"{Computed(extent.Min[index])} to {Computed(extent.Max[index])}");
        }

        terminal.WriteLine();
        terminal.Write(table);
    }

    /// <summary>A number without the digits that only show how it was computed.</summary>
    private static string Computed(double number) => number.ToString("G15", CultureInfo.InvariantCulture);

    private static void WriteLevels(Terminal terminal, ImageRecord image, IReadOnlyList<ArrayRecord> arrays)
    {
        terminal.WriteLine();
        terminal.Write(Levels(image, arrays, below: false), () => Levels(image, arrays, below: true).KeepWhole());
        terminal.WriteLine();
        for (var index = 0; index < arrays.Count; index++)
        {
            terminal.WriteField($"level {image.Levels[index].Path}", $"array:{image.Levels[index].Array}");
        }
    }

    /// <summary>A row per level, or, with the numbers below each other, a line per level and axis.</summary>
    private static Table Levels(ImageRecord image, IReadOnlyList<ArrayRecord> arrays, bool below)
    {
        var hasShards = arrays.Any(array => array.ShardShape is not null);
        var table = Tables.Create(
        [
            "level", .. Where(below, "axis"), "shape", "scale", "translation", "data type", "chunk",
            .. Where(hasShards, "shard"),
        ]);
        for (var index = 0; index < arrays.Count; index++)
        {
            var (level, array) = (image.Levels[index], arrays[index]);
            var (scale, translation) = PlacementOf(level, array);
            table.AddRow(
            [
                Tables.Cell(level.Path),
                .. Where(below, Tables.Cell(array.Axes.Select(axis => axis.Name), below)),
                Tables.Cell(array.Shape.Select(Tables.Number), below),
                Tables.Cell(scale, below),
                Tables.Cell(translation, below),
                Tables.Cell(array.DataType),
                Tables.Cell(array.ChunkShape.Select(Tables.Number), below),
                .. Where(hasShards, Tables.Cell((array.ShardShape ?? []).Select(Tables.Number), below)),
            ]);
        }

        return table;
    }

    private static T[] Where<T>(bool isThere, T column) => isThere ? [column] : [];

    /// <summary>How pixels of a level lie in intrinsic space: by the array, then by what the image adds.</summary>
    private static Placement PlacementOf(ImageLevel level, ArrayRecord array)
    {
        var rank = array.Axes.Count;
        var own = array.Spatial.Transformation;
        return Placement.Of(level.Transformation is { } further ? own.Then(further, rank) : own, rank);
    }

    private static void WriteLabels(Terminal terminal, EquatableArray<ImageLabelLink> labels)
    {
        foreach (var label in labels)
        {
            terminal.WriteField($"label {label.Path}", $"image:{label.Image}");
        }
    }

    private static void WriteDiagnostics(Terminal terminal, EquatableArray<Diagnostic> diagnostics)
    {
        if (diagnostics.IsEmpty)
        {
            return;
        }

        var table = Tables.Create("diagnostic", "rule", "place", "message");
        foreach (var diagnostic in diagnostics)
        {
            table.Add(
                diagnostic.Severity.ToString().ToLowerInvariant(),
                diagnostic.Rule,
                ProblemText.Place(diagnostic.Path, diagnostic.Pointer),
                diagnostic.Message);
        }

        terminal.WriteLine();
        terminal.Write(table);
    }
}
