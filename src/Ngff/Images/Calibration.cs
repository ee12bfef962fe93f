using OmeNgff.Ngff.Pyramids;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Images;

/// <summary>
/// A correction of voxel sizes: every physical coordinate is multiplied by S = new/old per axis, so that what lay on each
/// other before still does. Scales that are a small fraction of the old size become exactly that fraction of the new one.
/// </summary>
/// <param name="Old">The voxel size of the base level per axis, in the order of the axes; none is 0.</param>
/// <param name="New">The right one, in the same units; the same number where an axis is not corrected.</param>
public sealed record Calibration(EquatableArray<double> Old, EquatableArray<double> New)
{
    private static readonly long MaxDenominator = new PyramidOptions().MaxDenominator;

    /// <summary>S, as a transformation of physical coordinates.</summary>
    public ScaleTransformation Scale => new(Ratios().ToEquatableArray());

    /// <summary>S after a transformation that leads into physical space.</summary>
    /// <param name="transformation">Index to physical space, with as many outputs as there are axes.</param>
    public CoordinateTransformation Correct(CoordinateTransformation transformation)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        if (transformation.AsScaleAndTranslation(Old.Count) is not var (scale, translation))
        {
            return transformation.Then(Scale, Old.Count);
        }

        return TransformationComposition.FromScaleAndTranslation(
            scale.Select((value, axis) => Corrected(value, axis)).ToEquatableArray(),
            translation.Select((value, axis) => value == 0 ? value : Corrected(value, axis)).ToEquatableArray()) with
        {
            Name = transformation.Name,
            Input = transformation.Input,
            Output = transformation.Output,
            Other = transformation.Other,
        };
    }

    /// <summary>S ∘ R ∘ S⁻¹: what a transformation R within physical space is in the corrected one.</summary>
    /// <param name="transformation">Physical to physical space.</param>
    public CoordinateTransformation Conjugate(CoordinateTransformation transformation)
    {
        ArgumentNullException.ThrowIfNull(transformation);

        // A scale commutes with S, and a translation is but multiplied by it; this keeps their bits.
        if (transformation.AsScaleAndTranslation(Old.Count) is var (scale, translation))
        {
            return TransformationComposition.FromScaleAndTranslation(
                scale,
                translation.Select((value, axis) => value == 0 ? value : Corrected(value, axis)).ToEquatableArray()) with
            {
                Name = transformation.Name,
                Input = transformation.Input,
                Output = transformation.Output,
                Other = transformation.Other,
            };
        }

        var back = new ScaleTransformation(Ratios().Select(ratio => 1 / ratio).ToEquatableArray());
        return back.Then(transformation, Old.Count).Then(Scale, Old.Count);
    }

    private IEnumerable<double> Ratios() => Old.Zip(New, (old, right) => right / old);

    private double Corrected(double value, int axis)
    {
        var (old, right) = (Old[axis], New[axis]);
        if (right == old)
        {
            return value;
        }

        // A small fraction to the last bits is no coincidence: it was one before it was rounded, and is rounded once now.
        return SimplestFraction.TryFind(
                value / old, Math.Abs(value / old) / (1L << 50), MaxDenominator, out var fraction)
            ? fraction.Multiply(right)
            : value / old * right;
    }
}
