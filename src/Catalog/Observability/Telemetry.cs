using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OmeNgff.Catalog.Observability;

/// <summary>
/// What this program measures and traces, under one name. Whoever collects it listens to that name; while nobody does, it
/// costs next to nothing. No id, and no text that a user gave, is an attribute of a measurement: there are too many.
/// </summary>
public static class Telemetry
{
    /// <summary>The name of the meter and of the source of activities.</summary>
    public const string Name = "OmeNgff";

    /// <summary>The bounds of histograms of durations, in seconds: from a read from memory to a commit of many records.
    /// </summary>
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    /// <summary>The instruments.</summary>
    public static Meter Meter { get; } = new(Name);

    /// <summary>The activities.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    /// <summary>A histogram of durations in seconds.</summary>
    /// <param name="name">Its name, <c>omengff.….duration</c>.</param>
    /// <param name="description">What is measured.</param>
    public static Histogram<double> Duration(string name, string description) => Meter.CreateHistogram(
        name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });

    /// <summary>One attribute of a measurement. Its values are few and known.</summary>
    public static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
