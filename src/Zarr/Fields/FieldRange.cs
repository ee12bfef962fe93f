using System.Collections.Concurrent;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Arrays.Codecs;

namespace OmeNgff.Zarr.Fields;

/// <summary>
/// The least and the greatest components of a field's samples. Those of whole blocks are kept; samples that are not finite
/// do not count, for no point gets through where one is needed.
/// </summary>
internal sealed class FieldRange(VectorField field, FieldLimits limits, ChunkCache cache, string pointer)
{
    private const long RangeBytes = 64;

    private readonly FieldBlocks _blocks = new(field, limits, cache);

    /// <summary>The range of the samples from one to another, both included.</summary>
    /// <returns>One number per component; null where no sample is finite.</returns>
    /// <exception cref="NgffException"><c>box-too-large</c>.</exception>
    public async Task<Box?> Of(long[] first, long[] last, CancellationToken ct)
    {
        var low = first.Select((index, axis) => index / field.BlockShape[axis]).ToArray();
        var counts = last.Select((index, axis) => (index / field.BlockShape[axis]) - low[axis] + 1).ToArray();
        var blocks = Sizes.Product(counts);
        if (blocks > limits.MaxBoxBytes / field.BlockBytes)
        {
            throw new NgffException(FieldRules.BoxTooLarge, pointer, FormattableString.Invariant(
                $"The box needs {blocks} blocks of {field.BlockBytes} bytes of the field \"{field.Address}\"; at most {limits.MaxBoxBytes} bytes are looked through (limit {nameof(limits.MaxBoxBytes)})."));
        }

        var ranges = new ConcurrentBag<Box>();
        await Parallel.ForEachAsync(
            Places(low, counts),
            new ParallelOptions { MaxDegreeOfParallelism = limits.MaxParallelChunks, CancellationToken = ct },
            async (place, stop) => ranges.Add(await OfBlock(place, first, last, stop)));
        var whole = Nothing();
        foreach (var range in ranges)
        {
            for (var component = 0; component < field.Components; component++)
            {
                whole.Min[component] = Math.Min(whole.Min[component], range.Min[component]);
                whole.Max[component] = Math.Max(whole.Max[component], range.Max[component]);
            }
        }

        return whole.Min.Zip(whole.Max, (least, greatest) => least <= greatest).All(isThere => isThere) ? whole : null;
    }

    /// <summary>All places of a grid from one on, in C order.</summary>
    internal static IEnumerable<long[]> Places(long[] low, long[] counts)
    {
        var place = (long[])low.Clone();
        while (true)
        {
            yield return (long[])place.Clone();
            var axis = place.Length - 1;
            while (axis >= 0 && ++place[axis] == low[axis] + counts[axis])
            {
                place[axis] = low[axis];
                axis--;
            }

            if (axis < 0)
            {
                yield break;
            }
        }
    }

    private async ValueTask<Box> OfBlock(long[] place, long[] first, long[] last, CancellationToken ct)
    {
        var rank = field.Rank;
        var (from, to) = (new long[rank], new long[rank]);
        var isWhole = true;
        var number = 0L;
        for (var axis = 0; axis < rank; axis++)
        {
            var start = place[axis] * field.BlockShape[axis];
            var end = Math.Min(start + field.BlockShape[axis], field.Size[axis]) - 1;
            (from[axis], to[axis]) = (Math.Max(first[axis], start) - start, Math.Min(last[axis], end) - start);
            isWhole &= from[axis] == 0 && to[axis] == end - start;
            number = (number * field.BlockCount(axis)) + place[axis];
        }

        return isWhole
            ? await cache.Get(
                FormattableString.Invariant($"range {field.Key} {number}"),
                async stop => Of(await _blocks.Read(number, stop), from, to),
                _ => RangeBytes + (2 * sizeof(double) * field.Components),
                ct)
            : Of(await _blocks.Get(number, ct), from, to);
    }

    /// <summary>The range of some samples of a block, which may be none.</summary>
    internal Box Of(double[] values, long[] from, long[] to)
    {
        var range = Nothing();
        Widen(range, values, StridedCopy.Strides([.. field.BlockShape, field.Components]), from, to, axis: 0, offset: 0);
        return range;
    }

    private void Widen(Box range, double[] values, long[] strides, long[] from, long[] to, int axis, long offset)
    {
        if (axis < from.Length)
        {
            for (var index = from[axis]; index <= to[axis]; index++)
            {
                Widen(range, values, strides, from, to, axis + 1, offset + (index * strides[axis]));
            }

            return;
        }

        var sample = values.AsSpan((int)offset, field.Components);
        if (!Finite.All(sample))
        {
            return;
        }

        for (var component = 0; component < sample.Length; component++)
        {
            range.Min[component] = Math.Min(range.Min[component], sample[component]);
            range.Max[component] = Math.Max(range.Max[component], sample[component]);
        }
    }

    /// <summary>The range of no samples.</summary>
    internal Box Nothing() => new(
        [.. Enumerable.Repeat(double.PositiveInfinity, field.Components)],
        [.. Enumerable.Repeat(double.NegativeInfinity, field.Components)]);
}
