using System.Diagnostics;
using System.Diagnostics.Metrics;
using OmeNgff.Catalog.Observability;

namespace OmeNgff.Grains.Views;

/// <summary>What is measured of views.</summary>
internal static class ViewMeasures
{
    private static readonly KeyValuePair<string, object?> Image = Telemetry.Tag("omengff.view.kind", "image");
    private static readonly KeyValuePair<string, object?> Collection = Telemetry.Tag("omengff.view.kind", "collection");

    private static readonly KeyValuePair<string, object?> Copy = Telemetry.Tag("omengff.view.kind", "copy");

    private static readonly Histogram<double> Duration = Telemetry.Duration(
        "omengff.view.build.duration", "How long views took to build from one snapshot of the database.");

    // Counted here, and read when somebody collects: reads from memory are to cost nothing else.
    private static long _imageReads;
    private static long _collectionReads;
    private static long _copyReads;

    static ViewMeasures() => Telemetry.Meter.CreateObservableCounter(
        "omengff.view.reads", Reads, "{read}", "Keys and documents that were asked of views; what was not built was in memory.");

    /// <summary>One read of an image's view.</summary>
    internal static void ReadImage() => Interlocked.Increment(ref _imageReads);

    /// <summary>One read of a collection's view.</summary>
    internal static void ReadCollection() => Interlocked.Increment(ref _collectionReads);

    /// <summary>One read of a copy of an image's view.</summary>
    internal static void ReadCopy() => Interlocked.Increment(ref _copyReads);

    /// <summary>A copy of an image's view was built.</summary>
    /// <param name="begun">The timestamp of its beginning.</param>
    internal static void BuiltCopy(long begun) => Duration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, Copy);

    /// <summary>An image's view was built.</summary>
    /// <param name="begun">The timestamp of its beginning.</param>
    internal static void BuiltImage(long begun) => Duration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, Image);

    /// <summary>A collection's view was built.</summary>
    /// <param name="begun">The timestamp of its beginning.</param>
    internal static void BuiltCollection(long begun) =>
        Duration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, Collection);

    private static IEnumerable<Measurement<long>> Reads() =>
    [
        new(Interlocked.Read(ref _imageReads), Image), new(Interlocked.Read(ref _collectionReads), Collection),
        new(Interlocked.Read(ref _copyReads), Copy),
    ];
}
