using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Images;

/// <summary>
/// The two layouts of one image: everything in the group, or everything with the arrays. Consolidation is a pure
/// function of the group and its arrays; distribution is its inverse.
/// </summary>
public static class Consolidation
{
    /// <summary>
    /// Puts a group and its arrays together. The axes are those of the first array. The others must agree in names,
    /// types and order; lengths and durations in other units are converted. A level's transformation is the
    /// reference's after the array's own, which is taken over with the same bits where there is nothing to convert or
    /// to compose.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="arrays">What each level's array owns, in the order of the group's levels.</param>
    /// <exception cref="ArgumentException">There are not as many arrays as levels.</exception>
    /// <exception cref="NgffException">
    /// <c>datasets-missing</c>, <c>axes-disagree</c>, or a transformation that does not fit its axes. Pointers lead
    /// into <c>{"levels":[{"axes":[…],"coordinateTransformations":[…],"array":{…}}]}</c>.
    /// </exception>
    public static Multiscale Consolidate(ImageGroup group, IReadOnlyList<SpatialMetadata> arrays)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(arrays);
        if (arrays.Count != group.Levels.Count)
        {
            throw new ArgumentException(
                $"The group has {group.Levels.Count} levels, not {arrays.Count}.", nameof(arrays));
        }

        if (arrays.Count == 0)
        {
            throw Rules.DatasetsMissing.Refusal("/levels", "An image has at least one level.");
        }

        var axes = arrays[0].Axes;
        var levels = new MultiscaleLevel[arrays.Count];
        for (var index = 0; index < levels.Length; index++)
        {
            var reference = group.Levels[index];
            var own = InUnitsOf(axes, arrays[index], index);
            var further = reference.Transformation;
            Check(own, further, axes.Count, index);
            levels[index] = new MultiscaleLevel(
                reference.Path, further is null ? own : own.Then(further, axes.Count))
            { Other = reference.Other };
        }

        return new Multiscale
        {
            Name = group.Name,
            Type = group.Type,
            Axes = axes,
            Levels = levels.ToEquatableArray(),
            IntrinsicName = group.IntrinsicName,
            IntrinsicOther = group.IntrinsicOther,
            CoordinateSystems = group.CoordinateSystems,
            CoordinateTransformations = group.CoordinateTransformations,
            Other = group.Other,
        };
    }

    /// <summary>
    /// Gives every array its own copy of the axes and its level's transformation, and leaves references in the group.
    /// </summary>
    /// <param name="multiscale">A consolidated multiscale with at least one level.</param>
    /// <returns>The group, and what each of its levels' arrays owns, in order.</returns>
    public static (ImageGroup Group, EquatableArray<SpatialMetadata> Arrays) Distribute(Multiscale multiscale)
    {
        ArgumentNullException.ThrowIfNull(multiscale);
        var group = new ImageGroup
        {
            Name = multiscale.Name,
            Type = multiscale.Type,
            Levels = multiscale.Levels.Select(level => new LevelReference(level.Path) { Other = level.Other })
                .ToEquatableArray(),
            IntrinsicName = multiscale.IntrinsicName,
            IntrinsicOther = multiscale.IntrinsicOther,
            CoordinateSystems = multiscale.CoordinateSystems,
            CoordinateTransformations = multiscale.CoordinateTransformations,
            Other = multiscale.Other,
        };
        var arrays = multiscale.Levels.Select(level => new SpatialMetadata(multiscale.Axes, level.Transformation));
        return (group, arrays.ToEquatableArray());
    }

    /// <summary>
    /// The transformation of <paramref name="array"/> with its output in the units of <paramref name="axes"/>; the very
    /// same where no unit differs.
    /// </summary>
    /// <exception cref="NgffException"><c>axes-disagree</c>.</exception>
    private static CoordinateTransformation InUnitsOf(EquatableArray<Axis> axes, SpatialMetadata array, int level)
    {
        if (array.Axes.Count != axes.Count)
        {
            throw Rules.AxesDisagree.Refusal(
                $"/levels/{level}/axes", $"Level {level} has {array.Axes.Count} axes, the first level {axes.Count}.");
        }

        var converts = false;
        for (var index = 0; index < axes.Count; index++)
        {
            var (first, other) = (axes[index], array.Axes[index]);
            if (first.Name != other.Name || first.Type != other.Type)
            {
                throw Rules.AxesDisagree.Refusal(
                    $"/levels/{level}/axes/{index}",
                    $"Axis {index} of level {level} is {Describe(other)}, that of the first level {Describe(first)}.");
            }

            if (first.Unit != other.Unit)
            {
                if (!Units.TryConvert(1, other.Unit, first.Unit, out _))
                {
                    throw Rules.AxesDisagree.Refusal(
                        $"/levels/{level}/axes/{index}/unit",
                        $"Axis \"{other.Name}\" of level {level} has {DescribeUnit(other)}, that of the first level " +
                        $"{DescribeUnit(first)}, and neither converts to the other.");
                }

                converts = true;
            }
        }

        return converts ? Convert(array, axes) : array.Transformation;
    }

    private static CoordinateTransformation Convert(SpatialMetadata array, EquatableArray<Axis> axes)
    {
        var own = array.Transformation;
        if (own.AsScaleAndTranslation(axes.Count) is not var (scale, translation))
        {
            var factors = InUnits(Enumerable.Repeat(1.0, axes.Count).ToEquatableArray());
            return own.Then(new ScaleTransformation(factors), axes.Count);
        }

        return TransformationComposition.FromScaleAndTranslation(InUnits(scale), InUnits(translation)) with
        {
            Name = own.Name,
            Input = own.Input,
            Output = own.Output,
            Other = own.Other,
        };

        // Each number is converted by itself, and so rounded once.
        EquatableArray<double> InUnits(EquatableArray<double> values) => values.Select((value, axis) =>
        {
            Units.TryConvert(value, array.Axes[axis].Unit, axes[axis].Unit, out var converted);
            return axes[axis].Unit == array.Axes[axis].Unit ? value : converted;
        }).ToEquatableArray();
    }

    private static void Check(CoordinateTransformation own, CoordinateTransformation? further, int axisCount, int level)
    {
        var faults = own.Validate(axisCount, $"/levels/{level}/array/coordinateTransformations/0");
        if (further is not null)
        {
            faults = [.. faults, .. further.Validate(axisCount, $"/levels/{level}/coordinateTransformations/0")];
        }

        if (faults.Any(fault => fault.Refuses))
        {
            throw new NgffException(faults.Where(fault => fault.Refuses).ToEquatableArray());
        }
    }

    private static string Describe(Axis axis) =>
        axis.Type is null ? $"\"{axis.Name}\" without a type" : $"\"{axis.Name}\" of type {axis.Type}";

    private static string DescribeUnit(Axis axis) => axis.Unit is null ? "no unit" : $"the unit {axis.Unit}";
}
