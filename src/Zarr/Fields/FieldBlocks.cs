using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Zarr.Fields;

/// <summary>
/// The samples of a field, block by block. A block has all components of its samples, though they may lie in several
/// chunks: its numbers are in the order of the input's axes, then the components. Blocks are numbered in C order.
/// </summary>
internal sealed class FieldBlocks(VectorField field, FieldLimits limits, ChunkCache cache)
{
    /// <summary>Reads blocks, from the cache or several at a time.</summary>
    public async Task<Dictionary<long, double[]>> Load(IReadOnlyCollection<long> numbers, CancellationToken ct)
    {
        var loaded = new ConcurrentDictionary<long, double[]>();
        await Parallel.ForEachAsync(
            numbers,
            new ParallelOptions { MaxDegreeOfParallelism = limits.MaxParallelChunks, CancellationToken = ct },
            async (number, stop) => loaded[number] = await Get(number, stop));
        return new Dictionary<long, double[]>(loaded);
    }

    /// <summary>One block, from the cache or else read into it.</summary>
    public ValueTask<double[]> Get(long number, CancellationToken ct) => cache.Get(
        FormattableString.Invariant($"field {field.Key} {number}"),
        stop => Read(number, stop),
        values => sizeof(double) * (long)values.Length,
        ct);

    /// <summary>One block, read past the cache.</summary>
    public async Task<double[]> Read(long number, CancellationToken ct)
    {
        var array = field.Array;
        var rank = field.Rank;
        var index = new long[rank + 1];
        var dimensions = Enumerable.Range(0, rank + 1).Where(dimension => dimension != field.VectorDimension).ToArray();
        for (var axis = rank - 1; axis >= 0; axis--)
        {
            (number, index[dimensions[axis]]) = Math.DivRem(number, field.BlockCount(axis));
        }

        // The strides of the block for each dimension of the array.
        long[] blockShape = [.. field.BlockShape, field.Components];
        var blockStrides = StridedCopy.Strides(blockShape);
        var targetStrides = new long[rank + 1];
        for (var axis = 0; axis < rank; axis++)
        {
            targetStrides[dimensions[axis]] = blockStrides[axis];
        }

        targetStrides[field.VectorDimension] = 1;
        var values = new double[field.BlockBytes / sizeof(double)];
        var sourceStrides = StridedCopy.Strides(array.ChunkShape.AsSpan());
        var chunkComponents = array.ChunkShape[field.VectorDimension];
        for (var first = 0L; first < field.Components; first += chunkComponents)
        {
            index[field.VectorDimension] = first / chunkComponents;
            var chunk = await array.ReadChunk(index, ct);
            var part = new long[rank + 1];
            for (var axis = 0; axis < rank; axis++)
            {
                part[dimensions[axis]] = field.BlockShape[axis];
            }

            part[field.VectorDimension] = Math.Min(chunkComponents, field.Components - first);
            StridedCopy.Copy(
                MemoryMarshal.AsBytes(chunk.ToDoubles().AsSpan()), 0, sourceStrides,
                MemoryMarshal.AsBytes(values.AsSpan()), first, targetStrides, part, sizeof(double));
        }

        return values;
    }
}
