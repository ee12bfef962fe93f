namespace OmeNgff.Ngff.Pyramids;

/// <summary>A box of pixels: per axis the indices from <c>Min</c> to below <c>Max</c>.</summary>
/// <param name="Min">The first index per axis.</param>
/// <param name="Max">The index after the last one per axis; not below <c>Min</c>, and equal to it when empty.</param>
public sealed record IndexBox(EquatableArray<long> Min, EquatableArray<long> Max);

/// <summary>
/// An exact map of the indices of one level to those of another: <c>to = factor · from + offset</c> per axis. Pixel
/// centres are integers.
/// </summary>
public sealed record IndexMap
{
    private static readonly Rational Half = new(1, 2);

    /// <summary>The map with these parameters.</summary>
    /// <param name="factors">One factor per axis, all above 0.</param>
    /// <param name="offsets">One offset per axis, in pixels of the level that is mapped to.</param>
    /// <exception cref="ArgumentException">A factor is not above 0, or the numbers of both differ.</exception>
    public IndexMap(EquatableArray<Rational> factors, EquatableArray<Rational> offsets)
    {
        if (factors.Count != offsets.Count)
        {
            throw new ArgumentException("There are as many offsets as factors.", nameof(offsets));
        }

        if (factors.Any(factor => factor <= Rational.Zero))
        {
            throw new ArgumentException("Factors are above 0.", nameof(factors));
        }

        Factors = factors;
        Offsets = offsets;
    }

    /// <summary>The factor per axis.</summary>
    public EquatableArray<Rational> Factors { get; }

    /// <summary>The offset per axis.</summary>
    public EquatableArray<Rational> Offsets { get; }

    /// <summary>
    /// True when on every axis a pixel of the coarser level covers a whole number of whole pixels of the finer one.
    /// Binning gives such levels.
    /// </summary>
    /// <exception cref="OverflowException">The fractions do not fit.</exception>
    public bool IsIntegerAligned => Finely().All(axis =>
        axis.Factor.IsInteger && (axis.Offset - ((axis.Factor - Rational.One) * Half)).IsInteger);

    /// <summary>
    /// True when on every axis the centre of a pixel of the coarser level is that of a pixel of the finer one. Striding
    /// gives such levels.
    /// </summary>
    /// <exception cref="OverflowException">The fractions do not fit.</exception>
    public bool CentresCoincide => Finely().All(axis => axis.Factor.IsInteger && axis.Offset.IsInteger);

    /// <summary>The map back.</summary>
    /// <exception cref="OverflowException">The fractions do not fit.</exception>
    public IndexMap Inverse() => new(
        Factors.Select(factor => Rational.One / factor).ToEquatableArray(),
        Factors.Zip(Offsets, (factor, offset) => -offset / factor).ToEquatableArray());

    /// <summary>First this map, then another.</summary>
    /// <exception cref="ArgumentException">The other map has another number of axes.</exception>
    /// <exception cref="OverflowException">The fractions do not fit.</exception>
    public IndexMap Then(IndexMap next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new IndexMap(
            Factors.Zip(next.Factors, (first, second) => first * second).ToEquatableArray(), next.Map(Offsets));
    }

    /// <summary>Maps a point.</summary>
    /// <param name="point">One index per axis; it may lie between pixel centres.</param>
    /// <exception cref="ArgumentException">The point has another number of axes.</exception>
    /// <exception cref="OverflowException">The fractions do not fit.</exception>
    public EquatableArray<Rational> Map(EquatableArray<Rational> point)
    {
        CheckRank(point.Count, nameof(point));
        var result = new Rational[point.Count];
        for (var axis = 0; axis < result.Length; axis++)
        {
            result[axis] = (Factors[axis] * point[axis]) + Offsets[axis];
        }

        return result.ToEquatableArray();
    }

    /// <summary>
    /// The least box of pixels that covers the pixels of a box, from edge to edge. It is not cut to any shape; an empty
    /// box stays empty.
    /// </summary>
    /// <exception cref="ArgumentException">The box has another number of axes, or an end before its start.</exception>
    /// <exception cref="OverflowException">An index does not fit.</exception>
    public IndexBox Cover(IndexBox box)
    {
        ArgumentNullException.ThrowIfNull(box);
        CheckRank(box.Min.Count, nameof(box));
        CheckRank(box.Max.Count, nameof(box));
        var min = new long[box.Min.Count];
        var max = new long[min.Length];
        for (var axis = 0; axis < min.Length; axis++)
        {
            if (box.Max[axis] < box.Min[axis])
            {
                throw new ArgumentException("A box ends where it starts or later.", nameof(box));
            }

            // Edges lie half a pixel before the centres, on both sides of the map.
            min[axis] = Edge(box.Min[axis], axis).Floor;
            max[axis] = box.Max[axis] == box.Min[axis] ? min[axis] : Edge(box.Max[axis], axis).Ceiling;
        }

        return new IndexBox(min.ToEquatableArray(), max.ToEquatableArray());
    }

    private Rational Edge(long index, int axis) => (Factors[axis] * (index - Half)) + (Offsets[axis] + Half);

    // Per axis the map from the coarser to the finer level.
    private IEnumerable<(Rational Factor, Rational Offset)> Finely() => Factors.Zip(Offsets, (factor, offset) =>
        factor >= Rational.One ? (factor, offset) : (Rational.One / factor, -offset / factor));

    private void CheckRank(int rank, string parameter)
    {
        if (rank != Factors.Count)
        {
            throw new ArgumentException($"The map has {Factors.Count} axes, not {rank}.", parameter);
        }
    }
}
