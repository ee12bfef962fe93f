using System.Collections.Immutable;
using OmeNgff.Catalog.Spaces;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Spaces;
using OmeNgff.Ngff.Transformations;
using OmeNgff.Zarr.Fields;

namespace OmeNgff.Grains.Spaces;

/// <summary>What reaches a space by the best paths, as far as the index of placed extents is concerned.</summary>
internal sealed record SpaceReach
{
    /// <summary>The axes of the space.</summary>
    public required EquatableArray<Axis> Axes { get; init; }

    /// <summary>The spaces where the paths of images that the index knows leave their alignments.</summary>
    public required ImmutableArray<ReachedNode> Searched { get; init; }

    /// <summary>The spaces where the index is asked which images have to be looked at: their paths lead through fields.
    /// </summary>
    public required ImmutableArray<ReachedNode> Asked { get; init; }

    /// <summary>By image: the first step of the path of each that is looked at where the index says that it may meet the
    /// box.</summary>
    public required IReadOnlyDictionary<string, PathStep> Begins { get; init; }

    /// <summary>Alignments with placed extents in these spaces that do not begin the best path of their image.</summary>
    public required ImmutableArray<string> Excluded { get; init; }

    /// <summary>The images with a path that have to be looked at one by one.</summary>
    public required ImmutableArray<ReachedImage> LookedAt { get; init; }

    /// <summary>The images that paths lead through, as they were.</summary>
    public required ImmutableArray<PlacedImage> Crossed { get; init; }
}

/// <summary>A space from which a best path leads to the space that is searched.</summary>
/// <param name="Space">The space.</param>
/// <param name="Axes">The axes of points there, as the path takes them.</param>
/// <param name="Way">What the path does to them; null where it has no closed form, or leaves the range of numbers.</param>
internal sealed record ReachedNode(string Space, EquatableArray<Axis> Axes, AffineWay? Way)
{
    /// <summary>The first step of the path, and where it leads; null for the space itself.</summary>
    public (MapStep Step, ReachedNode Node)? Next { get; init; }

    /// <summary>Bounds of the fields on the path, as far as they are known.</summary>
    public EquatableArray<FieldBounds> Fields { get; init; }

    /// <summary>The path where it leads through fields whose bounds are all known.</summary>
    public Lazy<BoundedPath?> Bounded { get; init; } = new((BoundedPath?)null);

    /// <summary>The steps of the path.</summary>
    public IEnumerable<MapStep> Steps()
    {
        for (var next = Next; next is var (step, node); next = node.Next)
        {
            yield return step;
        }
    }
}

/// <summary>An image that has to be looked at.</summary>
/// <param name="Image">Its id.</param>
/// <param name="Lead">The steps of its path up to its first alignment, or all where it has none.</param>
/// <param name="End">Where they lead.</param>
internal sealed record ReachedImage(string Image, ImmutableArray<PathStep> Lead, ReachedNode End);
