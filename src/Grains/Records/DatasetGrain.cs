using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Feed;

namespace OmeNgff.Grains.Records;

/// <summary>Owns one dataset.</summary>
public sealed class DatasetGrain(IRecordStore store, Notices notices, FeedTail feed)
    : RecordGrain<DatasetRecord>(store, notices, feed), IDatasetGrain;
