using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Feed;
using OmeNgff.Grains.Views;

namespace OmeNgff.Grains.Records;

/// <summary>Owns one collection: its members and their roles.</summary>
public sealed class CollectionGrain(IRecordStore store, CollectionSnapshots snapshots, Notices notices, FeedTail feed)
    : RecordGrain<CollectionRecord>(store, notices, feed), ICollectionGrain
{
    /// <inheritdoc/>
    public async Task<ServedDocument?> Metadata(string ome, CancellationToken cancellationToken) =>
        await snapshots.Read(Id, cancellationToken) is { } snapshot ? CollectionView.Metadata(snapshot, ome) : null;
}
