using OmeNgff.Catalog.Records;
using OmeNgff.Client.Records;

namespace OmeNgff.Silo.Feed;

/// <summary>One entry of the change feed.</summary>
/// <param name="Change">Its name; opaque, ordered.</param>
/// <param name="At">When it was committed.</param>
/// <param name="By">Who committed it.</param>
/// <param name="Kind">The record's kind.</param>
/// <param name="Id">The record's id.</param>
/// <param name="Version">The record's version.</param>
/// <param name="Reason">Why.</param>
public sealed record ChangeAnswer(
    string Change, DateTimeOffset At, string By, RecordKind Kind, string Id, long Version, string Reason)
{
    /// <summary>An entry as callers see it.</summary>
    internal static ChangeAnswer Of(ChangeEntry entry) => new(
        entry.Change.ToString(), entry.At, entry.By, entry.Kind, entry.Id, entry.Version, entry.Reason);
}
