using OmeNgff.Client.Problems;
using OmeNgff.Ngff;

namespace OmeNgff.Client.Records;

/// <summary>What became of one line of a batch.</summary>
/// <param name="Line">The line's number, from 1; empty ones count.</param>
/// <param name="Status">The HTTP status that the line would have got alone.</param>
public sealed record BatchAnswer(long Line, int Status)
{
    /// <summary>The image's id, or null when the line failed.</summary>
    public string? Id { get; init; }

    /// <summary>The image's version, or null when the line failed.</summary>
    public long? Version { get; init; }

    /// <summary>The name of the change, or null when nothing was changed.</summary>
    public string? Change { get; init; }

    /// <summary>Ids of affected images that could not be told in time; null for none.</summary>
    public EquatableArray<string>? PendingViews { get; init; }

    /// <summary>Why the line failed, or null.</summary>
    public Problem? Problem { get; init; }
}
