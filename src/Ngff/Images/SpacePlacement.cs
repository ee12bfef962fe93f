using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Diagnostics;
using OmeNgff.Ngff.Spaces;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Ngff.Versions;

namespace OmeNgff.Ngff.Images;

/// <summary>
/// An image group as it is published in another space: its levels there, or with a transformation that leads there. Axes of
/// the image that the way drops and that are no places, such as the channel, stay.
/// </summary>
/// <param name="Name">The name of the space.</param>
/// <param name="Map">From the intrinsic space of the image to the space.</param>
public sealed record SpacePlacement(string Name, PathMap Map)
{
    /// <summary>The group and what its arrays own, as an OME version says them in the space.</summary>
    /// <param name="version">The OME version: 0.6 says any way, those before it a scale and a translation.</param>
    /// <param name="group">The group.</param>
    /// <param name="arrays">What each level's array owns.</param>
    /// <exception cref="NgffException"><c>transformation-not-in-version</c>, or the group cannot be consolidated.
    /// </exception>
    public (ImageGroup Group, EquatableArray<SpatialMetadata> Arrays) Place(
        OmeVersion version, ImageGroup group, IReadOnlyList<SpatialMetadata> arrays)
    {
        ArgumentNullException.ThrowIfNull(group);
        var multiscale = Consolidation.Consolidate(group, arrays);
        var whole = group.CoordinateTransformations.Where(part => part.Input is null && part.Output is null).ToList();
        return version == OmeVersion.V06
            ? (WithEdge(group, multiscale.Axes, whole), arrays.ToEquatableArray())
            : Scaled(version, group, multiscale, whole);
    }

    /// <summary>The group with the space as a coordinate system beside its own, and the way there.</summary>
    private ImageGroup WithEdge(
        ImageGroup group, EquatableArray<Axis> axes, List<CoordinateTransformation> whole)
    {
        if (Map.Whole is null)
        {
            throw Rules.TransformationNotInVersion.Refusal("",
                $"OME {OmeVersion.V06.Text()} has no words for a way back through a displacement field, which leads to "
                + $"\"{Name}\".");
        }

        var (system, way) = Extended(axes);
        var intrinsic = group.IntrinsicName ?? CoordinateSystem.DefaultIntrinsicName;
        var name = Name;
        while (name == intrinsic || name == CoordinateSystem.TransformedName
            || group.CoordinateSystems.Any(own => own.Name == name))
        {
            name += "'";
        }

        var edge = new SequenceTransformation([.. whole, way]).Simplify(axes.Count) with
        {
            Input = new CoordinateSystemReference(intrinsic),
            Output = new CoordinateSystemReference(name),
        };
        return group with
        {
            CoordinateSystems = [.. group.CoordinateSystems, new CoordinateSystem(name, system)],
            CoordinateTransformations = [.. group.CoordinateTransformations, edge],
        };
    }

    /// <summary>The axes of the space with those of the image that stay, and the way to them.</summary>
    private (EquatableArray<Axis> Axes, CoordinateTransformation Way) Extended(EquatableArray<Axis> axes)
    {
        var kept = Map.Matrix is { } matrix ? Kept(matrix, axes) : [];
        if (kept.Count == 0 || kept.Any(axis => Map.ToAxes.Any(other => other.Name == axes[axis].Name)))
        {
            return (Map.ToAxes, Map.Whole!);
        }

        var way = Map.Matrix!;
        return (
            [.. kept.Select(axis => axes[axis]), .. Map.ToAxes],
            TransformationSimplification.OfMatrix(Matrix.Create(
                kept.Count + way.Rows, way.Columns, (row, column) =>
                    row >= kept.Count ? way[row - kept.Count, column] : column == kept[row] ? 1 : 0)));
    }

    private (ImageGroup Group, EquatableArray<SpatialMetadata> Arrays) Scaled(
        OmeVersion version, ImageGroup group, Multiscale multiscale, List<CoordinateTransformation> whole)
    {
        if (Map.Matrix is not { } way || Order(way, multiscale.Axes) is not { } order)
        {
            throw NotInVersion(version, "");
        }

        var rank = multiscale.Axes.Count;
        var axes = order.Select((row, axis) => row is { } taken ? Map.ToAxes[taken] : multiscale.Axes[axis])
            .ToEquatableArray();
        var arrays = multiscale.Levels.Select((level, index) =>
        {
            var own = new SequenceTransformation([level.Transformation, .. whole]).ToMatrix(rank)
                ?? throw NotInVersion(version, $"/levels/{index}");
            var there = own.Then(way);
            var matrix = Matrix.Create(rank, rank + 1, (row, column) =>
                order[row] is { } taken ? there[taken, column] : own[row, column]);
            var (scale, translation) = new AffineTransformation(matrix).AsScaleAndTranslation(rank)
                ?? throw NotInVersion(version, $"/levels/{index}");
            return new SpatialMetadata(axes, TransformationComposition.FromScaleAndTranslation(scale, translation));
        }).ToEquatableArray();
        return (
            group with
            {
                Levels = group.Levels.Select(level => level with { Transformation = null }).ToEquatableArray(),
                CoordinateSystems = [],
                CoordinateTransformations = [],
                IntrinsicName = null,
                IntrinsicOther = null,
            },
            arrays);
    }

    /// <summary>For each axis of the image the axis of the space that it becomes, or null for one that stays; null where
    /// one axis does not become one.</summary>
    private int?[]? Order(Matrix way, EquatableArray<Axis> axes)
    {
        var order = new int?[axes.Count];
        for (var row = 0; row < way.Rows; row++)
        {
            var columns = Enumerable.Range(0, axes.Count).Where(column => way[row, column] != 0).ToList();
            if (columns is not [var only] || order[only] is not null)
            {
                return null;
            }

            order[only] = row;
        }

        var kept = Kept(way, axes);
        return order.Where((row, axis) => row is null && !kept.Contains(axis)).Any()
            || kept.Any(axis => Map.ToAxes.Any(other => other.Name == axes[axis].Name))
            ? null
            : order;
    }

    /// <summary>The axes that the way does not look at and that are no places.</summary>
    private static List<int> Kept(Matrix way, EquatableArray<Axis> axes) =>
    [
        .. Enumerable.Range(0, axes.Count).Where(axis => axes[axis].Type != "space"
            && Enumerable.Range(0, way.Rows).All(row => way[row, axis] == 0)),
    ];

    private NgffException NotInVersion(OmeVersion version, string pointer) => Rules.TransformationNotInVersion.Refusal(
        pointer,
        $"OME {version.Text()} knows only a scale and a translation along the axes of the arrays, and the way to "
        + $"\"{Name}\" is more; {OmeVersion.V06.Text()} may say it.");
}
