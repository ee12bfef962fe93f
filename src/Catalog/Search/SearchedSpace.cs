using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Spaces;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Search;

/// <summary>A coordinate space in which placed extents are asked for, because a path leads from it to the space that is
/// searched.</summary>
/// <param name="Space">The space: <c>space:{id}</c>, <c>image:{id}</c> or <c>array:{id}</c>.</param>
/// <param name="Map">Row-major m × (n + 1): from its n axes to the m of the searched space, in metres and seconds on both
/// sides. An axis of the searched space of which the path says nothing has a row that leads to the middle of the box.</param>
/// <param name="Min">The least coordinate per axis of the space that the box has when it is carried back, a little wider;
/// −1e300 where that is not known.</param>
/// <param name="Max">The greatest coordinate; 1e300 where that is not known.</param>
public sealed record SearchedSpace(
    string Space, EquatableArray<double> Map, EquatableArray<double> Min, EquatableArray<double> Max)
{
    /// <summary>A space, and the box carried back into it.</summary>
    /// <param name="space">The space.</param>
    /// <param name="way">The way from it to the searched space.</param>
    /// <param name="axes">The axes that the way takes.</param>
    /// <param name="targetAxes">The axes that the way gives.</param>
    /// <param name="min">The least coordinates of the box, in metres and seconds.</param>
    /// <param name="max">The greatest coordinates of the box.</param>
    /// <returns>Null where a factor is greater than <see cref="CarriedExtent.MaxMagnitude"/>.</returns>
    public static SearchedSpace? Of(
        string space,
        AffineWay way,
        EquatableArray<Axis> axes,
        EquatableArray<Axis> targetAxes,
        EquatableArray<double> min,
        EquatableArray<double> max)
    {
        ArgumentNullException.ThrowIfNull(way);
        var columns = axes.Count + 1;
        var map = new double[targetAxes.Count * columns];
        for (var row = 0; row < targetAxes.Count; row++)
        {
            var unit = SiUnits.FactorOf(targetAxes[row]);
            for (var column = 0; column < columns; column++)
            {
                map[(row * columns) + column] = way.FreeAxes.Contains(row)
                    ? column == axes.Count ? (min[row] + max[row]) / 2 : 0
                    : way.Matrix[row, column] * unit / (column == axes.Count ? 1 : SiUnits.FactorOf(axes[column]));
            }
        }

        if (!map.All(number => Math.Abs(number) <= CarriedExtent.MaxMagnitude))
        {
            return null;
        }

        var (least, greatest) = BoxPreimage.Of(map, axes.Count, min.AsSpan(), max.AsSpan());
        return new SearchedSpace(
            space, map.ToEquatableArray(), least.ToEquatableArray(), greatest.ToEquatableArray());
    }
}
