using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Feed;

namespace OmeNgff.Grains.Records;

/// <summary>Owns one collection: its members and their roles.</summary>
public sealed class CollectionGrain(IRecordStore store, Notices notices, FeedTail feed)
    : RecordGrain<CollectionRecord>(store, notices, feed), ICollectionGrain;
