using System.Collections.Immutable;
using OmeNgff.Catalog.Search.Filters;
using OmeNgff.Catalog.Search.Properties;
using OmeNgff.Catalog.Search.Queries;
using OmeNgff.Client.Records;
using OmeNgff.Client.Search;

namespace OmeNgff.Catalog.Search;

/// <summary>Which records are looked for.</summary>
public sealed record SearchRequest
{
    /// <summary>The kinds that are searched where none is named: those that stand for themselves.</summary>
    public static readonly ImmutableArray<RecordKind> DefaultKinds =
    [
        .. Enum.GetValues<RecordKind>().Where(kind => kind is not (RecordKind.Array or RecordKind.AlignmentVersion)),
    ];

    /// <summary>Who asks: nobody is told of records that he may not see.</summary>
    public required SearchReader Reader { get; init; }

    /// <summary>Words, or null.</summary>
    public string? Words { get; init; }

    /// <summary>What else must hold, or null.</summary>
    public Filter? Filter { get; init; }

    /// <summary>What the boxes of the filter, and the spaces that it names, mean.</summary>
    public ImmutableDictionary<Filter, PlaceCondition> FilterPlaces { get; init; } =
        ImmutableDictionary.Create<Filter, PlaceCondition>(ReferenceEqualityComparer.Instance!);

    /// <summary>Where images have to lie.</summary>
    public ImmutableArray<PlaceCondition> Places { get; init; } = [];

    /// <summary>An image that is not found, or null.</summary>
    public string? WithoutImage { get; init; }

    /// <summary>The kinds.</summary>
    public ImmutableArray<RecordKind> Kinds { get; init; } = DefaultKinds;

    /// <summary>Only records of this dataset, or null.</summary>
    public string? Dataset { get; init; }

    /// <summary>The order; empty for the best first, which are those with the words in their names, and among these the
    /// newest.</summary>
    public ImmutableArray<SearchOrder> Order { get; init; } = [];

    /// <summary>True where the answer may come from a replica (<see cref="SearchReplica.Lag"/>).</summary>
    public bool InReplica { get; init; }
}

/// <summary>Who searches.</summary>
/// <param name="Name">The name of a user.</param>
/// <param name="SeesAll">True where datasets are no limit.</param>
public sealed record SearchReader(string Name, bool SeesAll)
{
    /// <summary>The one principal that there is until accounts exist.</summary>
    public static readonly SearchReader Local = new("local", SeesAll: true);
}

/// <summary>A property that records are ordered by; what does not have it comes last.</summary>
/// <param name="Property">The property.</param>
/// <param name="Descends">True for the greatest first.</param>
public sealed record SearchOrder(SearchProperty Property, bool Descends);

/// <summary>Where a page ended.</summary>
/// <param name="Key">The key of its last record.</param>
/// <param name="IsName">Whether that had the words in its name.</param>
/// <param name="Values">Its values of the properties that records are ordered by: texts, numbers, times as text, or null.
/// </param>
/// <param name="Matched">How many match in all, as the first page said.</param>
public sealed record SearchPosition(
    long Key, bool IsName, ImmutableArray<System.Text.Json.JsonElement> Values, MatchCount Matched);

/// <summary>A page of matches.</summary>
/// <param name="Items">The matches in order.</param>
/// <param name="Matched">How many match in all.</param>
/// <param name="Next">Where the page ended, or null where it was the last.</param>
public sealed record SearchPage(ImmutableArray<SearchItem> Items, MatchCount Matched, SearchPosition? Next);
