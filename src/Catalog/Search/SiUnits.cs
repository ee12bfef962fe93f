using OmeNgff.Ngff.Axes;

namespace OmeNgff.Catalog.Search;

/// <summary>The units that the index has: metres and seconds.</summary>
public static class SiUnits
{
    /// <summary>What a coordinate along an axis is multiplied with; 1 where its unit is not known.</summary>
    public static double FactorOf(Axis axis)
    {
        ArgumentNullException.ThrowIfNull(axis);
        return Units.TryToSi(1, axis.Unit, out var factor) ? factor : 1;
    }

    /// <summary>A coordinate along an axis in metres or seconds; itself where its unit is not known.</summary>
    public static double Of(double coordinate, Axis axis)
    {
        ArgumentNullException.ThrowIfNull(axis);
        return Units.TryToSi(coordinate, axis.Unit, out var result) ? result : coordinate;
    }
}
