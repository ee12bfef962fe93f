using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Silo.Thumbnails;

/// <summary>Bounds on the pictures of images: how large they are, what is read for one, and how many are made at once.</summary>
public sealed record ThumbnailOptions
{
    /// <summary>The smallest longest side in pixels (limit <c>MinThumbnailSize</c>).</summary>
    public const int MinSize = 16;

    /// <summary>The largest longest side in pixels (limit <c>MaxThumbnailSize</c>). Default 1024.
    /// <c>OMENGFF_MAX_THUMBNAIL_SIZE</c>.</summary>
    public int MaxSize { get; init; } = 1024;

    /// <summary>The longest side in pixels where a request says none.</summary>
    public int DefaultSize => Math.Min(256, MaxSize);

    /// <summary>How many channels are painted where <c>omero</c> does not say which, the first ones; and how many are held
    /// at a time (limit <c>MaxThumbnailChannels</c>). Default 6.</summary>
    public int MaxChannels { get; init; } = 6;

    /// <summary>How many channels are painted at the most where <c>omero</c> says which (limit
    /// <c>MaxActiveThumbnailChannels</c>). Default 24.</summary>
    public int MaxActiveChannels { get; init; } = 24;

    /// <summary>How many chunks are read for one picture, inner chunks where there are shards; of a plane that has more,
    /// evenly chosen ones (limit <c>MaxThumbnailChunks</c>). Default 256. <c>OMENGFF_MAX_THUMBNAIL_CHUNKS</c>.</summary>
    public int MaxChunks { get; init; } = 256;

    /// <summary>How many bytes of decoded chunks are read for one picture; of a plane that has more, evenly chosen ones, and
    /// one at the least (limit <c>MaxThumbnailBytes</c>). Default 256 MiB. <c>OMENGFF_MAX_THUMBNAIL_BYTES</c>.</summary>
    public long MaxBytes { get; init; } = 256L << 20;

    /// <summary>The largest decoded chunk that is read, and the decoded bytes that are held at a time for one picture.
    /// Default 128 MiB.</summary>
    public ArrayLimits Arrays { get; init; } = new() { MaxChunkBytes = 128L << 20 };

    /// <summary>How many chunks are read at a time for one picture. Default 8.</summary>
    public int MaxParallelChunks { get; init; } = 8;

    /// <summary>How many pictures are made at a time; others wait their turn (limit <c>MaxParallelThumbnails</c>). Default 2.
    /// <c>OMENGFF_MAX_PARALLEL_THUMBNAILS</c>.</summary>
    public int MaxParallel { get; init; } = 2;

    /// <summary>How many pictures wait to be made; beyond that 503 is answered (limit <c>MaxWaitingThumbnails</c>).
    /// Default 256.</summary>
    public int MaxWaiting { get; init; } = 256;

    /// <summary>The bytes of pictures that are kept in memory (limit <c>MaxCachedThumbnailBytes</c>). Default 64 MiB.
    /// <c>OMENGFF_MAX_CACHED_THUMBNAIL_BYTES</c>.</summary>
    public long MaxCachedBytes { get; init; } = 64L << 20;
}
