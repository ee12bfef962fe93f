namespace OmeNgff.Client.Administration;

/// <summary>What a node that is ready says of itself.</summary>
public sealed record NodeReadiness
{
    /// <summary>The transaction that keeps the public change feed from going on, or null where none has run for long.
    /// </summary>
    public FeedHolder? FeedHeldBackBy { get; init; }
}

/// <summary>A transaction that holds the change feed back.</summary>
/// <param name="Process">The process of the server; 0 for a prepared transaction.</param>
/// <param name="Database">The database.</param>
/// <param name="User">Who runs it.</param>
/// <param name="Application">The application's name, or the name of the prepared transaction.</param>
/// <param name="Seconds">How long it has run.</param>
public sealed record FeedHolder(int Process, string Database, string User, string Application, long Seconds);
