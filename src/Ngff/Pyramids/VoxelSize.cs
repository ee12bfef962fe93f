using System.Globalization;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Pyramids;

/// <summary>The size of a pixel along one axis.</summary>
/// <param name="Value">The size.</param>
/// <param name="Unit">A unit that <see cref="Units"/> knows, or null for an axis without one.</param>
public readonly record struct VoxelSize(double Value, string? Unit)
{
    /// <summary>
    /// Reads a finite number and a unit or the usual sign of one (<c>8nm</c>, <c>0.5 micrometer</c>, <c>2</c>).
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out VoxelSize result)
    {
        var end = text.Length;
        double value;
        while (!double.TryParse(text[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            if (--end <= 0)
            {
                result = default;
                return false;
            }
        }

        var unit = text[end..].Trim();
        result = new VoxelSize(value, unit.IsEmpty ? null : Units.Propose(unit.ToString()));
        return double.IsFinite(value) && unit.IsEmpty == result.Unit is null;
    }

    /// <summary>
    /// The levels whose pixels have a certain size: the size of their scale, whatever its sign. Lengths and durations
    /// are converted to the units of the axes. A size without a unit matches only an axis without one. Works for
    /// continuous pyramids too.
    /// </summary>
    /// <param name="levels">The levels.</param>
    /// <param name="axes">The axes of the intrinsic space.</param>
    /// <param name="sizes">One size per axis, in the order of the axes; null where any will do.</param>
    /// <param name="relativeTolerance">The greatest deviation, as a part of the wanted size; at least 0.</param>
    /// <returns>The matches; exact where all sizes are equal to the last bit.</returns>
    /// <exception cref="ArgumentException">The number of sizes or a level's rank is not that of the axes.</exception>
    public static EquatableArray<LevelMatch> LevelsWith(
        IReadOnlyList<PyramidLevel> levels,
        EquatableArray<Axis> axes,
        EquatableArray<VoxelSize?> sizes,
        double relativeTolerance = 1e-6)
    {
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentOutOfRangeException.ThrowIfNegative(relativeTolerance);
        if (sizes.Count != axes.Count)
        {
            throw new ArgumentException($"There are {axes.Count} axes and {sizes.Count} sizes.", nameof(sizes));
        }

        var matches = new List<LevelMatch>();
        for (var level = 0; level < levels.Count; level++)
        {
            var (fits, exact) = (true, true);
            if (Steps(levels[level].Transformation, axes.Count) is not { } steps)
            {
                continue;
            }

            for (var axis = 0; axis < axes.Count && fits; axis++)
            {
                if (sizes[axis] is not { } size)
                {
                    continue;
                }

                var own = steps[axis];
                fits = size.In(axes[axis].Unit, out var wanted) &&
                    Math.Abs(own - wanted) <= relativeTolerance * Math.Abs(wanted);
                exact &= own == wanted;
            }

            if (fits)
            {
                matches.Add(new LevelMatch(level, exact));
            }
        }

        return matches.ToEquatableArray();
    }

    /// <summary>
    /// How far one index leads, per axis: along it, or, where it is turned or sheared, along the column of the matrix. Null
    /// where the transformation has no matrix.
    /// </summary>
    /// <param name="transformation">From indices to a physical space.</param>
    /// <param name="rank">The number of axes of the indices.</param>
    public static double[]? Steps(CoordinateTransformation transformation, int rank)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        if (transformation.AsScaleAndTranslation(rank) is var (scale, _))
        {
            return [.. scale.Select(Math.Abs)];
        }

        return transformation.ToMatrix(rank) is not { } matrix ? null : [.. Enumerable.Range(0, rank).Select(column =>
            Math.Sqrt(Enumerable.Range(0, matrix.Rows).Sum(row => matrix[row, column] * matrix[row, column])))];
    }

    private bool In(string? unit, out double value)
    {
        value = Value;
        return Unit == unit || Units.TryConvert(Value, Unit, unit, out value);
    }
}
