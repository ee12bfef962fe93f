namespace OmeNgff.Client.Administration;

/// <summary>One line of the answer to a verification or a reindexing (NDJSON): progress, a difference, or the end.
/// </summary>
public sealed record AdministrationLine
{
    /// <summary>How many records were looked at so far.</summary>
    public long Checked { get; init; }

    /// <summary>How many there were at the beginning.</summary>
    public long Of { get; init; }

    /// <summary>Something that is not what the records say, or null.</summary>
    public FoundDifference? Difference { get; init; }

    /// <summary>True on the last line alone: without it the answer was cut off.</summary>
    public bool Done { get; init; }

    /// <summary>How many differences were found so far.</summary>
    public long Differences { get; init; }
}

/// <summary>Something that is not what the records say.</summary>
/// <param name="Record">The record: <c>image:{id}</c>.</param>
/// <param name="What">The column, the table or the document.</param>
/// <param name="Expected">What the records say.</param>
/// <param name="Actual">What is there, or null.</param>
public sealed record FoundDifference(string Record, string What, string Expected, string? Actual);
