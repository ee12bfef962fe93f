using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Feed;

namespace OmeNgff.Grains.Records;

/// <summary>Owns one array. A change of it is a change of every image group that references it, in one commit.</summary>
public sealed class ArrayGrain(IRecordStore store, Notices notices, FeedTail feed)
    : RecordGrain<ArrayRecord>(store, notices, feed), IArrayGrain;
