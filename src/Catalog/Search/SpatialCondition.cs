using System.Collections.Immutable;
using OmeNgff.Ngff;

namespace OmeNgff.Catalog.Search;

/// <summary>
/// Which images meet a box in a space: those of <see cref="Images"/>, and those with a <see cref="PlacedExtent"/> that
/// is exact, whose alignment is not <see cref="Excluded"/> and that meets the box by one of the <see cref="Spaces"/>, its
/// own.
/// </summary>
/// <remarks>
/// An image meets the box unless an axis tells them apart: one of the space that is searched, or one of the space that the
/// first alignment of the image's path leads to. All images whose extent has a point in the box do; of the others only some
/// that lie askew and come near an edge.
/// </remarks>
/// <param name="Min">The least coordinate per axis of the searched space, in metres and seconds; −1e300 where the box has no
/// end.</param>
/// <param name="Max">The greatest coordinate; 1e300 where the box has no end.</param>
public sealed record SpatialCondition(EquatableArray<double> Min, EquatableArray<double> Max)
{
    /// <summary>How far edges may be apart that touch, relative to the numbers that are compared: what rounding does to
    /// them.</summary>
    public const double Tolerance = 1e-12;

    /// <summary>What is at least this is taken for <see cref="CarriedExtent.Unbounded"/>.</summary>
    private const double Beyond = 1e299;

    /// <summary>The coordinate spaces where placed extents are asked for; each once.</summary>
    public ImmutableArray<SearchedSpace> Spaces { get; init; } = [];

    /// <summary>Ids of alignments whose placed extents do not count: their images have better paths, or another version is
    /// asked for.</summary>
    public ImmutableArray<string> Excluded { get; init; } = [];

    /// <summary>Ids of images that meet the box, though the index does not say so.</summary>
    public ImmutableArray<string> Images { get; init; } = [];

    /// <summary>True when the box has no end: whatever has a path meets it, and extents need not be exact.</summary>
    public bool IsAnywhere => Min.All(edge => edge <= -CarriedExtent.Unbounded);

    /// <summary>True when an extent of a searched space meets the box.</summary>
    public bool Meets(CarriedExtent extent, SearchedSpace space)
    {
        ArgumentNullException.ThrowIfNull(extent);
        ArgumentNullException.ThrowIfNull(space);
        return Overlap(extent.Min.AsSpan(), extent.Max.AsSpan(), space.Min.AsSpan(), space.Max.AsSpan())
            && Meets(
                extent.Center.AsSpan(), extent.HalfEdges.AsSpan(), space.Map.AsSpan(), Min.AsSpan(), Max.AsSpan());
    }

    /// <summary>True when two boxes have a point in common; touching counts.</summary>
    public static bool Overlap(
        ReadOnlySpan<double> min, ReadOnlySpan<double> max, ReadOnlySpan<double> otherMin, ReadOnlySpan<double> otherMax)
    {
        for (var axis = 0; axis < min.Length; axis++)
        {
            if (!(min[axis] <= otherMax[axis] && otherMin[axis] <= max[axis]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// True when, along each axis of the searched space, the extent reaches the box; touching counts. A function of the
    /// database does the same, in the same order. For each axis i of the m axes of the searched space:
    /// <code>
    /// middle = map[i, n];            for j in 0 … n−1: middle += map[i, j] · center[j]
    /// reach = (max[i] − min[i]) / 2; for c in 0 … k−1:
    ///     sum = 0; for j in 0 … n−1:
    ///         if map[i, j] ≠ 0 and |halfEdges[j, c]| ≥ 1e299: the extent is unbounded along axis i; go on with the next i
    ///         sum += map[i, j] · halfEdges[j, c]
    ///     reach += |sum|
    /// box = (min[i] + max[i]) / 2
    /// meets when |middle − box| ≤ reach + 1e-12 · (|middle| + |box| + reach)
    /// </code>
    /// No product overflows, for factors and coordinates are at most <see cref="CarriedExtent.MaxMagnitude"/>.
    /// </summary>
    /// <param name="center">The middle of the extent: n numbers.</param>
    /// <param name="halfEdges">Half its edges: row-major n × k.</param>
    /// <param name="map">From the extent's space to the searched one: row-major m × (n + 1).</param>
    /// <param name="min">The least coordinates of the box: m numbers.</param>
    /// <param name="max">The greatest coordinates of the box.</param>
    public static bool Meets(
        ReadOnlySpan<double> center,
        ReadOnlySpan<double> halfEdges,
        ReadOnlySpan<double> map,
        ReadOnlySpan<double> min,
        ReadOnlySpan<double> max)
    {
        var (axes, edges) = (center.Length, halfEdges.Length / center.Length);
        for (var row = 0; row < min.Length; row++)
        {
            var factors = map.Slice(row * (axes + 1), axes + 1);
            if (!Meets(center, halfEdges, edges, factors, min[row], max[row]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Meets(
        ReadOnlySpan<double> center,
        ReadOnlySpan<double> halfEdges,
        int edges,
        ReadOnlySpan<double> factors,
        double min,
        double max)
    {
        var middle = factors[^1];
        for (var axis = 0; axis < center.Length; axis++)
        {
            middle += factors[axis] * center[axis];
        }

        var reach = (max - min) / 2;
        for (var edge = 0; edge < edges; edge++)
        {
            var sum = 0.0;
            for (var axis = 0; axis < center.Length; axis++)
            {
                var half = halfEdges[(axis * edges) + edge];
                if (factors[axis] != 0 && Math.Abs(half) >= Beyond)
                {
                    return true;
                }

                sum += factors[axis] * half;
            }

            reach += Math.Abs(sum);
        }

        var box = (min + max) / 2;
        return Math.Abs(middle - box) <= reach + (Tolerance * (Math.Abs(middle) + Math.Abs(box) + reach));
    }
}
