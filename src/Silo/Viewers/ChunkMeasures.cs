using System.Diagnostics.Metrics;
using OmeNgff.Catalog.Observability;

namespace OmeNgff.Silo.Viewers;

/// <summary>What is measured of chunks.</summary>
internal static class ChunkMeasures
{
    /// <summary>The bytes of chunks that were streamed through.</summary>
    internal static readonly Counter<long> Bytes = Telemetry.Meter.CreateCounter<long>(
        "omengff.chunk.streamed", "By", "Bytes of chunks that were streamed from stores to viewers, where they were said before.");

    private static readonly Counter<long> Answers = Telemetry.Meter.CreateCounter<long>(
        "omengff.chunk.answers", "{answer}", "Answers to requests for chunks, by status: 307 leads to the store.");

    /// <summary>A request was answered.</summary>
    internal static void Answered(int status) =>
        Answers.Add(1, new KeyValuePair<string, object?>("http.response.status_code", status));
}
