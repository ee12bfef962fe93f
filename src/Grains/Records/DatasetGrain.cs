using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;

namespace OmeNgff.Grains.Records;

/// <summary>Owns one dataset.</summary>
public sealed class DatasetGrain(IRecordStore store, Notices notices)
    : RecordGrain<DatasetRecord>(store, notices), IDatasetGrain;
