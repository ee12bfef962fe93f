using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Feed;

namespace OmeNgff.Grains.Records;

/// <summary>Owns one catalogued space.</summary>
public sealed class SpaceGrain(IRecordStore store, Notices notices, FeedTail feed)
    : RecordGrain<SpaceRecord>(store, notices, feed), ISpaceGrain;
