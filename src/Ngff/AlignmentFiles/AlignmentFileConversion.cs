using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.AlignmentFiles;

/// <summary>Says what a file says between the axes of an alignment.</summary>
public static class AlignmentFileConversion
{
    /// <summary>
    /// The transformation from points of the source to points of the target, in the simplest form that does the same.
    /// Axes are found by name, units converted, signs taken from orientations and frames, and the direction from the
    /// statement. Axes that both ends have and the file has not are kept; those that only the source has are left out.
    /// Numbers are those of the file, to the last bit, where nothing has to be computed.
    /// </summary>
    /// <param name="file">What the file says.</param>
    /// <param name="statement">What was said of it.</param>
    /// <param name="source">The axes of the source, without units and orientations where they count pixels.</param>
    /// <param name="target">The axes of the target, likewise.</param>
    /// <exception cref="NgffException">Something is missing, contradicts, or cannot be said; the pointers are those of a
    /// request with the members of <see cref="AlignmentStatement"/>.</exception>
    public static CoordinateTransformation ToTransformation(
        this AlignmentFile file, AlignmentStatement statement, EquatableArray<Axis> source, EquatableArray<Axis> target)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(statement);
        StatementRules.Check(file.Format, statement);
        if (file.Matrix is null)
        {
            return OfTransformation(file.Transformation!, statement, source.Count, target.Count);
        }

        var names = Names(file, statement);
        var frame = StatementRules.Frame(file, statement);
        if (frame is not null && !names.All(AlignmentFrames.Axes.Contains))
        {
            throw Rules.FrameContradiction.Refusal(
                "/frame", $"{frame.Value.Text()} has the axes x, y and z, and the file {FileText.Listed(names)}.");
        }

