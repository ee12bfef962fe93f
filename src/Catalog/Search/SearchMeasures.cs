using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using OmeNgff.Catalog.Observability;

namespace OmeNgff.Catalog.Search;

/// <summary>What is measured of searches.</summary>
internal static class SearchMeasures
{
    /// <summary>Searches in the database, with their waiting.</summary>
    internal static readonly Histogram<double> Duration = Telemetry.Duration(
        "omengff.search.duration", "How long searches took, with their waiting, by what they looked for.");

    /// <summary>Searches that have their turn.</summary>
    internal static readonly UpDownCounter<long> Running = Telemetry.Meter.CreateUpDownCounter<long>(
        "omengff.search.running", "{search}", "Searches under way in the database.");

    /// <summary>Searches that wait for it.</summary>
    internal static readonly UpDownCounter<long> Waiting = Telemetry.Meter.CreateUpDownCounter<long>(
        "omengff.search.waiting", "{search}", "Searches that wait for their turn.");

    /// <summary>Searches that waited for too long.</summary>
    internal static readonly Counter<long> Refusals = Telemetry.Meter.CreateCounter<long>(
        "omengff.search.refusals", "{search}", "Searches that were refused because too many were before them.");

    private static readonly ImmutableArray<KeyValuePair<string, object?>> Tags =
    [
        .. Enum.GetNames<SearchWork>().Select(name => Telemetry.Tag("omengff.search.kind", name.ToLowerInvariant())),
    ];

    /// <summary>Counts nothing, so that the rare is seen to begin at zero.</summary>
    internal static void Begin()
    {
        Running.Add(0);
        Waiting.Add(0);
        Refusals.Add(0);
    }

    /// <summary>The attribute of a kind of search.</summary>
    internal static KeyValuePair<string, object?> Tag(SearchWork work) => Tags[(int)work];

    /// <summary>What a request looks for.</summary>
    internal static SearchWork Work(SearchRequest request) =>
        (request.Words is not null, request.Filter is not null, !request.Places.IsDefaultOrEmpty) switch
        {
            (false, false, false) => SearchWork.All,
            (true, false, false) => SearchWork.Words,
            (false, true, false) => SearchWork.Filter,
            (false, false, true) => SearchWork.Place,
            _ => SearchWork.Mixed,
        };
}
