using System.Globalization;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Pyramids;

/// <summary>
/// Checks whether the levels of an image lie on each other (NGFF 0.6, note to "multiscales": a binned level with scale
/// s_k is translated by (s_k − s_0)/2 against the base level). What is found is data; how grave it is, others decide.
/// </summary>
/// <remarks>
/// <para>Per axis, a level may be binned, (s_k − s_0)/2 + t_0, or strided, t_0. An axis that is strided throughout
/// cannot be told from a binned one whose translations were left out, as most writers did until 2026: it gets
/// <see cref="LevelFaultKind.HalfPixel"/>, whose message says so. No such fault for axes of time, channels and other
/// kinds, which are thinned out rather than averaged, nor where the ratio of the scales is (n_0 − 1)/(n_k − 1), which
/// is how corner-aligned interpolation scales.</para>
/// <para>Not looked at: axes where the sizes do not fit, whose levels are crops or other scans (they have
/// <see cref="LevelFaultKind.ShapeMismatch"/> already), and continuous pyramids, which may lie as they like, but for
/// the translation that level 0 alone has.</para>
/// </remarks>
public static class LevelAlignment
{
    /// <summary>The greatest deviation of a translation that counts as none, in base pixels.</summary>
    public const double Tolerance = 1e-3;

    /// <summary>Checks all levels against the first one.</summary>
    /// <param name="levels">The levels, the base level first; where a shape is missing, sizes are not checked.</param>
    /// <param name="axes">The axes of the intrinsic space.</param>
    /// <returns>
    /// The faults by level and axis. Axes with numbers that are 0 or not finite are left out; levels that are more than
    /// scaled and translated are not compared.
    /// </returns>
    /// <exception cref="ArgumentException">A transformation or a shape has another rank.</exception>
    public static EquatableArray<LevelFault> Check(IReadOnlyList<PyramidLevel> levels, EquatableArray<Axis> axes)
    {
        ArgumentNullException.ThrowIfNull(levels);
        var placed = levels.Select(level => Placed(level, axes.Count)).OfType<Level>().ToArray();
        if (placed.Length < 2 || placed.Length != levels.Count)
        {
            return [];
        }

        var discrete = PyramidRecognition.Recognise(levels).Kind == PyramidKind.Discrete;
        var faults = new List<LevelFault>();
        for (var axis = 0; axis < axes.Count; axis++)
        {
            var spatial = axes[axis].Type is null or "space";
            CheckAxis(AxisLevels(placed, axis, faults), axis, discrete, spatial, faults);
        }

        return faults
            .OrderBy(fault => fault.Level).ThenBy(fault => fault.Axis)
            .Select(fault => fault with { Proposal = Proposal(fault, faults, placed, levels) })
            .ToEquatableArray();
    }

    private static Level? Placed(PyramidLevel level, int rank)
    {
        if (level.Shape is { } shape && shape.Count != rank)
        {
            throw new ArgumentException($"A level has {shape.Count} dimensions and {rank} axes.", nameof(level));
        }

        return level.Transformation.AsScaleAndTranslation(rank) is var (scale, translation)
            ? new Level(scale, translation, level.Shape)
            : null;
    }

