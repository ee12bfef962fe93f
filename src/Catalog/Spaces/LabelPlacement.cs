using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Spaces;

/// <summary>How the space of a label image lies in that of its image: axes of one name are one axis, and an axis that labels
/// do not have, such as the channel, is at 0.</summary>
public static class LabelPlacement
{
    /// <summary>From points of one of them to points of the other, in their own units.</summary>
    public static CoordinateTransformation Of(EquatableArray<Axis> from, EquatableArray<Axis> to) =>
        TransformationSimplification.OfMatrix(Matrix.Create(to.Count, from.Count + 1, (row, column) =>
            column == from.Count || from[column].Name != to[row].Name ? 0
            : Units.TryConvert(1, from[column].Unit, to[row].Unit, out var factor) ? factor
            : 1));

    /// <summary>True when the image has every axis of the label image, so that there is a way back.</summary>
    public static bool IsWithin(EquatableArray<Axis> label, EquatableArray<Axis> image) =>
        label.All(axis => image.Any(other => other.Name == axis.Name));
}
