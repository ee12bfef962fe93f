using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Spaces;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Search;

/// <summary>
/// An image's extent, carried into a space of n axes: the points center + Σ u_j · column_j with |u_j| ≤ 1, in metres and
/// seconds; along an axis without a known unit in numbers as they are.
/// </summary>
public record CarriedExtent
{
    /// <summary>Stands for an edge beyond all numbers: finite, so that nothing computed with it is no number.</summary>
    public const double Unbounded = BoxPreimage.Unbounded;

    /// <summary>The greatest coordinate, half edge or factor that is used; what leaves it lies nowhere. The product of two
    /// of them is a number still.</summary>
    public const double MaxMagnitude = 1e140;

    /// <summary>The middle, per axis; 0 where the extent is unbounded.</summary>
    public required EquatableArray<double> Center { get; init; }

    /// <summary>Row-major n × k: column j is half the j-th edge of the image's extent. For each axis along which the extent
    /// is unbounded there is one more column, with <see cref="Unbounded"/> in its row.</summary>
    public required EquatableArray<double> HalfEdges { get; init; }

    /// <summary>The least coordinate per axis; −<see cref="Unbounded"/> where there is none.</summary>
    public required EquatableArray<double> Min { get; init; }

    /// <summary>The greatest coordinate per axis; <see cref="Unbounded"/> where there is none.</summary>
    public required EquatableArray<double> Max { get; init; }

    /// <summary>The extent that a box is.</summary>
    /// <param name="min">The least coordinate per axis; what is beyond all numbers that are used has no end.</param>
    /// <param name="max">The greatest coordinate per axis.</param>
    /// <param name="axes">The axes.</param>
    public static CarriedExtent OfBox(
        EquatableArray<double> min, EquatableArray<double> max, EquatableArray<Axis> axes)
    {
        var rank = axes.Count;
        var (center, half) = (new double[rank], new double[rank * rank]);
        var (least, greatest) = (new double[rank], new double[rank]);
        for (var axis = 0; axis < rank; axis++)
        {
            (least[axis], greatest[axis]) = (SiUnits.Of(min[axis], axes[axis]), SiUnits.Of(max[axis], axes[axis]));
            center[axis] = (least[axis] + greatest[axis]) / 2;
            half[(axis * rank) + axis] = (greatest[axis] - least[axis]) / 2;
            if (!(Math.Abs(least[axis]) <= MaxMagnitude && Math.Abs(greatest[axis]) <= MaxMagnitude))
            {
                (least[axis], greatest[axis]) = (-Unbounded, Unbounded);
                (center[axis], half[(axis * rank) + axis]) = (0, Unbounded);
            }
        }

        return new CarriedExtent
        {
            Center = center.ToEquatableArray(),
            HalfEdges = half.ToEquatableArray(),
            Min = least.ToEquatableArray(),
            Max = greatest.ToEquatableArray(),
        };
    }

    /// <summary>Carries an extent.</summary>
    /// <param name="extent">The extent, in the axes that the way takes.</param>
    /// <param name="way">The way.</param>
    /// <param name="axes">The axes that the way gives.</param>
    /// <returns>Null where a number is greater than <see cref="MaxMagnitude"/>.</returns>
    public static CarriedExtent? Of(Extent extent, AffineWay way, EquatableArray<Axis> axes)
    {
        ArgumentNullException.ThrowIfNull(extent);
        ArgumentNullException.ThrowIfNull(way);
        var (rows, edges) = (axes.Count, extent.Min.Count);
        var columns = edges + way.FreeAxes.Count;
        var (center, half) = (new double[rows], new double[rows * columns]);
        var (min, max) = (new double[rows], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            var free = way.FreeAxes.Items.IndexOf(row);
            if (free >= 0)
            {
                half[(row * columns) + edges + free] = Unbounded;
                (min[row], max[row]) = (-Unbounded, Unbounded);
                continue;
            }

            var unit = SiUnits.FactorOf(axes[row]);
            var (middle, reach) = (way.Matrix[row, edges], 0.0);
            for (var edge = 0; edge < edges; edge++)
            {
                var factor = way.Matrix[row, edge];
                middle += factor * (extent.Min[edge] + extent.Max[edge]) / 2;
                half[(row * columns) + edge] = factor * (extent.Max[edge] - extent.Min[edge]) / 2 * unit;
                reach += Math.Abs(half[(row * columns) + edge]);
            }

            center[row] = middle * unit;
            (min[row], max[row]) = (center[row] - reach, center[row] + reach);
            if (!(Math.Abs(center[row]) + reach <= MaxMagnitude))
            {
                return null;
            }
        }

        return new CarriedExtent
        {
            Center = center.ToEquatableArray(),
            HalfEdges = half.ToEquatableArray(),
            Min = min.ToEquatableArray(),
            Max = max.ToEquatableArray(),
        };
    }
}
