using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.AlignmentFiles;

/// <summary>Puts what a file says and what was said of it together; what is missing or in contradiction is refused.</summary>
internal static class StatementRules
{
    /// <summary>Checks that all is said that the format needs, and nothing that it has not.</summary>
    /// <exception cref="NgffException">All that is amiss.</exception>
    public static void Check(AlignmentFileFormat format, AlignmentStatement statement)
    {
        var faults = new List<Diagnostic>();
        var isNgff = format == AlignmentFileFormat.Ngff;
        var hasFixed = format is AlignmentFileFormat.Itk or AlignmentFileFormat.Elastix;
        Unexpected(statement.Fixed is not null && !hasFixed, "/fixed", "Only ITK and elastix have a fixed image; say from.");
        Unexpected(
            statement.From is not null && hasFixed, "/from", "ITK and elastix lead from the fixed image; say fixed.");
        Unexpected(
            statement.InputUnit is not null && format != AlignmentFileFormat.Matrix,
            "/inputUnit",
            "Only a plain matrix may take coordinates in another unit than those it gives.");
        const string own = "A transformation of NGFF is one between the axes of the ends as they are.";
        Unexpected(isNgff && statement.Unit is not null, "/unit", own);
        Unexpected(isNgff && statement.UnitSize is not null, "/unitSize", own);
        Unexpected(isNgff && statement.Axes is not null, "/axes", own);
        Unexpected(isNgff && statement.SourceAxes is not null, "/sourceAxes", own);
        Unexpected(isNgff && statement.TargetAxes is not null, "/targetAxes", own);
        Unexpected(isNgff && statement.Frame is not null, "/frame", own);
        Unexpected(isNgff && statement.SourceFrame is not null, "/sourceFrame", own);
        Unexpected(isNgff && statement.TargetFrame is not null, "/targetFrame", own);
        Missing(
            hasFixed && statement.Fixed is null,
            Rules.AlignmentDirectionUnknown,
            "/fixed",
            "Transforms of ITK and elastix lead from the fixed image to the moving one; say which end is fixed, source or "
            + "target.");
        Missing(
            format == AlignmentFileFormat.Matrix && statement.From is null,
            Rules.AlignmentDirectionUnknown,
            "/from",
            "Say from which end the matrix leads, source or target.");
        Missing(
            format == AlignmentFileFormat.Matrix && statement.Axes is null,
            Rules.FileAxesUnknown,
            "/axes",
            "Say the names of the axes in the order of the matrix, such as x, y, z.");
        Missing(
            !isNgff && format != AlignmentFileFormat.Bigdataviewer && statement.Unit is null,
            Rules.UnitUnknown,
            "/unit",
            $"The file names no unit; say one, such as millimeter, or \"{AlignmentStatement.IndexUnit}\" for pixels.");
        if (statement.UnitSize is { } size && !(double.IsFinite(size) && size > 0))
        {
            faults.Add(Rules.UnitContradiction.At("/unitSize", "A size is a finite number greater than 0."));
        }

        if (faults.Count > 0)
        {
            throw new NgffException(faults.ToEquatableArray());
        }

        void Unexpected(bool isSo, string pointer, string message) =>
            Missing(isSo, Rules.AlignmentFieldUnexpected, pointer, message);

        void Missing(bool isSo, Rule rule, string pointer, string message)
        {
            if (isSo)
            {
                faults.Add(rule.At(pointer, message));
            }
        }
    }

    /// <summary>In what the coordinates are that the file's matrix takes, and those that it gives.</summary>
    public static (Measure Input, Measure Output) Measures(AlignmentFile file, AlignmentStatement statement)
    {
        var output = Output(file, statement);
        return file.TakesIndices
            ? (Measure.Index, output)
            : statement.InputUnit is { } unit ? (Measure.Of(unit, 1, "/inputUnit"), output) : (output, output);
    }

    /// <summary>The frame of the file's coordinates; null where it has none.</summary>
    public static AlignmentFrame? Frame(AlignmentFile file, AlignmentStatement statement)
    {
        if (file.Frame is { } own && statement.Frame is { } said && own != said)
        {
            throw Rules.FrameContradiction.Refusal(
                "/frame", $"Files of this format are in {own.Text()}, and not in {said.Text()}.");
        }

        return (file.Frame ?? statement.Frame) is AlignmentFrame.Lps or AlignmentFrame.Ras
            ? file.Frame ?? statement.Frame
            : null;
    }

    private static Measure Output(AlignmentFile file, AlignmentStatement statement)
    {
        if ((statement.Unit ?? file.Unit) is not { } unit)
        {
            throw Rules.UnitUnknown.Refusal("/unit", "The file names no unit that is known; say one, such as micrometer.");
        }

        var measure = Measure.Of(unit, statement.UnitSize ?? 1, "/unit");
        if (file.Unit is { } own && statement.Unit is { } said && own != said)
        {
            throw Rules.UnitContradiction.Refusal("/unit", $"The file says {own}, and the request {FileText.Shown(said)}.");
        }

        if (measure.Unit is null)
        {
            return statement.UnitSize is null or 1
                ? measure
                : throw Rules.UnitContradiction.Refusal("/unitSize", "A step of an index is one pixel.");
        }

        // The size of a step is the matter of BigDataViewer alone; elsewhere a unit is a unit.
        if (!file.TakesIndices)
        {
            return measure;
        }

        return (file.UnitSize, statement.UnitSize) switch
        {
            (1, null) => measure,
            ({ } size, { } given) when BigDataViewerReader.IsNear(size, given) => measure,
            ({ } size, { } given) => throw Rules.UnitContradiction.Refusal(
                "/unitSize",
                $"A step in the world of this file is {FileText.Shown(size)} {unit}, and not {FileText.Shown(given)}."),
            ({ } size, null) => throw Rules.UnitUnknown.Refusal(
                "/unitSize",
                $"A step in the world of this file is not one {unit}: it looks like {FileText.Shown(size)} {unit}. Say it."),
            (null, null) => throw Rules.UnitUnknown.Refusal(
                "/unitSize",
                $"How large a step in the world of this file is cannot be told from it; say how many of the unit {unit}, 1 "
                + "where it is the unit itself."),
            (null, _) => measure,
        };
    }
}

/// <summary>In what coordinates are counted.</summary>
/// <param name="Unit">A unit of length or time; null for indices of pixels.</param>
/// <param name="Size">How many of the unit a step is.</param>
internal sealed record Measure(string? Unit, double Size)
{
    /// <summary>Indices of pixels.</summary>
    public static readonly Measure Index = new(null, 1);

    /// <summary>The measure that a request says.</summary>
    public static Measure Of(string unit, double size, string pointer)
    {
        if (unit == AlignmentStatement.IndexUnit)
        {
            return Index;
        }

        return Units.TryGetKind(unit, out _)
            ? new Measure(unit, size)
            : throw Rules.UnitUnknown.Refusal(
                pointer,
                $"\"{FileText.Shown(unit)}\" is no unit that is known"
                + (Units.Propose(unit) is { } meant ? $"; {meant} may be meant." : "."));
    }
}
