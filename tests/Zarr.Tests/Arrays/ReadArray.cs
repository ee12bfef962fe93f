using OmeNgff.Zarr.Arrays;
using OmeNgff.Zarr.Stores;

namespace OmeNgff.Zarr.Tests.Arrays;

/// <summary>Reads arrays whole.</summary>
internal static class ReadArray
{
    public static Task<ZarrArray> Array(
        this IZarrStore store, string path = "", ArrayLimits? limits = null, ChunkCache? indexes = null) =>
        ZarrArray.Open(store, path, new StoreLimits(), limits ?? new ArrayLimits(), indexes, default);

    /// <summary>That the array has these elements, in C order.</summary>
    public static async Task Holds(this ZarrArray array, params double[] expected) =>
        Assert.Equal(expected, await array.Elements());

    /// <summary>All elements in C order, chunk by chunk.</summary>
    public static async Task<double[]> Elements(this ZarrArray array)
    {
        long[] shape = [.. array.Shape];
        var all = new double[shape.Aggregate(1L, (product, length) => product * length)];
        foreach (var place in Places([.. shape.Select((_, dimension) => array.ChunkCount(dimension))]))
        {
            var numbers = (await array.ReadChunk(place, default)).ToDoubles();
            foreach (var within in Places([.. array.ChunkShape]))
            {
                var (offset, target, inside) = (0L, 0L, true);
                for (var dimension = 0; dimension < shape.Length; dimension++)
                {
                    var absolute = (place[dimension] * array.ChunkShape[dimension]) + within[dimension];
                    inside &= absolute < shape[dimension];
                    offset = (offset * array.ChunkShape[dimension]) + within[dimension];
                    target = (target * shape[dimension]) + absolute;
                }

                if (inside)
                {
                    all[target] = numbers[offset];
                }
            }
        }

        return all;
    }

    /// <summary>All places of a box, in C order.</summary>
    public static IEnumerable<long[]> Places(long[] shape)
    {
        var count = shape.Aggregate(1L, (product, length) => product * length);
        for (var number = 0L; number < count; number++)
        {
            var (place, rest) = (new long[shape.Length], number);
            for (var dimension = shape.Length - 1; dimension >= 0; dimension--)
            {
                (rest, place[dimension]) = Math.DivRem(rest, shape[dimension]);
            }

            yield return place;
        }
    }
}
