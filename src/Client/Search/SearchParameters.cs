using System.Globalization;
using OmeNgff.Client.Records;
using OmeNgff.Ngff;

namespace OmeNgff.Client.Search;

/// <summary>What is searched: the parameters of <c>GET /v1/search</c>.</summary>
public sealed record SearchParameters
{
    /// <summary>Words, or null.</summary>
    public string? Words { get; init; }

    /// <summary>A filter in CQL2, text or JSON, or null.</summary>
    public string? Filter { get; init; }

    /// <summary>The id of a space, or <c>image:{id}</c> or <c>array:{id}</c>; null for the images' own.</summary>
    public string? Space { get; init; }

    /// <summary>A box, minima and then maxima, in the order and units of the space's axes; empty for none.</summary>
    public EquatableArray<double> Box { get; init; } = [];

    /// <summary>A point instead of a box; empty for none.</summary>
    public EquatableArray<double> Point { get; init; } = [];

    /// <summary>An image that matches overlap, as <c>image:{id}</c>, or null.</summary>
    public string? Overlaps { get; init; }

    /// <summary>Versions of alignments to take, <c>alignment@version</c>.</summary>
    public EquatableArray<string> Pins { get; init; } = [];

    /// <summary>The time whose alignments count, or null for now.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>The kinds; empty for all that stand for themselves.</summary>
    public EquatableArray<RecordKind> Kinds { get; init; } = [];

    /// <summary>The id of a dataset, or null.</summary>
    public string? Dataset { get; init; }

    /// <summary>Properties to order by, <c>-</c> before one for the greatest first; empty for the best first.</summary>
    public EquatableArray<string> Sort { get; init; } = [];

    /// <summary>Properties whose values are counted.</summary>
    public EquatableArray<string> Facets { get; init; } = [];

    /// <summary>True to count all matches, however many.</summary>
    public bool CountsAll { get; init; }

    /// <summary>How many at the most, up to 1000; 50 when null.</summary>
    public int? Limit { get; init; }

    /// <summary>The cursor of the page before.</summary>
    public string? Cursor { get; init; }

    /// <summary>The parameters by name; those that are null are not sent.</summary>
    public IEnumerable<(string Name, string? Value)> Parameters =>
    [
        ("q", Words), ("filter", Filter), ("space", Space), ("bbox", Numbers(Box)), ("point", Numbers(Point)),
        ("overlaps", Overlaps), .. Pins.Select(pin => ("pin", (string?)pin)),
        ("asOf", AsOf?.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)),
        ("kind", Joined(Kinds.Select(kind => kind.Text()))), ("dataset", Dataset), ("sort", Joined(Sort)),
        ("facets", Joined(Facets)), ("count", CountsAll ? "exact" : null),
        ("limit", Limit?.ToString(CultureInfo.InvariantCulture)), ("cursor", Cursor),
    ];

    private static string? Joined(IEnumerable<string> parts) => string.Join(',', parts) is { Length: > 0 } text ? text : null;

    private static string? Numbers(EquatableArray<double> numbers) =>
        Joined(numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));
}
