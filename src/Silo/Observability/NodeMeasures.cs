using System.Diagnostics.Metrics;
using OmeNgff.Catalog.Observability;
using OmeNgff.Client.Records;
using OmeNgff.Grains.Feed;
using OmeNgff.Grains.Spaces;

namespace OmeNgff.Silo.Observability;

/// <summary>What a node is now, as gauges that are read when somebody collects.</summary>
internal sealed class NodeMeasures : IDisposable
{
    private readonly Meter _meter = new(Telemetry.Name);

    public NodeMeasures(FeedTail feed, CurrentSpaces spaces)
    {
        _meter.CreateObservableGauge(
            "omengff.feed.lag", () => feed.Lag.TotalSeconds, "s",
            "How long ago the last look at the change feed began: this node may show what is older by so much.");
        _meter.CreateObservableGauge(
            "omengff.feed.held_back", () => feed.HeldBack.TotalSeconds, "s",
            "For how long one transaction has held the public change feed back.");
        _meter.CreateObservableGauge(
            "omengff.grain.held_records", () => Held(feed.Held), "{record}", "Records that grains of this node hold.");
        _meter.CreateObservableGauge(
            "omengff.space_graph.ways", () => spaces.Size.Ways, "{way}", "Ways of the space graph in memory.");
        _meter.CreateObservableGauge(
            "omengff.space_graph.spaces", () => spaces.Size.Spaces, "{space}", "Spaces where ways of the graph end.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<int>> Held(HeldRecords held)
    {
        var counts = held.Count();
        return Enum.GetValues<RecordKind>().Where(kind => kind != RecordKind.AlignmentVersion).Select(kind =>
            new Measurement<int>(
                counts.GetValueOrDefault(kind), Telemetry.Tag("omengff.record.kind", kind.Text())));
    }
}
