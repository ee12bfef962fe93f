using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Spaces;
using OmeNgff.Ngff.Transformations;

namespace OmeNgff.Catalog.Spaces;

/// <summary>An alignment as it is walked: by its default version, or by one that is pinned. Its id is the alignment's.
/// </summary>
public sealed record AlignmentEdge(string Id, string From, string To) : SpaceEdge(Id, From, To)
{
    /// <inheritdoc/>
    public override bool IsAlignment => true;

    /// <summary>The number of the version.</summary>
    public required int Number { get; init; }

    /// <summary>How far it may be relied on.</summary>
    public required AlignmentStatus Status { get; init; }

    /// <summary>From points of the source to points of the target.</summary>
    public required CoordinateTransformation Transformation { get; init; }

    /// <summary>Between which numbers the vectors of its fields lie, as far as that is known.</summary>
    public EquatableArray<FieldBounds> FieldBounds { get; init; }

    /// <summary>The axes that the source has for it.</summary>
    public required EquatableArray<Axis> FromAxes { get; init; }

    /// <summary>The axes that the target has for it.</summary>
    public required EquatableArray<Axis> ToAxes { get; init; }

    /// <summary>Where the image at the source lay when the version was made; null for other ends.</summary>
    public CoordinateTransformation? FromPlacement { get; init; }

    /// <summary>Where the image at the target lay when the version was made; null for other ends.</summary>
    public CoordinateTransformation? ToPlacement { get; init; }

    /// <summary>How it is pinned: <c>alignment@version</c>.</summary>
    public string Pin => AlignmentVersionRecord.IdOf(Id, Number);

    /// <summary>True when an image at one of the ends was calibrated since the version was made.</summary>
    public bool IsOutdated(PlacedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var space = $"image:{image.Id}";
        return (From == space && FromPlacement is { } source
                && !ImagePlacement.Agree(source, FromAxes, image.Placement, image.Axes))
            || (To == space && ToPlacement is { } target
                && !ImagePlacement.Agree(target, ToAxes, image.Placement, image.Axes));
    }

    /// <summary>The way that a version of an alignment is.</summary>
    public static AlignmentEdge Of(AlignmentVersionRecord version, double rank)
    {
        ArgumentNullException.ThrowIfNull(version);
        var (from, to) = (
            SpaceAxes.Of(version.Source, version.SourceAxes), SpaceAxes.Of(version.Target, version.TargetAxes));
        return new AlignmentEdge(version.Alignment, version.Source, version.Target)
        {
            Number = version.Number,
            Status = version.Status,
            Transformation = version.CoordinateTransformation,
            FieldBounds = version.FieldBounds ?? [],
            FromAxes = from,
            ToAxes = to,
            FromPlacement = version.SourcePlacement,
            ToPlacement = version.TargetPlacement,
            Rank = RankOf(rank),
            MadeAt = version.CreatedAt,
            IsReversible = MapStep.IsReversible(version.CoordinateTransformation, from),
        };
    }
}

/// <summary>The axes of coordinate spaces.</summary>
public static class SpaceAxes
{
    private const string ArrayPrefix = "array:";

    /// <summary>The axes of a space: an array's index space counts pixels, whatever the units of its physical one.</summary>
    public static EquatableArray<Axis> Of(string space, EquatableArray<Axis> axes) =>
        space.StartsWith(ArrayPrefix, StringComparison.Ordinal) && axes.Any(axis => axis.Unit is not null)
            ? axes.Select(axis => axis with { Unit = null }).ToEquatableArray()
            : axes;
}
