using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Grains.Spaces;

/// <summary>How the space of a label image lies in that of its image: axes of one name are one axis, and an axis that labels
/// do not have, such as the channel, is at 0.</summary>
internal static class LabelPlacement
{
    /// <summary>From points of the label image to points of its image.</summary>
    internal static CoordinateTransformation Of(EquatableArray<Axis> label, EquatableArray<Axis> image) =>
        label.Select(axis => axis.Name).SequenceEqual(image.Select(axis => axis.Name), StringComparer.Ordinal)
            ? new IdentityTransformation()
            : TransformationSimplification.OfMatrix(Matrix.Create(image.Count, label.Count + 1, (row, column) =>
                column < label.Count && label[column].Name == image[row].Name ? 1 : 0));
}
