namespace OmeNgff.Zarr.Fields;

/// <summary>
/// Interpolates a field at many places: the blocks that they need are found and loaded first, then all is computed
/// without waiting for anything.
/// </summary>
internal sealed class FieldSampling
{
    private const int PointsBetweenLooks = 1 << 12;

    private readonly VectorField _field;
    private readonly FieldLimits _limits;
    private readonly FieldBlocks _blocks;
    private readonly long[] _size;
    private readonly long[] _blockShape;
    private readonly double[] _perBlock;
    private readonly long[] _blockStrides;
    private readonly long[] _gridStrides;

    public FieldSampling(VectorField field, FieldLimits limits, FieldBlocks blocks)
    {
        (_field, _limits, _blocks) = (field, limits, blocks);
        _size = [.. field.Size];
        _blockShape = [.. field.BlockShape];
        _perBlock = [.. _blockShape.Select(length => 1.0 / length)];
        _blockStrides = Arrays.StridedCopy.Strides([.. field.BlockShape, field.Components]);
        _gridStrides = Arrays.StridedCopy.Strides([.. Enumerable.Range(0, field.Rank).Select(field.BlockCount)]);
    }

    /// <summary>Interpolates.</summary>
    /// <param name="places">
    /// Indices of samples with fractions, from 0 to the last sample on each axis, place after place. A place whose first
    /// number is NaN is left out, and its values are NaN.
    /// </param>
    /// <param name="values">Takes the vectors, place after place.</param>
    /// <param name="ct">Cancels the reading.</param>
    public async Task Sample(ReadOnlyMemory<double> places, Memory<double> values, CancellationToken ct)
    {
        var count = places.Length / _field.Rank;
        var needed = new HashSet<long>();
        var most = Math.Max(1, _limits.MaxHeldBytes / _field.BlockBytes);
        if (AddNeeded(places.Span, null, 0, count, most, needed, ct) == count)
        {
            var blocks = await _blocks.Load(needed, ct);
            Interpolate(places.Span, values.Span, null, 0, count, blocks, ct);
            return;
        }

        // Too many to hold at once: neighbours come together, and are carried part by part.
        var order = ByBlock(places.Span);
        for (var start = 0; start < count;)
        {
            needed.Clear();
            var end = AddNeeded(places.Span, order, start, count, most, needed, ct);
            var blocks = await _blocks.Load(needed, ct);
            Interpolate(places.Span, values.Span, order, start, end, blocks, ct);
            start = end;
        }
    }

    /// <summary>
    /// Collects the blocks of the places from <paramref name="start"/> on until there are too many; at least one place's.
    /// </summary>
    /// <returns>The first place that is left out.</returns>
    private int AddNeeded(
        ReadOnlySpan<double> places, int[]? order, int start, int count, long most, HashSet<long> needed, CancellationToken ct)
    {
        var rank = _field.Rank;
        var taps = _field.Interpolation.Taps();
        Span<double> weights = stackalloc double[taps];
        Span<long> low = stackalloc long[rank];
        Span<long> high = stackalloc long[rank];
        var last = -1L;
        for (var at = start; at < count; at++)
        {
            if (at % PointsBetweenLooks == 0)
            {
                ct.ThrowIfCancellationRequested();
            }

            var place = places.Slice((order is null ? at : order[at]) * rank, rank);
            if (double.IsNaN(place[0]))
            {
                continue;
            }

            var (only, isOne) = (0L, true);
            for (var axis = 0; axis < rank; axis++)
            {
                var first = _field.Interpolation.Weigh(place[axis], _size[axis], weights);
                low[axis] = Block(Math.Max(first, 0), axis);
                high[axis] = Block(Math.Min(first + taps - 1, _size[axis] - 1), axis);
                isOne &= low[axis] == high[axis];
                only += low[axis] * _gridStrides[axis];
            }

            if (isOne)
            {
                if (only != last)
                {
                    needed.Add(only);
                    last = only;
                }
            }
            else
            {
                AddAll(low, high, 0, 0, needed);
            }

            if (needed.Count > most && at > start)
            {
                return at;
            }
        }

        return count;
    }

