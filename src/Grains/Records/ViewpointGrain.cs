using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Feed;

namespace OmeNgff.Grains.Records;

/// <summary>Owns one viewpoint.</summary>
public sealed class ViewpointGrain(IRecordStore store, Notices notices, FeedTail feed)
    : RecordGrain<ViewpointRecord>(store, notices, feed), IViewpointGrain;
