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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);

/// <summary>One match.</summary>
/// <param name="Kind">The record's kind.</param>
/// <param name="Id">The record's id.</param>
/// <param name="Name">The name, or the id.</param>
/// <param name="Dataset">The dataset's id.</param>
/// <param name="Score">Higher is better; comparable within one answer only.</param>
/// <param name="Highlight">Where the words were found, with <c>&lt;em&gt;</c>, or null.</param>
public sealed record SearchItem(
    RecordKind Kind, string Id, string Name, string Dataset, float Score, string? Highlight);

/// <summary>How many records match.</summary>
/// <param name="Count">The count, or the least when not exact.</param>
/// <param name="Exact">Whether it is exact.</param>
public sealed record MatchCount(int Count, bool Exact);
