namespace OmeNgff.Ngff.Transformations;

/// <summary>The paths of arrays and fields that hold parameters of a transformation.</summary>
public static class TransformationPaths
{
    /// <summary>The transformation with other paths; those of its ends stay. One without paths is returned as it is.
    /// </summary>
    /// <param name="transformation">The transformation.</param>
    /// <param name="path">Gives the new path for an old one.</param>
    public static CoordinateTransformation WithPaths(
        this CoordinateTransformation transformation, Func<string, string> path)
    {
        ArgumentNullException.ThrowIfNull(transformation);
        ArgumentNullException.ThrowIfNull(path);
        return transformation switch
        {
            AffineTransformation { Path: { } array } affine => affine with { Path = path(array) },
            RotationTransformation { Path: { } array } rotation => rotation with { Path = path(array) },
            DisplacementsTransformation field => field with { Path = path(field.Path) },
            CoordinatesTransformation field => field with { Path = path(field.Path) },
            SequenceTransformation sequence => sequence with
            {
                Transformations = sequence.Transformations.Select(part => part.WithPaths(path)).ToEquatableArray(),
            },
            ByDimensionTransformation dimensions => dimensions with
            {
                Transformations = dimensions.Transformations
                    .Select(part => part with { Transformation = part.Transformation.WithPaths(path) })
                    .ToEquatableArray(),
            },
            BijectionTransformation bijection => bijection with
            {
                Forward = bijection.Forward.WithPaths(path),
                Inverse = bijection.Inverse.WithPaths(path),
            },
            _ => transformation,
        };
    }
}
