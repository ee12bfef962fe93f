using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;

namespace OmeNgff.Grains.Records;

/// <summary>Owns one collection: its members and their roles.</summary>
public sealed class CollectionGrain(IRecordStore store, Notices notices)
    : RecordGrain<CollectionRecord>(store, notices), ICollectionGrain;
