using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Neuroglancer;

/// <summary>
/// The space that Neuroglancer gives an OME-Zarr image (0.4, 0.5): one dimension per axis, in the order of the array; a
/// voxel of the first level is 1, and coordinate × scale is the physical position. So the middle of voxel i is at i plus
/// the translation in voxels.
/// </summary>
public sealed record SourceSpace
{
    private SourceSpace(
        EquatableArray<ViewerAxis> axes, EquatableArray<double> scale, EquatableArray<double> translation,
        EquatableArray<long> shape)
    {
        (Axes, Scale, Translation, Shape) = (axes, scale, translation, shape);
        Dimensions = axes.Select((axis, index) => new ViewerDimension(
            axis.IsChannel ? axis.Name + ViewerDimension.LocalEnding : axis.Name, axis.UnitSize * scale[index], axis.Unit))
            .ToEquatableArray();
    }

    /// <summary>The axes, in the order of the array's dimensions.</summary>
    public EquatableArray<ViewerAxis> Axes { get; }

    /// <summary>The size of a voxel of the first level, in the units of the axes.</summary>
    public EquatableArray<double> Scale { get; }

    /// <summary>Where the middle of its first voxel lies, in the units of the axes.</summary>
    public EquatableArray<double> Translation { get; }

    /// <summary>The shape of the first level.</summary>
    public EquatableArray<long> Shape { get; }

    /// <summary>The dimensions.</summary>
    public EquatableArray<ViewerDimension> Dimensions { get; }

    /// <summary>The number of axes.</summary>
    public int Rank => Axes.Count;

    /// <summary>The space of an image.</summary>
    /// <param name="axes">The axes of its intrinsic space.</param>
    /// <param name="first">What leads from the indices of the first level to that space: a scale and a translation, as OME
    /// 0.4 and 0.5 publish it.</param>
    /// <param name="shape">The shape of the first level.</param>
    /// <exception cref="NgffException">A unit is not known, or the transformation is not one of those.</exception>
    public static SourceSpace Of(
        EquatableArray<Axis> axes, CoordinateTransformation first, EquatableArray<long> shape)
    {
        var (scale, translation) = first.AsScaleAndTranslation(axes.Count)
            ?? throw Rules.ViewerSourceNotScaled.Refusal("/coordinateTransformations",
                "Neuroglancer opens images whose levels have a scale and a translation along their axes.");
        return scale.All(size => size > 0 && double.IsFinite(size))
            ? new SourceSpace(ViewerAxis.Of(axes), scale, translation, shape)
            : throw Rules.ViewerSourceNotScaled.Refusal("/coordinateTransformations",
                "Neuroglancer opens images whose scale is positive along every axis.");
    }

    /// <summary>The coordinates, in voxels, of a place given in voxel indices of the first level.</summary>
    public double[] At(IReadOnlyList<double> index) =>
        [.. index.Select((value, axis) => value + (Translation[axis] / Scale[axis]))];
}
