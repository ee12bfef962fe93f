using OmeNgff.Catalog.Spaces;
using OmeNgff.Ngff.Spaces;

namespace OmeNgff.Grains.Spaces;

/// <summary>What the steps of paths do to points: of those inside images the images tell.</summary>
internal static class StepMaps
{
    /// <summary>What a step does, and the path of the level that it is inside of.</summary>
    /// <exception cref="ImageMovedException">An image changed since the step was found.</exception>
    internal static async Task<(MapStep Map, string? Level)> Of(
        SpaceMoment moment, PathStep step, CancellationToken cancellationToken)
    {
        switch (step.Edge)
        {
            case AlignmentEdge alignment:
                return (new MapStep(alignment.Transformation, alignment.FromAxes, alignment.ToAxes, step.IsInverse), null);
            case LevelEdge edge:
                var image = await moment.Image(edge.Image, cancellationToken) ?? throw Moved(edge.Image);
                if (edge.Level >= image.Levels.Length || $"array:{image.Levels[edge.Level].Array}" != edge.From)
                {
                    throw Moved(edge.Image);
                }

                var level = image.Levels[edge.Level];
                return (new MapStep(
                    level.Transformation, SpaceAxes.Of(edge.From, image.Axes), image.Axes, step.IsInverse), level.Path);
            case LabelEdge label:
                return (await Of(moment, label, step.IsInverse, cancellationToken), null);
            default:
                throw new InvalidOperationException($"'{step.Edge.Id}' is a way of no known sort.");
        }
    }

    private static async Task<MapStep> Of(
        SpaceMoment moment, LabelEdge edge, bool isInverse, CancellationToken cancellationToken)
    {
        var label = await moment.Image(edge.From["image:".Length..], cancellationToken) ?? throw Moved(edge.From);
        var image = await moment.Image(edge.To["image:".Length..], cancellationToken) ?? throw Moved(edge.To);

        // Each way by itself: axes that labels do not have come or go.
        return isInverse
            ? new MapStep(LabelPlacement.Of(image.Axes, label.Axes), image.Axes, label.Axes, IsInverse: false)
            : new MapStep(LabelPlacement.Of(label.Axes, image.Axes), label.Axes, image.Axes, IsInverse: false);
    }

    private static ImageMovedException Moved(string image) => new(image);

    /// <summary>True for a step inside an image that cannot be walked as it is, which shows only by the image.</summary>
    internal static bool IsBlocked(PathStep step, MapStep map) => step.Edge is not AlignmentEdge && map.IsInverse
        && !MapStep.IsReversible(map.Transformation, map.FromAxes);
}

/// <summary>An image is not any more as the graph has it.</summary>
internal sealed class ImageMovedException(string image) : Exception($"The image '{image}' has changed.")
{
    /// <summary>The image's id.</summary>
    internal string Image => image;
}
