using OmeNgff.Ngff;
using OmeNgff.Ngff.Json;

namespace OmeNgff.Client.Commits;

/// <summary>Changes of records that are committed together or not at all.</summary>
/// <param name="Changes">At most one per record.</param>
public sealed record CommitInput(EquatableArray<CommitChange> Changes);

/// <summary>What one record is to become.</summary>
/// <param name="Method"><c>PUT</c>, <c>PATCH</c> or <c>DELETE</c>.</param>
/// <param name="Path">The record's path: <c>/v1/images/{id}</c>.</param>
public sealed record CommitChange(string Method, string Path)
{
    /// <summary>The ETag or the version that the change is based on; absent when the record is new.</summary>
    public string? IfMatch { get; init; }

    /// <summary>The record for <c>PUT</c>, a merge patch for <c>PATCH</c>.</summary>
    public RawJson? Body { get; init; }
}
