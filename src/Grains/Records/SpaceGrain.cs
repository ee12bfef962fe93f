using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;

namespace OmeNgff.Grains.Records;

/// <summary>Owns one catalogued space.</summary>
public sealed class SpaceGrain(IRecordStore store, Notices notices)
    : RecordGrain<SpaceRecord>(store, notices), ISpaceGrain;
