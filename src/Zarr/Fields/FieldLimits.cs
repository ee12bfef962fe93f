using OmeNgff.Zarr.Arrays;

namespace OmeNgff.Zarr.Fields;

/// <summary>Bounds on the work that carrying points and boxes through fields takes.</summary>
public sealed record FieldLimits
{
    /// <summary>The most axes of a field's input, those of the vectors not counted (NGFF has at most 5 axes).</summary>
    public const int MaxFieldAxes = 5;

    /// <summary>The most components that a vector may have.</summary>
    public const int MaxFieldComponents = 64;

    /// <summary>The most rows, and columns but for the offset, of a matrix that lies in an array.</summary>
    public const int MaxMatrixLength = 64;

    /// <summary>The most steps that the inverse of a displacement field is looked for.</summary>
    public const int MaxInverseSteps = 200;

    /// <summary>
    /// How near, in sample spacings per axis, the inverse of a displacement field must come back to the point that it
    /// was asked for; or eight units in the last place of the coordinates, where that is more.
    /// </summary>
    public const double InverseTolerance = 1e-9;

    /// <summary>
    /// How far outside a field, in sample spacings, the inverse of a displacement may come out and still count as inside:
    /// it is not exact, and points on the very edge must come back.
    /// </summary>
    public const double InverseEdgeTolerance = 1e-6;

    /// <summary>Bounds on the fields' arrays. <see cref="ArrayLimits.MaxChunkBytes"/> counts for a chunk's samples as
    /// doubles too.</summary>
    public ArrayLimits Arrays { get; init; } = new();

    /// <summary>How many chunks are read at a time. Default: 8.</summary>
    public int MaxParallelChunks { get; init; } = 8;

    /// <summary>
    /// The most bytes of samples that are held for one batch of points, beside the cache; a batch that needs more is
    /// carried part by part. What a single point needs is always held. Default: 512 MiB.
    /// </summary>
    public long MaxHeldBytes { get; init; } = 512L << 20;

    /// <summary>The most bytes of samples that are looked through for one box. Default: 4 GiB.</summary>
    public long MaxBoxBytes { get; init; } = 4L << 30;

    /// <summary>How long it may take to look through the fields of a new transformation. Default: 30 seconds.</summary>
    public TimeSpan MaxSurveyTime { get; init; } = TimeSpan.FromSeconds(30);
}
