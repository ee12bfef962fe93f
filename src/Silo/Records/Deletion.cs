using OmeNgff.Ngff;

namespace OmeNgff.Silo.Records;

/// <summary>The answer to a deletion.</summary>
/// <param name="PendingViews">Ids of affected images that could not be told in time; they follow by the feed.</param>
/// <param name="Deleted">References (<c>array:{id}</c>) of all records that went, or would go.</param>
public sealed record Deletion(EquatableArray<string> PendingViews, EquatableArray<string> Deleted);
