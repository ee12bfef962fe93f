namespace OmeNgff.Silo.Thumbnails;

/// <summary>
/// How one axis of a plane becomes one of a picture. Elements are gathered in bins. Where all chunks are read, a bin is a
/// pixel, and elements count in it by how much of them lies in it. Where there are too many, the axis is divided into cells
/// of several chunks, of which the middle one is read; a bin is a cell then, and as many pixels as it covers show it.
/// </summary>
/// <param name="Length">The number of elements, at least 1.</param>
/// <param name="Chunk">The number of elements of a chunk.</param>
/// <param name="Pixels">The number of pixels.</param>
/// <param name="Stride">The number of chunks of a cell; 1 where all are read.</param>
internal readonly record struct SampledAxis(long Length, long Chunk, int Pixels, long Stride)
{
    /// <summary>The number of chunks.</summary>
    public long Chunks => ((Length - 1) / Chunk) + 1;

    /// <summary>The number of chunks that are read.</summary>
    public long ReadCount => ((Chunks - 1) / Stride) + 1;

    /// <summary>The number of bins.</summary>
    public int Bins => Stride == 1 ? Pixels : (int)ReadCount;

    /// <summary>The chunks that are read.</summary>
    public IEnumerable<long> Read()
    {
        for (var cell = 0L; cell < ReadCount; cell++)
        {
            yield return ReadIn(cell);
        }
    }

    /// <summary>One of the chunks that are read, in the middle of them.</summary>
    public long MiddleChunk => ReadIn(ReadCount / 2);

    /// <summary>The elements of a chunk that lie in the array.</summary>
    public (long First, int Count) ElementsOf(long chunk) =>
        (chunk * Chunk, (int)Math.Min(Chunk, Length - (chunk * Chunk)));

    /// <summary>The bins that an element counts in.</summary>
    public (int First, int Last) BinsOf(long element) => Stride == 1
        ? ((int)(element * Pixels / Length), (int)((((element + 1) * Pixels) - 1) / Length))
        : ((int)(element / Chunk / Stride), (int)(element / Chunk / Stride));

    /// <summary>How much an element counts in a bin of <see cref="BinsOf"/>: a whole number, so that sums are exact.</summary>
    public long Share(long element, int bin) => Stride == 1
        ? Math.Min((element + 1) * Pixels, (bin + 1) * Length) - Math.Max(element * Pixels, bin * Length)
        : 1;

    /// <summary>The one element that stands for a bin: the one in its middle, or in that of the chunk that is read.</summary>
    public long ElementOf(int bin)
    {
        if (Stride == 1)
        {
            return MiddleOf(bin);
        }

        var (first, count) = ElementsOf(ReadIn(bin));
        return first + (count / 2);
    }

    /// <summary>The bin that a pixel shows.</summary>
    public int BinOf(int pixel) => Stride == 1 ? pixel : (int)(MiddleOf(pixel) / Chunk / Stride);

    private long ReadIn(long cell) => Math.Min((cell * Stride) + (Stride / 2), Chunks - 1);

    private long MiddleOf(int pixel) => (long)((Int128)((2 * pixel) + 1) * Length / (2 * Pixels));
}
