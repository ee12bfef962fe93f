namespace OmeNgff.Catalog.Records;

/// <summary>How commits share transactions.</summary>
public sealed record CommitOptions
{
    /// <summary>How many transactions a node has on their way at a time (limit <c>CommitLanes</c>). Default 4.</summary>
    public int Lanes { get; init; } = 4;

    /// <summary>How many changes requests that share a transaction have together; a larger request goes alone (limit
    /// <c>MaxGroupChanges</c>). Default 1000.</summary>
    public int MaxGroupChanges { get; init; } = 1000;

    /// <summary>How long one transaction may take (limit <c>CommitDeadline</c>). Default 60 s.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(60);
}
