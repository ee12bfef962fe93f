using OmeNgff.Catalog.Records;

namespace OmeNgff.Catalog.Feed;

/// <summary>How far the history has been followed.</summary>
/// <param name="Incarnation">The incarnation of the database.</param>
/// <param name="Snapshot">The transactions that were seen.</param>
/// <param name="Settled">The last change of the public feed, which stops at the oldest transaction that still runs; null
/// when there is none yet.</param>
public sealed record FeedPosition(int Incarnation, TransactionSnapshot Snapshot, ChangeName? Settled)
{
    /// <summary>What of this is certain when the database may have crashed since: all up to the last settled change. A crash takes
    /// back no commit, but numbers of transactions that had not committed are given out anew.</summary>
    public FeedPosition Durable
    {
        get
        {
            var next = (Settled?.Transaction ?? 0) + 1;
            return this with { Snapshot = new TransactionSnapshot(next, next, []) };
        }
    }

    /// <summary>True when a change of this incarnation was seen, settled or not.</summary>
    public bool Includes(ChangeName change) => Snapshot.Includes(change.Transaction);

    /// <summary>True when the public feed goes on after a change; after null, when it has any.</summary>
    public bool GoesOnAfter(ChangeName? change) => Settled is { } settled
        && (change is null || string.CompareOrdinal(settled.ToString(), change.ToString()) > 0);
}
