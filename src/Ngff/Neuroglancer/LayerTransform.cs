using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Ngff.Neuroglancer;

/// <summary>
/// The <c>transform</c> of a layer: output × its scale = linear part × (input × its scale) + translation × output scale. The
/// linear part leads from physical to physical positions; the translation is in voxels of the output.
/// </summary>
/// <param name="Source">The source.</param>
/// <param name="Matrix">A row per output of as many numbers as inputs and the translation; square but for that.</param>
/// <param name="Outputs">The outputs, in slots shared with the inputs.</param>
public sealed record LayerTransform(SourceSpace Source, Matrix Matrix, EquatableArray<ViewerDimension> Outputs)
{
    /// <summary>The number of the source's dimensions where there are more outputs, else null.</summary>
    public int? SourceRank => Outputs.Count > Source.Rank ? Source.Rank : null;

    /// <summary>The inputs, where they can be named: the names of further ones look like numbers, and not every name of an
    /// axis may stand in a state. Without them the voxel size is what the source says.</summary>
    public EquatableArray<ViewerDimension>? Inputs =>
        SourceRank is null && Source.Dimensions.All(dimension => ViewerDimension.IsName(dimension.Name))
            ? Source.Dimensions
            : null;

    /// <summary>Where a place of the source comes to lie: voxels along each output.</summary>
    /// <param name="index">The place in voxel indices of the first level.</param>
    public double[] Apply(IReadOnlyList<double> index)
    {
        var inputs = Source.At(index);
        return [.. Enumerable.Range(0, Outputs.Count).Select(row =>
        {
            var sum = Matrix[row, Outputs.Count] * Outputs[row].Scale;
            for (var column = 0; column < Outputs.Count; column++)
            {
                // A further input is one voxel thick, as large as the output in its slot.
                sum += Matrix[row, column] * (column < Source.Rank
                    ? inputs[column] * Source.Dimensions[column].Scale
                    : 0.5 * Outputs[column].Scale);
            }

            return sum / Outputs[row].Scale;
        })];
    }

    /// <summary>The box around all voxels, edges included: voxels along each output.</summary>
    public (double[] Min, double[] Max) Extent()
    {
        var rank = Outputs.Count;
        var middle = Apply([.. Source.Shape.Select(length => (length - 1) / 2.0)]);
        var half = Enumerable.Range(0, rank).Select(row => Enumerable.Range(0, rank).Sum(column =>
            Math.Abs(Matrix[row, column]) * (column < Source.Rank
                ? Source.Shape[column] / 2.0 * Source.Dimensions[column].Scale
                : 0.5 * Outputs[column].Scale)) / Outputs[row].Scale).ToList();
        return ([.. middle.Zip(half, (centre, reach) => centre - reach)],
            [.. middle.Zip(half, (centre, reach) => centre + reach)]);
    }
}
