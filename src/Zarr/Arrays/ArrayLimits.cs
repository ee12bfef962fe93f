namespace OmeNgff.Zarr.Arrays;

/// <summary>Bounds on what is read of arrays, which anybody may have written.</summary>
public sealed record ArrayLimits
{
    /// <summary>
    /// The most bytes that a chunk may have when it is decoded, and that the index of a shard may have. Default:
    /// 256 MiB. What is stored of a chunk may have twice as many, and 64 KiB.
    /// </summary>
    public long MaxChunkBytes { get; init; } = 256L << 20;

    /// <summary>The most bytes that are read to find out a chunk of <paramref name="decoded"/> bytes.</summary>
    internal static int MaxStoredBytes(int decoded) => (int)Math.Min((2L * decoded) + (64 << 10), Array.MaxLength);
}
