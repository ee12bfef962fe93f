namespace OmeNgff.Zarr.Fields;

/// <summary>
/// The rules by which points, boxes and whole transformations are refused when they are carried through fields. Those of
/// a whole transformation are named by an <see cref="Ngff.Diagnostics.NgffException"/>, whose pointer leads into the
/// transformation, or, where something in a store is at fault, by a <see cref="Stores.StoreException"/>.
/// </summary>
public static class FieldRules
{
    /// <summary>Of a point: its place is not in the field, half a sample spacing around the samples included.</summary>
    public const string PointOutsideField = "point-outside-field";

    /// <summary>Of a point: a coordinate is not a finite number, or the transformation makes it one.</summary>
    public const string PointNotFinite = "point-not-finite";

    /// <summary>Of a point: a sample of the field that it needs is not a finite number.</summary>
    public const string FieldValueNotFinite = "field-value-not-finite";

    /// <summary>Of a point: no place was found that the displacements bring there.</summary>
    public const string InverseNotConverged = "inverse-not-converged";

    /// <summary>The path of a field or of a matrix is no absolute address (<c>file:///…</c>, <c>https://…</c>).</summary>
    public const string FieldPathRelative = "field-path-relative";

    /// <summary>The transformation, or this part of it, cannot be walked backwards.</summary>
    public const string NotReversible = "transformation-not-reversible";

    /// <summary>The points have another number of coordinates than the transformation takes.</summary>
    public const string RankMismatch = "transformation-rank-mismatch";

    /// <summary>The interpolation is none of linear, nearest and cubic.</summary>
    public const string InterpolationUnknown = "interpolation-unknown";

    /// <summary>At the address of a field is no multiscale group.</summary>
    public const string FieldGroupExpected = "field-group-expected";

    /// <summary>The field has not one axis of the type that its vectors need, or too many axes.</summary>
    public const string FieldAxesInvalid = "field-axes-invalid";

    /// <summary>The field has no samples, or the transformation of its first level does not say where they are.</summary>
    public const string FieldLevelInvalid = "field-level-invalid";

    /// <summary>At the address of a matrix is none of the shape that is needed, or not all of it is finite.</summary>
    public const string MatrixInvalid = "matrix-invalid";

    /// <summary>No part of the box is in the field.</summary>
    public const string BoxOutsideField = "box-outside-field";

    /// <summary>The box needs more samples than <see cref="FieldLimits.MaxBoxBytes"/>.</summary>
    public const string BoxTooLarge = "box-too-large";

    /// <summary>The field counts an axis of its input in another unit than the space that its points come from.</summary>
    public const string FieldUnitMismatch = "field-unit-mismatch";
}
