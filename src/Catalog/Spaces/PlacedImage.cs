using System.Collections.Immutable;
using OmeNgff.Catalog.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Spaces;

/// <summary>An image as the space graph knows it: where each level lies.</summary>
/// <param name="Id">The image's id.</param>
/// <param name="Revision">The revision of its view; 0 for a state of the past.</param>
/// <param name="Axes">The axes of its intrinsic space.</param>
/// <param name="Levels">Its levels.</param>
/// <param name="Extent">The pixel edges of all levels in intrinsic space.</param>
/// <param name="LabelOf">The image that it labels, or null.</param>
public sealed record PlacedImage(
    string Id,
    long Revision,
    EquatableArray<Axis> Axes,
    ImmutableArray<PlacedLevel> Levels,
    Extent Extent,
    string? LabelOf)
{
    /// <summary>What leads from the indices of the first level to the intrinsic space.</summary>
    public required CoordinateTransformation Placement { get; init; }

    /// <summary>The image of a snapshot.</summary>
    public static PlacedImage Of(ImageSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var derivation = ImageDerivation.Of(snapshot.Image, snapshot.Arrays);
        var consolidated = derivation.Consolidated;
        var whole = consolidated.CoordinateTransformations
            .Where(part => part.Input is null && part.Output is null).ToList();
        return new PlacedImage(
            snapshot.Image.Id,
            snapshot.Revision,
            consolidated.Axes,
            [
                .. consolidated.Levels.Select((level, index) => new PlacedLevel(
                    level.Path,
                    snapshot.Image.Levels[index].Array,
                    whole.Aggregate(level.Transformation, (first, next) => first.Then(next, consolidated.Axes.Count)))),
            ],
            derivation.Extent,
            snapshot.Image.LabelOf)
        {
            Placement = ImagePlacement.Of(snapshot.Image, snapshot.Arrays[0]),
        };
    }

    /// <summary>The steps inside it.</summary>
    public IEnumerable<LevelEdge> Edges() => Levels.Select((level, index) => LevelEdge.Of(Id, index, level.Array));
}

/// <summary>One level of an image.</summary>
/// <param name="Path">The path under which the image publishes it.</param>
/// <param name="Array">The array's id.</param>
/// <param name="Transformation">From its indices to the image's intrinsic space.</param>
public sealed record PlacedLevel(string Path, string Array, CoordinateTransformation Transformation);
