using System.Text.Json.Serialization;
using OmeNgff.Ngff;

namespace OmeNgff.Client.Commits;

/// <summary>What a commit brought about.</summary>
/// <param name="Change">The name of its last change; null when it was only tried.</param>
/// <param name="Records">The records that changed: those that were asked for, in that order, and those that follow.</param>
public sealed record CommitAnswer(string? Change, EquatableArray<CommittedRecord> Records)
{
    /// <summary>Ids of affected images that could not be told in time; they follow by the feed.</summary>
    public EquatableArray<string> PendingViews { get; init; } = [];
}

/// <summary>A record that a commit changed.</summary>
/// <param name="Path">Its path: <c>/v1/images/{id}</c>.</param>
/// <param name="Version">Its new version; a deletion has one too.</param>
public sealed record CommittedRecord(string Path, long Version)
{
    /// <summary>Its ETag, or null when it is deleted.</summary>
    [JsonPropertyName("etag")]
    public string? ETag { get; init; }

    /// <summary>The record as it would be stored, when the commit was only tried.</summary>
    public object? Record { get; init; }
}
