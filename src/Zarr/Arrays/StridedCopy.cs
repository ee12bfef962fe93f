using System.Collections.Immutable;

namespace OmeNgff.Zarr.Arrays;

/// <summary>Copies elements between arrays of different layouts.</summary>
internal static class StridedCopy
{
    /// <summary>The number of elements between neighbours in each dimension, the last one varying fastest.</summary>
    public static long[] Strides(ReadOnlySpan<long> shape)
    {
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var dimension = shape.Length - 1; dimension >= 0; dimension--)
        {
            strides[dimension] = stride;
            stride *= shape[dimension];
        }

        return strides;
    }

    /// <summary>Copies a box of elements.</summary>
    /// <param name="source">From here.</param>
    /// <param name="sourceStart">The first element.</param>
    /// <param name="sourceStrides">In elements.</param>
    /// <param name="target">To here.</param>
    /// <param name="targetStart">The first element.</param>
    /// <param name="targetStrides">In elements.</param>
    /// <param name="shape">The box.</param>
    /// <param name="size">The bytes of one element.</param>
    public static void Copy(
        ReadOnlySpan<byte> source,
        long sourceStart,
        ReadOnlySpan<long> sourceStrides,
        Span<byte> target,
        long targetStart,
        ReadOnlySpan<long> targetStrides,
        ReadOnlySpan<long> shape,
        int size)
    {
        if (shape.IsEmpty)
        {
            source.Slice((int)sourceStart * size, size).CopyTo(target[((int)targetStart * size)..]);
            return;
        }

        var (from, to) = (sourceStrides[0], targetStrides[0]);
        if (shape.Length > 1)
        {
            for (var index = 0L; index < shape[0]; index++)
            {
                Copy(
                    source, sourceStart + (index * from), sourceStrides[1..],
                    target, targetStart + (index * to), targetStrides[1..], shape[1..], size);
            }
        }
        else if (from == 1 && to == 1)
        {
            source.Slice((int)(sourceStart * size), (int)(shape[0] * size)).CopyTo(target[(int)(targetStart * size)..]);
        }
        else
        {
            for (var index = 0L; index < shape[0]; index++)
            {
                source.Slice((int)((sourceStart + (index * from)) * size), size)
                    .CopyTo(target[(int)((targetStart + (index * to)) * size)..]);
            }
        }
    }

    /// <summary>
    /// Undoes a transposition: dimension i of <paramref name="source"/> is dimension order[i] of the result, which has
    /// <paramref name="shape"/>.
    /// </summary>
    public static byte[] Untranspose(
        ReadOnlySpan<byte> source, ImmutableArray<int> order, ReadOnlySpan<long> shape, int size)
    {
        var encoded = new long[shape.Length];
        for (var dimension = 0; dimension < encoded.Length; dimension++)
        {
            encoded[dimension] = shape[order[dimension]];
        }

        var strides = Strides(encoded);
        var sourceStrides = new long[shape.Length];
        for (var dimension = 0; dimension < encoded.Length; dimension++)
        {
            sourceStrides[order[dimension]] = strides[dimension];
        }

        var result = new byte[source.Length];
        Copy(source, 0, sourceStrides, result, 0, Strides(shape), shape, size);
        return result;
    }
}