    private void AddAll(ReadOnlySpan<long> low, ReadOnlySpan<long> high, int axis, long number, HashSet<long> needed)
    {
        if (axis == low.Length)
        {
            needed.Add(number);
            return;
        }

        for (var block = low[axis]; block <= high[axis]; block++)
        {
            AddAll(low, high, axis + 1, number + (block * _gridStrides[axis]), needed);
        }
    }

    private int[] ByBlock(ReadOnlySpan<double> places)
    {
        var rank = _field.Rank;
        var numbers = new long[places.Length / rank];
        var order = new int[numbers.Length];
        for (var at = 0; at < numbers.Length; at++)
        {
            order[at] = at;
            for (var axis = 0; axis < rank; axis++)
            {
                numbers[at] += Block((long)places[(at * rank) + axis], axis) * _gridStrides[axis];
            }
        }

        Array.Sort(numbers, order);
        return order;
    }

    private void Interpolate(
        ReadOnlySpan<double> places,
        Span<double> values,
        int[]? order,
        int start,
        int end,
        Dictionary<long, double[]> blocks,
        CancellationToken ct)
    {
        var (rank, components, taps) = (_field.Rank, _field.Components, _field.Interpolation.Taps());
        var most = (int)Math.Pow(taps, rank);
        Span<double> axisWeights = stackalloc double[taps];
        var corners = new Corners(new double[most], new int[most], new long[most]);
        var (last, block) = (-1L, Array.Empty<double>());
        for (var at = start; at < end; at++)
        {
            if (at % PointsBetweenLooks == 0)
            {
                ct.ThrowIfCancellationRequested();
            }

            var point = order is null ? at : order[at];
            var place = places.Slice(point * rank, rank);
            var result = values.Slice(point * components, components);
            if (double.IsNaN(place[0]))
            {
                result.Fill(double.NaN);
                continue;
            }

            var count = Place(place, axisWeights, corners);
            result.Clear();
            for (var corner = 0; corner < count; corner++)
            {
                var number = corners.Blocks[corner];
                if (number != last)
                {
                    (last, block) = (number, blocks[number]);
                }

                var sample = block.AsSpan(corners.Offsets[corner], components);
                var weight = corners.Weights[corner];
                for (var component = 0; component < result.Length; component++)
                {
                    result[component] += weight * sample[component];
                }
            }
        }
    }

    /// <summary>Finds the samples that make the vector at a place, those of no weight left out.</summary>
    private int Place(ReadOnlySpan<double> place, Span<double> axisWeights, Corners corners)
    {
        var (weights, offsets, blocks) = corners;
        var count = 1;
        (weights[0], offsets[0], blocks[0]) = (1, 0, 0);
        for (var axis = 0; axis < place.Length; axis++)
        {
            var first = _field.Interpolation.Weigh(place[axis], _size[axis], axisWeights);
            var before = count;

            // The first tap with a weight stands in place of what was there; the others are put behind.
            var used = -1;
            for (var tap = 0; tap < axisWeights.Length; tap++)
            {
                var weight = axisWeights[tap];
                if (weight == 0)
                {
                    continue;
                }

                if (used < 0)
                {
                    used = tap;
                    continue;
                }

                var (block, within) = Split(first + tap, axis);
                for (var corner = 0; corner < before; corner++)
                {
                    weights[count] = weights[corner] * weight;
                    offsets[count] = offsets[corner] + within;
                    blocks[count] = blocks[corner] + block;
                    count++;
                }
            }

            var (ownBlock, ownWithin) = Split(first + used, axis);
            for (var corner = 0; corner < before; corner++)
            {
                weights[corner] *= axisWeights[used];
                offsets[corner] += ownWithin;
                blocks[corner] += ownBlock;
            }
        }

        return count;
    }

    private (long Block, int Within) Split(long index, int axis)
    {
        var block = Block(index, axis);
        return (block * _gridStrides[axis], (int)((index - (block * _blockShape[axis])) * _blockStrides[axis]));
    }

    /// <summary>The block of a sample. The product may be one off; a division would take far longer.</summary>
    private long Block(long index, int axis)
    {
        var block = (long)(index * _perBlock[axis]);
        var first = block * _blockShape[axis];
        return index < first ? block - 1 : index - first >= _blockShape[axis] ? block + 1 : block;
    }

    /// <summary>Samples that make one vector: what each counts, where it is in its block, and the block.</summary>
    private readonly record struct Corners(double[] Weights, int[] Offsets, long[] Blocks);
}