        var isForward = (statement.Fixed ?? statement.From ?? AlignmentEnd.Source) == AlignmentEnd.Source;
        var (input, output) = StatementRules.Measures(file, statement);
        var (before, after) = isForward ? (input, output) : (output, input);
        var common = file.Format == AlignmentFileFormat.Matrix ? null : statement.Axes;
        var from = MatchedEnd.Of(
            AlignmentEnd.Source, source, names, statement.SourceAxes ?? common, before, frame, statement.SourceFrame);
        var to = MatchedEnd.Of(
            AlignmentEnd.Target, target, names, statement.TargetAxes ?? common, after, frame, statement.TargetFrame);
        var matrix = isForward ? file.Matrix : Inverted(file.Matrix);
        var converted = Convert(matrix, (from, before), (to, after));
        return converted.Values.All(double.IsFinite)
            ? TransformationSimplification.OfMatrix(converted)
            : throw Rules.TransformationOverflow.Refusal(
                FileText.Content, "In the units of the ends the transformation leaves the range of double precision.");
    }

    /// <summary>The names of the file's axes; those said for the ends are checked to be as many.</summary>
    private static EquatableArray<string> Names(AlignmentFile file, AlignmentStatement statement)
    {
        var rank = file.Matrix!.Rows;
        foreach (var (said, pointer) in new[]
        {
            (statement.Axes, "/axes"), (statement.SourceAxes, "/sourceAxes"), (statement.TargetAxes, "/targetAxes"),
        })
        {
            if (said is { } names && (names.Count != rank || names.Distinct(StringComparer.Ordinal).Count() != rank))
            {
                throw Rules.FileAxesMismatch.Refusal(
                    pointer, $"The file has {rank} axes; give as many names, each another one.");
            }
        }

        return file.Format == AlignmentFileFormat.Matrix
            ? statement.Axes!.Value
            : AlignmentFrames.Axes.Take(rank).ToEquatableArray();
    }

    private static Matrix Convert(
        Matrix matrix, (MatchedEnd End, Measure Measure) from, (MatchedEnd End, Measure Measure) to)
    {
        var (source, target) = (from.End.Axes, to.End.Axes);
        return Matrix.Create(target.Count, source.Count + 1, (row, column) =>
        {
            var output = to.End.IndexOf(row);
            if (output < 0)
            {
                var (place, factor) = Kept(from.End, target[row]);
                return column == place ? factor : 0;
            }

            var input = column == source.Count ? matrix.Columns - 1 : from.End.IndexOf(column);
            var value = input < 0
                ? 0
                : column == source.Count
                    ? to.End.Signs[output] * Offset(matrix[output, input], to.Measure, target[row])
                    : to.End.Signs[output] * from.End.Signs[input]
                        * Factor(matrix[output, input], (from.Measure, source[column]), (to.Measure, target[row]));

            // A flipped 0 is 0.
            return value == 0 ? 0 : value;
        });
    }

    private static double Offset(double value, Measure measure, Axis axis) => measure.Unit is null
        ? value
        : Converted(value * measure.Size, measure.Unit, axis.Unit!);

    // Where both sides are counted alike, only the units of the axes matter.
    private static double Factor(double value, (Measure Measure, Axis Axis) from, (Measure Measure, Axis Axis) to) =>
        (from.Measure.Unit, to.Measure.Unit) switch
        {
            (null, null) => value,
            ({ } input, null) => Converted(value, from.Axis.Unit!, input) / from.Measure.Size,
            (null, { } output) => Converted(value * to.Measure.Size, output, to.Axis.Unit!),
            _ when from.Measure == to.Measure => Converted(value, from.Axis.Unit!, to.Axis.Unit!),
            ({ } input, { } output) => Converted(
                Converted(value, from.Axis.Unit!, input) / from.Measure.Size * to.Measure.Size, output, to.Axis.Unit!),
        };

    private static double Converted(double value, string from, string to) =>
        from == to || !Units.TryConvert(value, from, to, out var result) ? value : result;

    /// <summary>The axis of the source that goes on as an axis of the target which the file has not.</summary>
    private static (int Place, double Factor) Kept(MatchedEnd source, Axis axis)
    {
        for (var place = 0; place < source.Axes.Count; place++)
        {
            var own = source.Axes[place];
            if (own.Name != axis.Name || source.IndexOf(place) >= 0)
            {
                continue;
            }

            if (AxisOrientation.Of(own) is { IsKnown: true } before && AxisOrientation.Of(axis) is { IsKnown: true } after
                && before != after)
            {
                throw Rules.FrameContradiction.Refusal(
                    "/axes",
                    $"The axis \"{axis.Name}\", which the file has not, leads {before.Value} at the source and "
                    + $"{after.Value} at the target.");
            }

            return own.Unit == axis.Unit
                ? (place, 1)
                : Units.TryConvert(1, own.Unit, axis.Unit, out var factor)
                    ? (place, factor)
                    : throw Rules.UnitMismatch.Refusal(
                        "/axes",
                        $"The axis \"{axis.Name}\", which the file has not, is {Said(own.Unit)} at the source and "
                        + $"{Said(axis.Unit)} at the target.");
        }

        throw Rules.AxisOnlyInTarget.Refusal(
            "/axes",
            $"The target has an axis \"{FileText.Shown(axis.Name)}\" that neither the file nor the source has.");
    }

    private static string Said(string? unit) => unit is null ? "without a unit" : $"in {FileText.Shown(unit)}";

    // Turns are inverted by their transposes and scales by their reciprocals, which is exact.
    private static Matrix Inverted(Matrix matrix) =>
        TransformationSimplification.OfMatrix(matrix).TryInvert(out var inverse)
        && inverse.ToMatrix(matrix.Rows) is { } inverted
            ? inverted
            : throw NotInvertible();

    private static NgffException NotInvertible() => Rules.AlignmentNotInvertible.Refusal(
        FileText.Content, "The transformation leads from the target to the source and has no inverse.");

    private static CoordinateTransformation OfTransformation(
        CoordinateTransformation transformation, AlignmentStatement statement, int sourceRank, int targetRank)
    {
        var isForward = statement.From is null or AlignmentEnd.Source;
        var (input, output) = isForward ? (sourceRank, targetRank) : (targetRank, sourceRank);
        var faults = transformation.Validate(input, output, "").Where(fault => fault.Refuses)
            .Select(fault => fault with
            {
                Pointer = FileText.Content,
                Message = $"{fault.Message.TrimEnd('.')} (at \"{fault.Pointer}\" in the transformation).",
            })
            .ToEquatableArray();
        return !faults.IsEmpty
            ? throw new NgffException(faults)
            : isForward
                ? transformation.Simplify(sourceRank)
                : transformation.TryInvert(out var inverse)
                    ? (inverse with { Name = transformation.Name }).Simplify(sourceRank)
                    : throw NotInvertible();
    }
}
