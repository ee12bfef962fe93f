using OmeNgff.Catalog.Records;
using OmeNgff.Client.Grains;
using OmeNgff.Client.Records;

namespace OmeNgff.Grains.Records;

/// <summary>Owns one viewpoint.</summary>
public sealed class ViewpointGrain(IRecordStore store, Notices notices)
    : RecordGrain<ViewpointRecord>(store, notices), IViewpointGrain;
