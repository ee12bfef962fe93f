using OmeNgff.Ngff;

namespace OmeNgff.Client.Records;

/// <summary>One version in a record's history.</summary>
/// <param name="Version">The version.</param>
/// <param name="At">When it was committed.</param>
/// <param name="By">Who committed it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Changed">JSON Pointers of the members that changed.</param>
public sealed record HistoryEntry(
    long Version, DateTimeOffset At, string By, string Reason, EquatableArray<string> Changed);
