using System.Text.Json.Serialization;

namespace OmeNgff.Client.Http;

/// <summary>A page of a list.</summary>
/// <param name="Items">The items.</param>
/// <param name="Next">The cursor of the next page, or null at the end.</param>
public sealed record Page<TItem>(
    IReadOnlyList<TItem> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
