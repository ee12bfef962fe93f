using System.Diagnostics.Metrics;
using OmeNgff.Catalog.Observability;
using OmeNgff.Client.Problems;

namespace OmeNgff.Catalog.Records;

/// <summary>What is measured of commits.</summary>
internal static class CommitMeasures
{
    /// <summary>Commits, from when they were asked for until their outcome was told.</summary>
    internal static readonly Histogram<double> Duration = Telemetry.Duration(
        "omengff.commit.duration", "How long commits took, with their waiting, by outcome.");

    /// <summary>How many share a transaction.</summary>
    internal static readonly Histogram<long> Members = Telemetry.Meter.CreateHistogram(
        "omengff.commit.group.members", "{commit}", "How many commits share one transaction.", tags: null,
        new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] });

    /// <summary>Transactions that were begun anew.</summary>
    internal static readonly Counter<long> Retries = Telemetry.Meter.CreateCounter<long>(
        "omengff.commit.retries", "{transaction}", "Transactions of commits that were begun anew, by reason.");

    /// <summary>Commits whose connection was lost while they were committed.</summary>
    internal static readonly Counter<long> Unknown = Telemetry.Meter.CreateCounter<long>(
        "omengff.commit.unknown_outcomes", "{transaction}",
        "Transactions whose connection was lost while they committed, by how that was settled.");

    /// <summary>What depends on the changed records grew meanwhile.</summary>
    internal static readonly KeyValuePair<string, object?> Grown = Telemetry.Tag("omengff.commit.reason", "grown");

    /// <summary>Something else held rows in another order.</summary>
    internal static readonly KeyValuePair<string, object?> Deadlock = Telemetry.Tag("omengff.commit.reason", "deadlock");

    /// <summary>The connection was lost, and the transaction undone.</summary>
    internal static readonly KeyValuePair<string, object?> Lost = Telemetry.Tag("omengff.commit.reason", "lost");

    /// <summary>A member was amiss, so each is carried out alone.</summary>
    internal static readonly KeyValuePair<string, object?> Split = Telemetry.Tag("omengff.commit.reason", "split");

    /// <summary>Counts nothing, so that the rare is seen to begin at zero.</summary>
    internal static void Begin()
    {
        foreach (var reason in (ReadOnlySpan<KeyValuePair<string, object?>>)[Grown, Deadlock, Lost, Split])
        {
            Retries.Add(0, reason);
        }

        foreach (var how in (ReadOnlySpan<string>)["committed", "undone", "never"])
        {
            Unknown.Add(0, Settled(how));
        }
    }

    /// <summary>How an unknown outcome was settled: <c>committed</c>, <c>undone</c> or <c>never</c>.</summary>
    internal static KeyValuePair<string, object?> Settled(string how) => Telemetry.Tag("omengff.commit.settled", how);

    /// <summary>The outcome of one commit.</summary>
    internal static KeyValuePair<string, object?> Outcome(Exception? failure) => Telemetry.Tag("omengff.outcome", failure switch
    {
        null => "committed",
        ProblemException { Problem.Status: 412 } => "conflict",
        ProblemException { Problem.Type: "/problems/outcome-unknown" } => "unknown",
        ProblemException { Problem.Status: 503 } => "busy",
        ProblemException => "refused",
        _ => "failed",
    });
}
