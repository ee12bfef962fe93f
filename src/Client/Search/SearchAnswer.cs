using System.Text.Json.Serialization;
using OmeNgff.Client.Records;

namespace OmeNgff.Client.Search;

/// <summary>An answer to a search.</summary>
/// <param name="Items">The matches of this page, best first.</param>
/// <param name="Matched">How many match in all.</param>
/// <param name="Next">The cursor of the next page, or null at the end.</param>
public sealed record SearchAnswer(
    IReadOnlyList<SearchItem> Items,
    MatchCount Matched,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next)
{
    /// <summary>For each facet that was asked for, how often each of its values is found.</summary>
    public IReadOnlyDictionary<string, SearchFacet>? Facets { get; init; }

    /// <summary>A change that the answer is current to at least.</summary>
    public string? Change { get; init; }
}

/// <summary>One match.</summary>
/// <param name="Kind">The record's kind.</param>
/// <param name="Id">The record's id.</param>
/// <param name="Name">The name, or the id.</param>
/// <param name="Dataset">The dataset's id.</param>
/// <param name="Score">Higher is better: 1 where the words are in the name, 0.5 elsewhere; 0 without words.</param>
/// <param name="Highlight">Where the words were found, with <c>&lt;em&gt;</c>, or null.</param>
public sealed record SearchItem(
    RecordKind Kind, string Id, string Name, string Dataset, float Score, string? Highlight)
{
    /// <summary>The path of a picture of an image on the server that answered; null for records of other kinds.</summary>
    public string? Thumbnail => Kind == RecordKind.Image ? $"/thumbnails/{Id}.png" : null;

    /// <summary>Where an image lies in its own space, or null.</summary>
    public SearchExtent? Extent { get; init; }
}

/// <summary>Where an image lies in its own space, a list element per axis.</summary>
/// <param name="Axes">The names of the axes.</param>
/// <param name="Units">Their units, an empty text for none.</param>
/// <param name="Min">The least edge, in the unit of its axis; null where the axis has no known unit.</param>
/// <param name="Max">The greatest edge.</param>
public sealed record SearchExtent(
    IReadOnlyList<string> Axes, IReadOnlyList<string> Units, IReadOnlyList<double?> Min, IReadOnlyList<double?> Max);

/// <summary>How many records match.</summary>
/// <param name="Count">The count, or the least when not exact.</param>
/// <param name="Exact">Whether it is exact.</param>
public sealed record MatchCount(int Count, bool Exact);

/// <summary>The values of a facet, the most frequent first.</summary>
/// <param name="Values">The values.</param>
/// <param name="Exact">Whether the counts are exact; else they are estimates from a sample.</param>
/// <param name="More">How many values there are beside these.</param>
public sealed record SearchFacet(IReadOnlyList<FacetCount> Values, bool Exact, int More);

/// <summary>A value of a facet.</summary>
/// <param name="Value">The value.</param>
/// <param name="Count">How many records have it.</param>
public sealed record FacetCount(string Value, long Count);
