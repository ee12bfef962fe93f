using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Spaces;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Zarr.Fields;

namespace OmeNgff.Catalog.Search;

/// <summary>Where the first steps of a path bring extents: exactly where they are affine, and at the most where they lead
/// through fields whose bounds are known.</summary>
public sealed record ExtentPath
{
    private readonly AffineWay? _way;
    private readonly BoundedPath? _bounded;
    private readonly EquatableArray<Axis> _to;

    private ExtentPath(AffineWay? way, BoundedPath? bounded, EquatableArray<Axis> to) =>
        (_way, _bounded, _to) = (way, bounded, to);

    /// <summary>True where the steps are affine.</summary>
    public bool IsExact => _way is not null;

    /// <summary>Some steps.</summary>
    /// <param name="from">The axes of the extents.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="fields">Bounds of the fields in them.</param>
    /// <param name="to">The axes that the extents are to have afterwards.</param>
    /// <returns>Null where it is not known what they do.</returns>
    public static ExtentPath? Of(
        EquatableArray<Axis> from, IReadOnlyList<MapStep> steps, EquatableArray<FieldBounds> fields, EquatableArray<Axis> to)
    {
        ArgumentNullException.ThrowIfNull(steps);
        if (AffineWay.Of(from, steps, to) is { } way)
        {
            return new ExtentPath(way, null, to);
        }

        return Bounded(from, steps, fields, to) is { } bounded ? new ExtentPath(null, bounded, to) : null;
    }

    /// <summary>Steps of whose fields the bounds are known, or null.</summary>
    public static BoundedPath? Bounded(
        EquatableArray<Axis> from, IReadOnlyList<MapStep> steps, EquatableArray<FieldBounds> fields, EquatableArray<Axis> to)
    {
        ArgumentNullException.ThrowIfNull(steps);
        if (fields.IsEmpty || from.Count != (steps.Count == 0 ? to : steps[0].InputAxes).Count)
        {
            return null;
        }

        try
        {
            return BoundedPath.Of(PathMap.Of(from, steps, to), fields);
        }
        catch (NgffException)
        {
            // It leaves the range of numbers.
            return null;
        }
    }

    /// <summary>Carries an extent; null where it leaves the range of numbers, or lies outside of a field.</summary>
    public CarriedExtent? Carry(Extent extent)
    {
        ArgumentNullException.ThrowIfNull(extent);
        return _way is not null ? CarriedExtent.Of(extent, _way, _to)
            : _bounded!.Carry(extent.Min, extent.Max) is { } box ? CarriedExtent.OfBox(box.Min, box.Max, _to)
            : null;
    }
}
