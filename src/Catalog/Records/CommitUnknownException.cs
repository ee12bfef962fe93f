using System.Collections.Immutable;

namespace OmeNgff.Catalog.Records;

/// <summary>The connection was lost while a transaction was committed: it may stand or not.</summary>
/// <param name="transaction">The PostgreSQL transaction.</param>
/// <param name="outcomes">What it brought about for each member if it stands.</param>
/// <param name="cause">How the connection was lost.</param>
internal sealed class CommitUnknownException(
    long transaction, ImmutableArray<CommitOutcome> outcomes, Exception cause)
    : Exception("The outcome of the commit is unknown.", cause)
{
    internal long Transaction { get; } = transaction;

    internal ImmutableArray<CommitOutcome> Outcomes { get; } = outcomes;
}
