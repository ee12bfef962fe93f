using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Images;

/// <summary>
/// The box that an image fills in the space that its group transformations lead to (its intrinsic space where it has
/// none), in the units of its axes.
/// </summary>
/// <param name="Min">The least coordinate per axis, in the order of the axes.</param>
/// <param name="Max">The greatest coordinate per axis.</param>
public sealed record Extent(EquatableArray<double> Min, EquatableArray<double> Max)
{
    /// <summary>
    /// The union of all levels' boxes. A level's box reaches over the edges of its pixels, whose centres are integers:
    /// from −0.5 to n − 0.5 along an axis of n pixels; level and group transformations carry it on.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="levels">What each level's array owns and its shape, in the order of the group's levels.</param>
    /// <exception cref="ArgumentException">There are not as many arrays as levels, or a rank does not fit.</exception>
    /// <exception cref="NgffException">The group and its arrays cannot be consolidated.</exception>
    public static Extent Of(
        ImageGroup group, IReadOnlyList<(SpatialMetadata Spatial, EquatableArray<long> Shape)> levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        return Of(
            Consolidation.Consolidate(group, [.. levels.Select(level => level.Spatial)]),
            [.. levels.Select(level => level.Shape)]);
    }

    /// <summary>The same for a group that has been put together with its arrays.</summary>
    /// <param name="multiscale">The group with its levels.</param>
    /// <param name="shapes">The shape of each level's array.</param>
    /// <exception cref="ArgumentException">There are not as many shapes as levels, or a rank does not fit.</exception>
    public static Extent Of(Multiscale multiscale, IReadOnlyList<EquatableArray<long>> shapes)
    {
        ArgumentNullException.ThrowIfNull(multiscale);
        ArgumentNullException.ThrowIfNull(shapes);
        if (shapes.Count != multiscale.Levels.Count)
        {
            throw new ArgumentException(
                $"There are {multiscale.Levels.Count} levels, not {shapes.Count}.", nameof(shapes));
        }

        var rank = multiscale.Axes.Count;
        var min = new double[rank];
        var max = new double[rank];
        Array.Fill(min, double.PositiveInfinity);
        Array.Fill(max, double.NegativeInfinity);
        var low = new double[rank];
        var high = new double[rank];
        for (var index = 0; index < shapes.Count; index++)
        {
            var shape = shapes[index];
            if (shape.Count != rank)
            {
                throw new ArgumentException(
                    $"Level {index} has {shape.Count} dimensions and {rank} axes.", nameof(shapes));
            }

            for (var axis = 0; axis < rank; axis++)
            {
                low[axis] = -0.5;
                high[axis] = shape[axis] - 0.5;
            }

            var box = multiscale.Levels[index].Transformation.TransformBox(low, high);
            foreach (var further in multiscale.CoordinateTransformations.Where(part => part.Input is null && part.Output is null))
            {
                box = further.TransformBox(box.Min.AsSpan(), box.Max.AsSpan());
            }

            for (var axis = 0; axis < rank; axis++)
            {
                min[axis] = Math.Min(min[axis], box.Min[axis]);
                max[axis] = Math.Max(max[axis], box.Max[axis]);
            }
        }

        return new Extent(min.ToEquatableArray(), max.ToEquatableArray());
    }
}
