using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Bench.Search.Samples;

/// <summary>Levels of half the size each, with the transformations that fit them, or on purpose do not.</summary>
/// <param name="Axes">The axes.</param>
/// <param name="Shape">The number of pixels of the first level.</param>
/// <param name="PixelSize">The size of its pixels.</param>
/// <param name="Steps">What a level's pixel is longer by than that of the level before, along each axis.</param>
/// <param name="Fault">What is wrong with the levels.</param>
internal sealed record SamplePyramid(
    EquatableArray<Axis> Axes, long[] Shape, double[] PixelSize, double[] Steps, PyramidFault Fault)
{
    /// <summary>How many levels every image has.</summary>
    public const int LevelCount = 6;

    private const int FaultyLevel = 3;

    /// <summary>The number of pixels of a level.</summary>
    public long[] ShapeOf(int level) =>
    [
        .. Shape.Select((size, axis) =>
        {
            var pixels = Math.Max(1, (long)Math.Ceiling(size / Factor(level, axis)));
            return Fault == PyramidFault.OtherSize && IsFaulty(level, axis) ? (pixels * 2) + 3 : pixels;
        }),
    ];

    /// <summary>Where the pixels of a level lie.</summary>
    public CoordinateTransformation Transformation(int level)
    {
        var (scale, translation) = (new double[Shape.Length], new double[Shape.Length]);
        for (var axis = 0; axis < Shape.Length; axis++)
        {
            var factor = Factor(level, axis);
            scale[axis] = PixelSize[axis] * factor;
            translation[axis] = Fault == PyramidFault.HalfPixel || factor == 1 ? 0 : PixelSize[axis] * (factor - 1) / 2;
            if (Fault == PyramidFault.Misaligned && IsFaulty(level, axis))
            {
                translation[axis] += PixelSize[axis] * 0.3;
            }
        }

        return TransformationComposition.FromScaleAndTranslation(scale.ToEquatableArray(), translation.ToEquatableArray());
    }

    private bool IsFaulty(int level, int axis) => level == FaultyLevel && axis == Shape.Length - 1;

    private double Factor(int level, int axis) => Math.Pow(Steps[axis], level);
}

/// <summary>What is wrong with the levels of an image.</summary>
internal enum PyramidFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>No level is translated.</summary>
    HalfPixel,

    /// <summary>One level is shifted.</summary>
    Misaligned,

    /// <summary>One level has another number of pixels.</summary>
    OtherSize,
}
