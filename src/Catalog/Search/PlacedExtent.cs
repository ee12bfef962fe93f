using OmeNgff.Catalog.Spaces;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Images;
using OmeNgff.Ngff.Spaces;

namespace OmeNgff.Catalog.Search;

/// <summary>Where an image lies in a space that the default version of an alignment leads to from it directly, forwards or
/// backwards: what the index keeps. Axes are those that the version knows of that space.</summary>
public sealed record PlacedExtent : CarriedExtent
{
    /// <summary>The alignment's id.</summary>
    public required string Alignment { get; init; }

    /// <summary>The number of its version.</summary>
    public required int Version { get; init; }

    /// <summary>The space at the other end: <c>space:{id}</c>, <c>image:{id}</c> or <c>array:{id}</c>.</summary>
    public required string Space { get; init; }

    /// <summary>False where the extent may be smaller than this.</summary>
    public required bool IsExact { get; init; }

    /// <summary>True when the default version of an alignment is kept for the images from which it is walked so; where not,
    /// it has fields whose bounds are not known.</summary>
    /// <param name="edge">The version.</param>
    /// <param name="isInverse">True when it is walked from its target.</param>
    /// <param name="isExact">True when the extents are exact.</param>
    public static bool IsKept(AlignmentEdge edge, bool isInverse, out bool isExact)
    {
        ArgumentNullException.ThrowIfNull(edge);
        var step = new MapStep(edge.Transformation, edge.FromAxes, edge.ToAxes, isInverse);
        var path = ExtentPath.Of(step.InputAxes, [step], edge.FieldBounds, step.OutputAxes);
        isExact = path is { IsExact: true };
        return path is not null;
    }

    /// <summary>Where an image lies, by id of the versions. A version with fields whose bounds are not known gives nothing,
    /// nor does one that cannot be walked from the image, or carries it beyond <see cref="CarriedExtent.MaxMagnitude"/>.
    /// </summary>
    /// <param name="image">The image's id.</param>
    /// <param name="axes">Its axes.</param>
    /// <param name="extent">Its extent, in these axes.</param>
    /// <param name="defaults">Default versions of alignments; those that do not end at the image are left aside.</param>
    public static IEnumerable<PlacedExtent> Of(
        string image, EquatableArray<Axis> axes, Extent extent, IEnumerable<AlignmentVersionRecord> defaults) =>
        Of(image, isLabel: false, axes, extent, defaults);

    /// <summary>Where a label image lies that has no alignments of its own: where its image's alignments lead, inside of
    /// which it is placed by <see cref="LabelPlacement"/>, by the axes that the versions know of the image.</summary>
    /// <param name="image">The id of the image that it labels.</param>
    /// <param name="axes">The axes of the label image.</param>
    /// <param name="extent">The extent of the label image.</param>
    /// <param name="defaults">Default versions of alignments; those that do not end at the image are left aside.</param>
    public static IEnumerable<PlacedExtent> OfLabel(
        string image,
        EquatableArray<Axis> axes,
        Extent extent,
        IEnumerable<AlignmentVersionRecord> defaults) => Of(image, isLabel: true, axes, extent, defaults);

    private static IEnumerable<PlacedExtent> Of(
        string image,
        bool isLabel,
        EquatableArray<Axis> axes,
        Extent extent,
        IEnumerable<AlignmentVersionRecord> defaults)
    {
        ArgumentNullException.ThrowIfNull(defaults);
        var end = new SpaceReference(RecordKind.Image, image).ToString();
        foreach (var version in defaults.DistinctBy(version => version.Id)
            .OrderBy(version => version.Id, StringComparer.Ordinal))
        {
            if (version.Source == version.Target || (version.Source != end && version.Target != end))
            {
                continue;
            }

            var edge = AlignmentEdge.Of(version, 0);
            var step = new MapStep(edge.Transformation, edge.FromAxes, edge.ToAxes, IsInverse: edge.To == end);
            if ((!step.IsInverse || edge.IsReversible)
                && ExtentPath.Of(
                    axes, isLabel ? [Inside(axes, step.InputAxes), step] : [step], edge.FieldBounds, step.OutputAxes)
                    is { } path
                && path.Carry(extent) is { } carried)
            {
                yield return new PlacedExtent
                {
                    Center = carried.Center,
                    HalfEdges = carried.HalfEdges,
                    Min = carried.Min,
                    Max = carried.Max,
                    Alignment = edge.Id,
                    Version = edge.Number,
                    Space = step.IsInverse ? edge.From : edge.To,
                    IsExact = path.IsExact,
                };
            }
        }
    }

    private static MapStep Inside(EquatableArray<Axis> label, EquatableArray<Axis> image) =>
        new(LabelPlacement.Of(label, image), label, image, IsInverse: false);
}
