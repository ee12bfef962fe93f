using System.Collections.Immutable;

namespace OmeNgff.Zarr.Fields;

/// <summary>The faults of the points of a batch; the first of each counts.</summary>
internal sealed class PointFaults
{
    private readonly Dictionary<int, PointFault> _faults = [];

    /// <summary>Says why a point cannot be carried.</summary>
    public void Add(int point, string rule, string message) =>
        _faults.TryAdd(point, new PointFault(point, rule, message));

    /// <summary>The points that have a fault.</summary>
    public IReadOnlyCollection<int> Points => _faults.Keys;

    /// <summary>All, in the order of the points.</summary>
    public ImmutableArray<PointFault> InOrder() => [.. _faults.Values.OrderBy(fault => fault.Point)];
}
