using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;

namespace OmeNgff.Ngff.AlignmentFiles;

/// <summary>The axes of one end of an alignment as a file has them.</summary>
/// <param name="Axes">All axes of the end, in its order.</param>
/// <param name="Places">For each axis of the file, in its order, the index of that of the end.</param>
/// <param name="Signs">For each axis of the file 1 where both lead the same way, −1 where they lead against each other.
/// </param>
internal sealed record MatchedEnd(EquatableArray<Axis> Axes, int[] Places, double[] Signs)
{
    /// <summary>The index of the file's axis that an axis of the end is; negative where the file does not have it.</summary>
    public int IndexOf(int place) => Array.IndexOf(Places, place);

    /// <summary>Finds the file's axes at an end by their names, and whether each leads the same way.</summary>
    /// <param name="end">Source or target, for messages and pointers.</param>
    /// <param name="axes">The axes of the end.</param>
    /// <param name="file">The names of the file's axes.</param>
    /// <param name="names">What these are called at the end; null where their names are those of the file.</param>
    /// <param name="measure">In what the file counts there.</param>
    /// <param name="frame">The frame of the file; null where it has none.</param>
    /// <param name="said">The frame that was said of the end, or null.</param>
    /// <exception cref="NgffException">They are not there, or in other units, or the frames are unknown.</exception>
    public static MatchedEnd Of(
        AlignmentEnd end,
        EquatableArray<Axis> axes,
        EquatableArray<string> file,
        EquatableArray<string>? names,
        Measure measure,
        AlignmentFrame? frame,
        AlignmentFrame? said)
    {
        var (places, signs) = (new int[file.Count], new double[file.Count]);
        var wanted = names ?? file;
        for (var index = 0; index < file.Count; index++)
        {
            places[index] = Place(end, axes, wanted[index], isSaid: names is not null);
            var axis = axes[places[index]];
            CheckUnit(end, axis, measure);
            signs[index] = Sign(end, axis, file[index], frame, said);
        }

        return new MatchedEnd(axes, places, signs);
    }

    private static int Place(AlignmentEnd end, EquatableArray<Axis> axes, string name, bool isSaid)
    {
        for (var place = 0; place < axes.Count; place++)
        {
            // A channel may be called x; only who says so means it.
            if (axes[place].Name == name && (isSaid || axes[place].Type is null or "space" or "array"))
            {
                return place;
            }
        }

        var pointer = end == AlignmentEnd.Source ? "/sourceAxes" : "/targetAxes";
        throw Rules.FileAxesMismatch.Refusal(
            isSaid ? pointer : "/axes",
            $"The {Text(end)} has no {(isSaid ? "" : "space ")}axis \"{FileText.Shown(name)}\" but "
            + $"{FileText.Listed([.. axes.Select(axis => axis.Name)])}; say in axes what the file's axes are called.");
    }

    private static void CheckUnit(AlignmentEnd end, Axis axis, Measure measure)
    {
        var isRight = axis.Unit is null
            ? measure.Unit is null
            : measure.Unit is not null && Units.TryConvert(1, measure.Unit, axis.Unit, out _);
        if (!isRight)
        {
            throw Rules.UnitMismatch.Refusal(
                "/unit",
                $"The axis \"{axis.Name}\" of the {Text(end)} "
                + (axis.Unit is null ? "counts pixels or has no unit" : $"is in {FileText.Shown(axis.Unit)}")
                + ", and the file's coordinates there are "
                + (measure.Unit is null
                    ? "pixels, as those of an alignment from or to array:{id}; say them so."
                    : $"in {measure.Unit}; one cannot be said in the other."));
        }
    }

    private static double Sign(
        AlignmentEnd end, Axis axis, string name, AlignmentFrame? frame, AlignmentFrame? said)
    {
        var pointer = end == AlignmentEnd.Source ? "/sourceFrame" : "/targetFrame";
        if (frame is not { } own)
        {
            return said is null or AlignmentFrame.File
                ? 1
                : throw Rules.FrameUnknown.Refusal(
                    "/frame", $"The {Text(end)} is in {said.Value.Text()}, and nothing says in which frame the file is.");
        }

        var ofFile = own.Orientation(IndexInFrame(name));
        var ofEnd = AxisOrientation.Of(axis) is { IsKnown: true } orientation ? orientation : null;
        if (ofEnd is null || (said == AlignmentFrame.File && !AlignmentFrames.IsOfFrames(ofEnd)))
        {
            return said switch
            {
                AlignmentFrame.File => 1,
                { } stated => stated.Orientation(IndexInFrame(name)) == ofFile ? 1 : -1,
                null => throw Rules.FrameUnknown.Refusal(
                    pointer,
                    $"The axis \"{axis.Name}\" of the {Text(end)} has no orientation; say whether it is in LPS or RAS, or "
                    + "as it is in the file (file)."),
            };
        }

        var expected = said switch
        {
            null => ofEnd,
            AlignmentFrame.File => ofFile,
            { } stated => stated.Orientation(IndexInFrame(name)),
        };
        return ofEnd.Pair == ofFile.Pair && ofEnd == expected
            ? ofEnd == ofFile ? 1 : -1
            : throw Rules.FrameContradiction.Refusal(
                pointer,
                $"The axis \"{axis.Name}\" of the {Text(end)} leads {ofEnd.Value}, and {name} of the file {ofFile.Value}"
                + (said is null ? "." : $"; \"{said.Value.Text()}\" was said of the {Text(end)}."));
    }

    private static int IndexInFrame(string name) => Array.IndexOf([.. AlignmentFrames.Axes], name);

    private static string Text(AlignmentEnd end) => end == AlignmentEnd.Source ? "source" : "target";
}
