using System.Collections.Immutable;
using OmeNgff.Catalog.Spaces;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;
using OmeNgff.Ngff.Axes;
using OmeNgff.Ngff.Spaces;

namespace OmeNgff.Grains.Spaces;

/// <summary>All coordinate spaces at one moment: now, or at a time of the past.</summary>
public abstract class SpaceMoment
{
    /// <summary>Searches the graph, which does not change meanwhile.</summary>
    public abstract T Search<T>(Func<SpaceGraph, T> search);

    /// <summary>The axes of a catalogued space, or null when there is none of this id.</summary>
    public abstract EquatableArray<Axis>? AxesOf(string space);

    /// <summary>An image with its levels, or null.</summary>
    public abstract ValueTask<PlacedImage?> Image(string id, CancellationToken cancellationToken);

    /// <summary>An array, or null.</summary>
    public abstract ValueTask<ArrayRecord?> Array(string id, CancellationToken cancellationToken);

    /// <summary>The images that have an array as a level.</summary>
    public abstract Task<ImmutableArray<string>> Holders(string array, CancellationToken cancellationToken);

    /// <summary>A version of an alignment as it is walked, or null.</summary>
    public async ValueTask<AlignmentEdge?> Version(string alignment, int number, CancellationToken cancellationToken) =>
        await Record<AlignmentVersionRecord>(AlignmentVersionRecord.IdOf(alignment, number), cancellationToken)
            is { } version
        && await Record<AlignmentRecord>(alignment, cancellationToken) is { } owner
            ? AlignmentEdge.Of(version, owner.Rank)
            : null;

    /// <summary>A record, or null.</summary>
    protected abstract ValueTask<TRecord?> Record<TRecord>(string id, CancellationToken cancellationToken)
        where TRecord : CatalogRecord;
}
