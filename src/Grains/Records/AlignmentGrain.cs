using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Feed;

namespace OmeNgff.Grains.Records;

/// <summary>Owns one alignment; deleting it deletes its versions.</summary>
public sealed class AlignmentGrain(IRecordStore store, Notices notices, FeedTail feed)
    : RecordGrain<AlignmentRecord>(store, notices, feed), IAlignmentGrain;
