using System.Collections.Immutable;

namespace OmeNgff.Zarr.Arrays.Codecs;

/// <summary>How many bytes there are, without overflow.</summary>
internal static class Sizes
{
    /// <summary>The product, or <see cref="long.MaxValue"/> where it is more.</summary>
    public static long Product(ReadOnlySpan<long> lengths)
    {
        var product = (Int128)1;
        foreach (var length in lengths)
        {
            product = Int128.Min(product * length, long.MaxValue);
        }

        return (long)product;
    }

    /// <summary>The bytes of a box of elements, or <see cref="long.MaxValue"/> where there are more.</summary>
    public static long Bytes(ImmutableArray<long> shape, ElementType type) =>
        (long)Int128.Min((Int128)Product(shape.AsSpan()) * type.Size(), long.MaxValue);

    /// <summary>Refuses more bytes than may be decoded at once.</summary>
    public static int Check(long bytes, ArrayLimits limits, string what) =>
        bytes <= limits.MaxChunkBytes && bytes <= Array.MaxLength / 8
            ? (int)bytes
            : throw new CodecException(ArrayRules.ChunkTooLarge, FormattableString.Invariant(
                $"{what} has {bytes} bytes; at most {limits.MaxChunkBytes} are decoded (limit {nameof(limits.MaxChunkBytes)})."));
}