    // The levels that can be compared on an axis; those whose sizes do not fit become faults instead.
    private static List<AxisLevel> AxisLevels(Level[] levels, int axis, List<LevelFault> faults)
    {
        var compared = new List<AxisLevel>();
        var (baseScale, baseTranslation) = (levels[0].Scale[axis], levels[0].Translation[axis]);
        for (var index = 1; index < levels.Length; index++)
        {
            var level = levels[index];
            var (scale, translation) = (level.Scale[axis], level.Translation[axis]);
            var factor = scale / baseScale;
            var offset = (translation - baseTranslation) / baseScale;
            if (!double.IsNormal(factor) || !double.IsFinite(offset))
            {
                continue;
            }

            var corners = false;
            if (levels[0].Shape is { } from && level.Shape is { } to)
            {
                var difference = Math.Abs(from[axis] - (to[axis] * factor));
                if (difference > Math.Max(1, Math.Abs(factor)) * (1 + 1e-6))
                {
                    var message = string.Create(
                        CultureInfo.InvariantCulture,
                        $"Level {index} covers {to[axis] * factor:G6} base pixels where level 0 has {from[axis]}.");
                    faults.Add(new LevelFault(index, axis, LevelFaultKind.ShapeMismatch, message, null));
                    continue;
                }

                corners = to[axis] > 1 && !double.IsInteger(factor) &&
                    Math.Abs((factor * (to[axis] - 1) / (from[axis] - 1)) - 1) <= 1e-6;
            }

            // The last bits of large translations.
            var noise = (Math.Abs(translation) + Math.Abs(baseTranslation)) / Math.Abs(baseScale) / (1L << 50);
            compared.Add(new AxisLevel(
                index, factor, offset, Tolerance + noise, corners, Math.Abs(translation / baseScale) <= Tolerance));
        }

        return compared;
    }

    private static void CheckAxis(
        List<AxisLevel> levels, int axis, bool discrete, bool spatial, List<LevelFault> faults)
    {
        var onlyBase = levels.Count > 0 && levels.All(level => level.Untranslated && !level.Binned && !level.Strided);
        var someBinned = levels.Any(level => level.Binned && !level.Strided);
        foreach (var level in levels)
        {
            if (level.Binned || (!discrete && !onlyBase))
            {
                continue;
            }

            var (kind, what) = (level.Strided, onlyBase, someBinned) switch
            {
                (_, true, _) => (LevelFaultKind.Misaligned, "only level 0 is translated"),
                (false, _, _) => (LevelFaultKind.Misaligned, "which is neither binning nor striding (0)"),
                (_, _, true) => (LevelFaultKind.Misaligned, "while other levels are translated as for binning"),
                _ => (LevelFaultKind.HalfPixel,
                    "right if single pixels were picked (striding), off if pixels were averaged; nothing tells which"),
            };
            if (kind == LevelFaultKind.HalfPixel && (!spatial || level.Corners))
            {
                continue;
            }

            var message = string.Create(
                CultureInfo.InvariantCulture,
                $"Level {level.Index} starts {level.Offset:G6} base pixels after level 0 " +
                $"(binning: {level.Binning:G6}), {what}.");
            faults.Add(new LevelFault(level.Index, axis, kind, message, null));
        }
    }

    // Mends all faulty axes of the level at once, so that it holds whichever of the faults it is taken from.
    private static CoordinateTransformation? Proposal(
        LevelFault fault, List<LevelFault> faults, Level[] placed, IReadOnlyList<PyramidLevel> levels)
    {
        if (fault.Kind == LevelFaultKind.ShapeMismatch)
        {
            return null;
        }

        var (first, level) = (placed[0], placed[fault.Level]);
        var translation = level.Translation.ToArray();
        foreach (var other in faults)
        {
            if (other.Level == fault.Level && other.Kind != LevelFaultKind.ShapeMismatch)
            {
                translation[other.Axis] = first.Translation[other.Axis] +
                    ((level.Scale[other.Axis] - first.Scale[other.Axis]) / 2);
            }
        }

        var old = levels[fault.Level].Transformation;
        return TransformationComposition.FromScaleAndTranslation(level.Scale, translation.ToEquatableArray()) with
        {
            Name = old.Name,
            Input = old.Input,
            Output = old.Output,
        };
    }

    private sealed record Level(
        EquatableArray<double> Scale, EquatableArray<double> Translation, EquatableArray<long>? Shape);

    // A level against the base on one axis. Offset and reach are in base pixels.
    private sealed record AxisLevel(
        int Index, double Factor, double Offset, double Reach, bool Corners, bool Untranslated)
    {
        public double Binning => (Factor - 1) / 2;

        public bool Binned => Math.Abs(Offset - Binning) <= Reach;

        public bool Strided => Math.Abs(Offset) <= Reach;
    }
}
