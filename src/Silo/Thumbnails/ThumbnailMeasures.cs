using System.Diagnostics.Metrics;
using OmeNgff.Catalog.Observability;

namespace OmeNgff.Silo.Thumbnails;

/// <summary>What is measured of pictures.</summary>
internal static class ThumbnailMeasures
{
    /// <summary>Pictures that were made.</summary>
    internal static readonly Histogram<double> Duration = Telemetry.Duration(
        "omengff.thumbnail.duration", "How long pictures took to make, without their waiting.");

    /// <summary>Pictures that were asked for.</summary>
    internal static readonly Counter<long> Requests = Telemetry.Meter.CreateCounter<long>(
        "omengff.thumbnail.requests", "{request}", "Pictures that were asked for: made, or kept from before.");

    /// <summary>It was made for this request.</summary>
    internal static readonly KeyValuePair<string, object?> Made = Telemetry.Tag("omengff.thumbnail.result", "made");

    /// <summary>It was there, or made for another request.</summary>
    internal static readonly KeyValuePair<string, object?> Kept = Telemetry.Tag("omengff.thumbnail.result", "kept");

    /// <summary>It could not be made.</summary>
    internal static readonly KeyValuePair<string, object?> Failed = Telemetry.Tag("omengff.thumbnail.result", "failed");
}
