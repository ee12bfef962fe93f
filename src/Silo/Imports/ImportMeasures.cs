using System.Diagnostics.Metrics;
using OmeNgff.Catalog.Observability;
using OmeNgff.Client.Imports;

namespace OmeNgff.Silo.Imports;

/// <summary>What is measured of imports.</summary>
internal static class ImportMeasures
{
    /// <summary>Imports under way.</summary>
    internal static readonly UpDownCounter<long> Running = Telemetry.Meter.CreateUpDownCounter<long>(
        "omengff.import.running", "{import}", "Imports under way on this node.");

    private static readonly Histogram<double> Duration = Telemetry.Duration(
        "omengff.import.duration", "How long imports took, by how they ended.");

    private static readonly Counter<long> Ends = Telemetry.Meter.CreateCounter<long>(
        "omengff.imports", "{import}", "Imports that have ended, by how.");

    private static readonly Counter<long> Images = Telemetry.Meter.CreateCounter<long>(
        "omengff.import.images", "{image}", "Image groups that imports found, by what became of them.");

    /// <summary>Counts nothing, so that the rare is seen to begin at zero.</summary>
    internal static void Begin()
    {
        Running.Add(0);
        foreach (var state in Enum.GetValues<SourceState>())
        {
            Count(state, 0);
        }

        foreach (var state in (ReadOnlySpan<ImportState>)[ImportState.Succeeded, ImportState.Failed, ImportState.Cancelled])
        {
            Ends.Add(0, Tag(state));
        }
    }

    /// <summary>What became of image groups.</summary>
    internal static void Count(SourceState state, int images) =>
        Images.Add(images, Telemetry.Tag("omengff.import.outcome", state switch
        {
            SourceState.New => "registered",
            SourceState.Changed => "updated",
            SourceState.Unchanged => "unchanged",
            SourceState.Drifted => "drifted",
            _ => "failed",
        }));

    /// <summary>An import has ended.</summary>
    internal static void Ended(ImportState state, TimeSpan duration)
    {
        Ends.Add(1, Tag(state));
        Duration.Record(duration.TotalSeconds, Tag(state));
    }

    private static KeyValuePair<string, object?> Tag(ImportState state) =>
        Telemetry.Tag("omengff.import.state", state.ToString().ToLowerInvariant());
}
