using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Pyramids;

/// <summary>What is wrong with the place of a level.</summary>
public enum LevelFaultKind
{
    /// <summary>The level does not lie where binning or striding of the base level would put it.</summary>
    Misaligned,

    /// <summary>
    /// The level starts at the centre of the base level's first pixel. That is right for striding; a binned level is
    /// off by half of its pixel less half of the base's, (factor − 1)/2 base pixels.
    /// </summary>
    HalfPixel,

    /// <summary>The level and the base level differ in their physical size by more than one coarse pixel.</summary>
    ShapeMismatch,
}

/// <summary>A level whose numbers do not fit those of the base level.</summary>
/// <param name="Level">The level, from 0.</param>
/// <param name="Axis">The axis, from 0.</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Proposal">
/// The level's whole transformation with all its axes mended, level 0 staying as it is; null where none can be named.
/// </param>
public sealed record LevelFault(
    int Level, int Axis, LevelFaultKind Kind, string Message, CoordinateTransformation? Proposal);
