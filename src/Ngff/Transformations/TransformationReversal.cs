namespace OmeNgff.Ngff.Transformations;

/// <summary>Which transformations can be walked backwards.</summary>
public static class TransformationReversal
{
    /// <summary>
    /// True when points of the output can be carried back to the input: by a closed form
    /// (<see cref="TransformationInverse.TryInvert"/>), by the inverse that a bijection brings along, or, for
    /// displacements, step by step. Sequences and byDimension are reversible when all their parts are, the latter where
    /// every axis of the input is used once; coordinates never are. Nothing is read for the answer, so a matrix that
    /// lies in an array is taken to be invertible, and a field to be one: that shows when points are carried.
    /// </summary>
    public static bool IsReversible(this CoordinateTransformation transformation)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        return transformation switch
        {
            DisplacementsTransformation or BijectionTransformation or IArrayParameters { Path: not null } => true,
            SequenceTransformation { Transformations: var parts } => parts.All(IsReversible),
            ByDimensionTransformation { Transformations: var parts } => UsesEveryInputOnce(parts)
                && parts.All(part => part.InputAxes.Count == part.OutputAxes.Count && part.Transformation.IsReversible()),
            _ => transformation.TryInvert(out _),
        };
    }

    /// <summary>
    /// True when no two parts read the same axis and there is no gap between the axes that they read: two coordinates
    /// would be asked to agree, or one would not be known.
    /// </summary>
    public static bool UsesEveryInputOnce(EquatableArray<DimensionsTransformation> parts)
    {
        var inputs = parts.SelectMany(part => part.InputAxes).ToList();
        return inputs.Count > 0 && inputs.Distinct().Count() == inputs.Count && inputs.Max() == inputs.Count - 1;
    }
}
